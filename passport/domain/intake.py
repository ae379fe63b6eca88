"""What becomes of the rows of a file: each is a record, or refused with every fault that it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from passport.domain.product import Product
from passport.domain.supply import Kind, Record
from registry.errors import writable

LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One field of one row that breaks its rule; the header is row 1 of a table, events count from 1."""

    row: int
    field: str
    value: str
    rule: str

    def document(self) -> dict[str, object]:
        """As a report shows it; a value in a length that can be shown."""
        shown = {"field": self.field, "value": self.value[:LONGEST_SHOWN], "rule": self.rule}
        return {"row": self.row} | {name: writable(text) for name, text in shown.items()}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a table: its number as a spreadsheet counts, and its cells by the name of their column."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A good row: its record, and how well its parts are known (a word per rule that was applied)."""

    row: int
    record: Record | Product
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """A file after its rows were judged. `beside` are records that the rows speak of: partners, products, routes.

    `told` are the fields that the file has columns for; where it is empty, each row tells its whole record.
    """

    kind: Kind
    rows: int
    kept: tuple[KeptRow, ...]
    faults: tuple[Fault, ...]
    beside: tuple[Record | Product, ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)
    told: frozenset[str] = frozenset()

    @property
    def refused(self) -> int:
        """How many rows were refused: a row with three faults is one."""
        return len({fault.row for fault in self.faults})

    @property
    def whole(self) -> bool:
        """True if every row is good."""
        return not self.faults

    def report(self) -> dict[str, object]:
        """The numbers and the faults, for people and programs."""
        return {
            "kind": self.kind.value,
            "rows": self.rows,
            "kept": len(self.kept),
            "refused": self.refused,
            "notes": dict(sorted(Counter(note for row in self.kept for note in row.notes).items())),
            "rules": dict(sorted(Counter(f"{fault.field}: {fault.rule}" for fault in self.faults).items())),
            "figures": dict(self.figures),
            "faults": [fault.document() for fault in self.faults],
        }


def first_of_each_id(kept: Iterable[KeptRow]) -> tuple[list[KeptRow], list[Fault]]:
    """Rows with an id that stood above are refused: nobody can say which of the two is meant."""
    rows: dict[str, int] = {}
    good, faults = [], []
    for one in kept:
        key = identity(one.record)
        if key in rows:
            faults.append(Fault(one.row, "id", key, f"stands in row {rows[key]} already"))
            continue
        rows[key] = one.row
        good.append(one)
    return good, faults


def identity(record: Record | Product) -> str:
    """The id of a record or product."""
    return record.product_id if isinstance(record, Product) else record.id


def by_row(faults: Iterable[Fault]) -> Sequence[Fault]:
    """Faults in the order of the file."""
    return sorted(faults, key=lambda fault: fault.row)
