"""Judges every row of a file: each becomes a record or a list of faults, and no row hides another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from passport.domain.delivery_weights import NUMBER
from passport.domain.factors import FactorSet
from passport.domain.import_profile import Draft, Profile, plain_drafts, profiled_drafts
from passport.domain.intake import Fault, Intake, KeptRow, SourceRow, by_row, first_of_each_id
from passport.domain.product import Product
from passport.domain.statement import assess
from passport.domain.supply import ESTIMATED_WEIGHT, UNKNOWN_WEIGHT, Kind, Record, ShippedLine
from passport.domain.supply_rules import check_words
from passport.errors import FileRefused
from passport.ports import RecordReader
from registry.errors import InvalidInput

GRAMS_PER_KG = 1000
MOST_FAULTS = 50_000


def judge_file(
    kind: Kind,
    rows: Iterable[SourceRow | Fault],
    *,
    profile: Profile | None,
    owner: str,
    source: str,
    read: RecordReader,
    factors: FactorSet,
) -> Intake:
    """The file after judgement; without a profile its columns are the fields of the doors. Raises FileRefused."""
    found = list(rows)
    sources = [one for one in found if isinstance(one, SourceRow)]
    drafts = profiled_drafts(sources, profile, owner, source) if profile else plain_drafts(sources)
    judge = _Judge(kind, read, factors)
    kept = [row for row in (judge.judged(draft) for draft in drafts) if row is not None]
    kept, repeated = first_of_each_id(kept)
    judge.told([*(one for one in found if isinstance(one, Fault)), *repeated])
    figures = _figures(kept, sources, profile)
    told = frozenset() if profile else frozenset(name for one in sources[:1] for name in one.cells)
    return Intake(kind, len(found), tuple(kept), tuple(by_row(judge.faults)), judge.beside_of(kept), figures, told)


class _Judge:
    """Reads drafts one by one, and what stands beside them once."""

    def __init__(self, kind: Kind, read: RecordReader, factors: FactorSet) -> None:
        self._kind, self._read, self._factors = kind, read, factors
        self._beside: dict[tuple[Kind, str], Record | Product | list[Fault]] = {}
        self._named: dict[int, list[tuple[Kind, str]]] = {}
        self.faults: list[Fault] = []

    def judged(self, draft: Draft) -> KeptRow | None:
        """The row if it is good; its faults are added otherwise."""
        record = self._record(self._kind, draft.fields, draft.row)
        faults = record if isinstance(record, list) else []
        faults = [*faults, *self._faults_beside(draft)]
        if faults or isinstance(record, list):
            self.told(faults)
            return None
        return KeptRow(draft.row, record, draft.notes or _notes_of(record))

    def told(self, faults: Sequence[Fault]) -> None:
        """Adds faults. Raises FileRefused where nobody would read on."""
        self.faults += faults
        if len(self.faults) > MOST_FAULTS:
            raise FileRefused(f"more than {MOST_FAULTS:,} faults", f"must hold {self._kind}: nearly no row does")

    def beside_of(self, kept: Sequence[KeptRow]) -> tuple[Record | Product, ...]:
        """What the kept rows speak of, each once."""
        named = {key: None for row in kept for key in self._named.get(row.row, [])}
        return tuple(one for key in named if not isinstance(one := self._beside[key], list))

    def _record(self, kind: Kind, fields: Mapping[str, object], row: int) -> Record | Product | list[Fault]:
        record = self._read(kind, fields, row)
        try:
            if isinstance(record, Product):
                assess(record, self._factors)
            elif not isinstance(record, list):
                check_words(record, self._factors)
        except InvalidInput as refusal:
            return [Fault(row, refusal.facts["field"], refusal.facts["value"], refusal.facts["rule"])]
        return record

    def _faults_beside(self, draft: Draft) -> list[Fault]:
        faults = []
        for kind, fields in draft.beside:
            key = (kind, str(fields.get("id") or fields.get("product_id")))
            if key not in self._beside:
                self._beside[key] = self._record(kind, fields, draft.row)
            self._named.setdefault(draft.row, []).append(key)
            found = self._beside[key]
            if isinstance(found, list):
                faults += [Fault(draft.row, f"{kind}.{one.field}", one.value, one.rule) for one in found]
        return faults


def _notes_of(record: Record | Product) -> tuple[str, ...]:
    """How the weight of a line in our own form is known."""
    if not isinstance(record, ShippedLine):
        return ()
    estimated = any(note.startswith(ESTIMATED_WEIGHT) for note in record.quality)
    return (UNKNOWN_WEIGHT if record.weight_g is None else ESTIMATED_WEIGHT if estimated else "weight measured",)


def _figures(kept: Sequence[KeptRow], rows: Sequence[SourceRow], profile: Profile | None) -> dict[str, object]:
    """Kilograms that the file states and that its kept lines carry: equal where no line with a weight was refused."""
    lines = [row.record for row in kept if isinstance(row.record, ShippedLine)]
    if not lines:
        return {}
    column = profile.columns["weight"] if profile else "weight_kg"
    said = [one.cells.get(column, "") for one in rows]
    stated_kg = sum((Decimal(text) for text in said if NUMBER.fullmatch(text)), Decimal(0))
    carried_g = sum(line.weight_g or 0 for line in lines)
    return {
        "stated_kg": str(stated_kg),
        "kept_kg": str(Decimal(carried_g) / GRAMS_PER_KG),
        "late": sum(1 for line in lines if line.late),
    }
