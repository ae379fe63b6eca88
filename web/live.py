"""The live figures of the running system, each with how it is known."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.projection import Projection
from registry.domain.seals import SealKind
from registry.domain.units import FEE_BPS
from web.formatting import credits_of, kilograms
from web.front import Front
from web.languages import translated, translated_count


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
    kinds = ", ".join(f"{count} {_kind(kind)}" for kind, count in zip(SealKind, by_kind, strict=True) if count)
    allotted = sum(allotment.kg for allotment in ledger.allotments)
    batches = len(ledger.batches)
    in_batches = translated_count("{kg} in {count} batch", "{kg} in {count} batches", batches)
    beside = translated("{kg} beside products").format(kg=kilograms(allotted))
    return [
        _credits(translated("Credits issued"), issued, in_batches.replace("{count}", str(batches))),
        _credits(translated("Credits held"), held, translated("{kg} by all accounts together")),
        _credits(translated("Credits retired"), retired, translated("{kg} out of circulation for ever")),
        _figure(translated("Certificates"), len(ledger.certificates), translated("of retirement"), beside),
        _fees(front, ledger),
        _figure(translated("Seals"), len(ledger.seals), translated("Merkle roots"), kinds or translated("none yet")),
    ]


def _kind(kind: SealKind) -> str:
    words = {
        SealKind.Passport: translated("passport"),
        SealKind.Offset: translated("offset"),
        SealKind.Report: translated("report"),
        SealKind.Evidence: translated("evidence"),
        SealKind.Certificate: translated("certificate"),
        SealKind.Claims: translated("claims"),
        SealKind.Inventory: translated("inventory"),
    }
    return words[kind]


def _credits(name: str, kg: int, detail: str) -> LiveFigure:
    return LiveFigure(name, credits_of(kg), "tCO2e", "verified", detail.format(kg=kilograms(kg)))


def _figure(name: str, count: int, unit: str, detail: str) -> LiveFigure:
    return LiveFigure(name, f"{count:,}", unit, "verified", detail)


def _fees(front: Front, ledger: Projection) -> LiveFigure:
    amounts = [front.money(units, payment) for payment, units in ledger.fees.items()]
    value, _, unit = (amounts[0] if amounts else "0").partition(" ")
    trades = len(ledger.trades)
    counted = translated_count(
        "{points} basis points of {count} trade", "{points} basis points of {count} trades", trades
    )
    detail = counted.format(points=FEE_BPS, count=trades) + "".join(f"; {more}" for more in amounts[1:])
    return LiveFigure(translated("Fees in the treasury"), value, unit, "verified", detail)
