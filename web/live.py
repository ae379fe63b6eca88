"""The live figures of the running system, each with how it is known."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.projection import Projection
from registry.domain.seals import SealKind
from web.formatting import credits_of, kilograms, plural
from web.front import Front


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A value with its unit, what it counts, and how it is known: measured, estimated or verified."""

    name: str
    value: str
    unit: str
    known: str
    detail: str


def live_figures(front: Front, ledger: Projection) -> list[LiveFigure]:
    """What the projection adds up to. All of it was read from events of the contracts: it is verified."""
    issued = sum(supply.issued_kg for supply in ledger.supplies.values())
    retired = sum(supply.retired_kg for supply in ledger.supplies.values())
    held = sum(supply.held_kg for supply in ledger.supplies.values())
    by_kind = [sum(seal.kind == kind for seal in ledger.seals.values()) for kind in SealKind]
    kinds = ", ".join(f"{count} {kind.word}" for kind, count in zip(SealKind, by_kind, strict=True) if count)
    allotted = sum(allotment.kg for allotment in ledger.allotments)
    return [
        _credits("Credits issued", issued, f"in {plural(len(ledger.batches), 'batch', 'batches')}"),
        _credits("Credits held", held, "by all accounts together"),
        _credits("Credits retired", retired, "out of circulation for ever"),
        _figure("Certificates", len(ledger.certificates), "of retirement", f"{kilograms(allotted)} beside products"),
        _fees(front, ledger),
        _figure("Seals", len(ledger.seals), "Merkle roots", kinds or "none yet"),
    ]


def _credits(name: str, kg: int, detail: str) -> LiveFigure:
    return LiveFigure(name, credits_of(kg), "tCO2e", "verified", f"{kilograms(kg)} {detail}")


def _figure(name: str, count: int, unit: str, detail: str) -> LiveFigure:
    return LiveFigure(name, f"{count:,}", unit, "verified", detail)


def _fees(front: Front, ledger: Projection) -> LiveFigure:
    amounts = [front.money(units, payment) for payment, units in ledger.fees.items()]
    value, _, unit = (amounts[0] if amounts else "0").partition(" ")
    detail = f"45 basis points of {plural(len(ledger.trades), 'trade')}" + "".join(f"; {more}" for more in amounts[1:])
    return LiveFigure("Fees in the treasury", value, unit, "verified", detail)
