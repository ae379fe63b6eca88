"""Takes a table file to the judge: reads it, finds its profile, names it by its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from passport.adapters.import_profiles import PLAIN, profile_for
from passport.adapters.supply_documents import DOCUMENTS, read_record
from passport.adapters.table_files import read_table
from passport.domain.factors import FactorSet
from passport.domain.import_profile import Profile
from passport.domain.intake import Fault, Intake, SourceRow
from passport.domain.supply import Kind
from passport.errors import FileRefused
from passport.usecases.judge_file import judge_file
from registry.errors import InvalidInput

BLOCK_BYTES = 1 << 20
FLAT_PRODUCT = ("product_id", "name", "category", "industry", "manufacturer", "origin", "unit_weight_kg", "supplier_kg")


def kind_named(text: str) -> Kind:
    """The kind of that name. Raises InvalidInput."""
    if text not in Kind.__members__.values():
        raise InvalidInput("kind", text, f"must be one of {', '.join(Kind)}")
    return Kind(text)


def judged_file(kind: Kind, file: Path, name: str, *, owner: str, factors: FactorSet) -> tuple[Intake, str]:
    """The file after judgement, and the name of the profile that read it. Raises FileRefused."""
    rows = read_table(file)
    head = list(_up_to_a_good_row(rows))
    if not head:
        raise FileRefused("no rows", "must have at least one row below its header")
    header = tuple(head[-1].cells) if isinstance(head[-1], SourceRow) else ()
    profile = profile_for(header, kind)
    if profile is None:
        _check_columns(kind, header)
    wanted = frozenset(profile.columns.values() if profile else header)
    narrow = (_narrowed(one, wanted) for one in chain(head, rows))
    judged = judge_file(kind, narrow, profile=profile, owner=owner, source=name, read=read_record, factors=factors)
    return judged, _name_of(profile)


def _up_to_a_good_row(rows: Iterator[SourceRow | Fault]) -> Iterator[SourceRow | Fault]:
    """The first rows, down to one that shows the columns."""
    for one in rows:
        yield one
        if isinstance(one, SourceRow):
            return


def _narrowed(one: SourceRow | Fault, wanted: frozenset[str]) -> SourceRow | Fault:
    """Without the columns that nobody reads: a wide file of many rows would fill the memory with them."""
    if isinstance(one, Fault):
        return one
    return SourceRow(one.row, {name: cell for name, cell in one.cells.items() if name in wanted})


def sha256_of(file: Path) -> str:
    """0x hex of the file's bytes."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return "0x" + digest.hexdigest()


def _check_columns(kind: Kind, header: tuple[str, ...]) -> None:
    known = FLAT_PRODUCT if kind is Kind.Products else tuple(DOCUMENTS[kind].model_fields)
    unknown = [name for name in header if name not in known]
    if unknown:
        raise FileRefused(f"column {unknown[0]!r}", f"must have columns of {', '.join(known)}, or those of a profile")


def _name_of(profile: Profile | None) -> str:
    return profile.name if profile else PLAIN
