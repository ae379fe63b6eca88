"""Takes a table file to the judge: reads it, finds its profile, names it by its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

from passport.adapters.import_profiles import PLAIN, profile_for
from passport.adapters.supply_documents import DOCUMENTS, read_record
from passport.adapters.table_files import read_table
from passport.domain.factors import FactorSet
from passport.domain.import_profile import Profile
from passport.domain.intake import Intake, SourceRow
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
    rows = list(read_table(file))
    if not rows:
        raise FileRefused("no rows", "must have at least one row below its header")
    header = next((tuple(row.cells) for row in rows if isinstance(row, SourceRow)), ())
    profile = profile_for(header, kind)
    if profile is None:
        _check_columns(kind, header)
    judged = judge_file(kind, rows, profile=profile, owner=owner, source=name, read=read_record, factors=factors)
    return judged, _name_of(profile)


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
