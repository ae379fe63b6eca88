"""Holds the exchange's events of one block against what settlement noted: what one has without the other is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.events import ChainEvent

EXCHANGE = "CreditExchange"


class DifferenceKind(StrEnum):
    """How chain and book can differ."""

    FILL_UNKNOWN = "FillUnknown"  # the chain settled under our number what we never matched
    FILL_MISSING = "FillMissing"  # we noted a trade in this block that the block does not hold
    FILL_DIFFERS = "FillDiffers"  # both have it, with other words
    SETTLED_OUTSIDE = "SettledOutside"  # a maker settled its own order while the operator was silent
    FILLED_DIFFERS = "FilledDiffers"  # the contract counts other fills of an order than we do


@dataclass(frozen=True, slots=True)
class Fill:
    """One trade as both sides can tell it; `outcome` is the fee in minor units, or None for a failed match."""

    batch_no: int
    position: int
    buy: str
    sell: str
    credits: int
    price_minor: int
    fee_minor: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which chain and book differ at a block; `expected` is ours, `found` the chain's."""

    block: int
    kind: DifferenceKind
    subject: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a block told of settlements: fills by batch and order of telling, failed positions, own settlements."""

    traded: Mapping[int, tuple[ChainEvent, ...]]
    failed: Mapping[int, frozenset[int]]
    outside: tuple[ChainEvent, ...]


def told_by(events: Sequence[ChainEvent]) -> Told:
    """Sorts a block's events of the exchange."""
    traded: dict[int, list[ChainEvent]] = {}
    failed: dict[int, set[int]] = {}
    outside: list[ChainEvent] = []
    for event in (each for each in events if each.contract == EXCHANGE):
        if event.name == "Trade" and event.arguments["batchNo"] == 0:
            outside.append(event)
        elif event.name == "Trade":
            traded.setdefault(event.arguments["batchNo"], []).append(event)
        elif event.name == "MatchFailed":
            failed.setdefault(event.arguments["batchNo"], set()).add(event.arguments["position"])
    return Told(
        traded={number: tuple(told) for number, told in traded.items()},
        failed={number: frozenset(positions) for number, positions in failed.items()},
        outside=tuple(outside),
    )


def compare_block(block: int, events: Sequence[ChainEvent], noted: Sequence[Fill]) -> list[Difference]:
    """All differences of one block. `noted` are our trades of that block, by batch and position."""
    told = told_by(events)
    ours: dict[int, list[Fill]] = {}
    for fill in noted:
        ours.setdefault(fill.batch_no, []).append(fill)
    differences = [_outside(block, event) for event in told.outside]
    for number in sorted({*ours, *told.traded, *told.failed}):
        differences += _compare_batch(block, number, told, ours.get(number, []))
    return differences


def _compare_batch(block: int, number: int, told: Told, ours: Sequence[Fill]) -> list[Difference]:
    failed, traded = told.failed.get(number, frozenset()), list(told.traded.get(number, ()))
    chain = _positions(failed, traded)
    mine = {fill.position: _words(fill) for fill in ours}
    differences = []
    for position in sorted({*chain, *mine}):
        expected, found = mine.get(position), chain.get(position)
        if expected != found:
            kind = DifferenceKind.FILL_DIFFERS
            if expected is None:
                kind = DifferenceKind.FILL_UNKNOWN
            elif found is None:
                kind = DifferenceKind.FILL_MISSING
            subject = f"batch {number}, match {position}"
            differences.append(Difference(block, kind, subject, expected or "nothing", found or "nothing"))
    return differences


def _positions(failed: frozenset[int], traded: Sequence[ChainEvent]) -> dict[int, str]:
    """Trades carry no position: they fill, in order, the places that no failure names."""
    places = iter(place for place in range(len(failed) + len(traded)) if place not in failed)
    found = dict.fromkeys(failed, "failed")
    found |= {place: _event_words(event) for place, event in zip(places, traded, strict=False)}
    return found


def _words(fill: Fill) -> str:
    if fill.fee_minor is None:
        return "failed"
    return f"{fill.buy} buys {fill.credits} of {fill.sell} at {fill.price_minor}, fee {fill.fee_minor}"


def _event_words(event: ChainEvent) -> str:
    told = event.arguments
    return f"{told['buyOrder']} buys {told['credits']} of {told['sellOrder']} at {told['price']}, fee {told['fee']}"


def _outside(block: int, event: ChainEvent) -> Difference:
    subject = f"transaction {event.transaction}, log {event.log_index}"
    return Difference(block, DifferenceKind.SETTLED_OUTSIDE, subject, "nothing", _event_words(event))


def compare_filled(block: int, ours: Mapping[str, int], chain: Mapping[str, int]) -> list[Difference]:
    """Credits filled by order, as we count them up to this block and as the contract does."""
    return [
        Difference(block, DifferenceKind.FILLED_DIFFERS, order, str(ours[order]), str(chain[order]))
        for order in sorted(ours)
        if ours[order] != chain[order]
    ]
