"""Compares a judged file with what a company keeps: which rows are new, changed (and how), unchanged or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace

from passport.domain.intake import LONGEST_SHOWN, Fault, Intake, KeptRow, by_row, identity
from passport.domain.product import Product
from passport.domain.supply import Kind, Record, kind_of

MOST_CHANGES_SHOWN = 200
WHERE_FROM = {"source", "source_row"}  # a line that came again from another file is the same line
STORED_AS: Mapping[str, tuple[str, ...]] = {
    "distance_km": ("distance_m",),
    "weight_kg": ("weight_g", "quality"),  # whether the weight is known stands among the doubts
}
REFERENCES: Mapping[str, Kind] = {
    "product_id": Kind.Products,
    "partner_id": Kind.Partners,
    "route_id": Kind.Routes,
    "warehouse_id": Kind.Warehouses,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a company keeps of that which a file speaks of; `taken` are product ids of other companies."""

    existing: Mapping[str, Record | Product]
    there: frozenset[tuple[Kind, str]]
    taken: frozenset[str]


def kind_of_any(record: Record | Product) -> Kind:
    """The kind of a record or product."""
    return Kind.Products if isinstance(record, Product) else kind_of(record)


def references_of(record: Record | Product) -> list[tuple[str, str]]:
    """The other records that this one names: (field, id)."""
    if isinstance(record, Product):
        return []
    named = [(field, getattr(record, field, None)) for field in REFERENCES]
    return [(field, target) for field, target in named if target]


def placed(intake: Intake, known: Known) -> Intake:
    """The file without the rows that name what is not there, or a product of somebody else."""
    there = known.there | {(kind_of_any(one), identity(one)) for one in intake.beside}
    faults = [fault for row in intake.kept for fault in _misplaced(row, there, known.taken)]
    refused = {fault.row for fault in faults}
    kept = tuple(row for row in intake.kept if row.row not in refused)
    return replace(intake, kept=kept, faults=tuple(by_row([*intake.faults, *faults])))


def updated(intake: Intake, known: Known) -> Intake:
    """The file with its rows as they will stand: a field without a column stays what it is."""
    if not intake.told:
        return intake
    fields_told = {name for column in intake.told for name in STORED_AS.get(column, (column,))}
    kept = tuple(
        row
        if (before := known.existing.get(identity(row.record))) is None
        else replace(row, record=_updated(before, row.record, fields_told))
        for row in intake.kept
    )
    return replace(intake, kept=kept)


def _updated(before: Record | Product, after: Record | Product, told: AbstractSet[str]) -> Record | Product:
    changes = {field.name: getattr(after, field.name) for field in fields(after) if field.name in told}
    return replace(before, **changes)


def preview(intake: Intake, known: Known) -> dict[str, object]:
    """The numbers, and the differences of the first changed rows: field -> before and after."""
    states = [(row, _state(row, known)) for row in intake.kept]
    counted = Counter(state for _, state in states)
    changed = [row for row, state in states if state == "changed"]
    return {
        "new": counted["new"],
        "changed": counted["changed"],
        "unchanged": counted["unchanged"],
        "changes": [_change(row, known) for row in changed[:MOST_CHANGES_SHOWN]],
        "beside": dict(Counter(kind_of_any(one).value for one in fresh_beside(intake, known))),
    }


def fresh_beside(intake: Intake, known: Known) -> list[Record | Product]:
    """Those records beside the rows that the company does not have; what it has is never overwritten by a mention."""
    return [one for one in intake.beside if (kind_of_any(one), identity(one)) not in known.there]


def differences(before: Record | Product, after: Record | Product) -> dict[str, dict[str, str]]:
    """The fields in which two records differ."""
    changed = {}
    for field in fields(after):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new and field.name not in WHERE_FROM:
            changed[field.name] = {"from": _shown(old), "to": _shown(new)}
    return changed


def _state(row: KeptRow, known: Known) -> str:
    before = known.existing.get(identity(row.record))
    if before is None:
        return "new"
    return "changed" if differences(before, row.record) else "unchanged"


def _change(row: KeptRow, known: Known) -> dict[str, object]:
    key = identity(row.record)
    return {"row": row.row, "id": key, "differences": differences(known.existing[key], row.record)}


def _misplaced(row: KeptRow, there: AbstractSet[tuple[Kind, str]], taken: AbstractSet[str]) -> list[Fault]:
    if isinstance(row.record, Product) and row.record.product_id in taken:
        return [Fault(row.row, "product_id", row.record.product_id, "is the id of another company's product")]
    return [
        Fault(row.row, field, target, f"must be the id of one of the company's {REFERENCES[field]}")
        for field, target in references_of(row.record)
        if (REFERENCES[field], target) not in there
    ]


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:LONGEST_SHOWN]
