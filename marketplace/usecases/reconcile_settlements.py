"""Compares every block of the chain with the book's settlements, once, in order; what differs is named and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from marketplace.domain.reconciliation import (
    EXCHANGE,
    Difference,
    DifferenceKind,
    compare_block,
    compare_filled,
    told_by,
)
from marketplace.ports import ExchangeHistory, ReconciliationBook, SettlementDesk
from registry.domain.events import Block, ChainEvent

BLOCKS_KEPT = 128  # deeper than any reorganisation that the outbox repairs


def reconcile_settlements(
    *, history: ExchangeHistory, book: ReconciliationBook, desk: SettlementDesk
) -> list[Difference]:
    """The differences that the blocks since the last call brought; they are stored with those blocks.

    Blocks that a fork took back are compared anew, and what differed in them is forgotten. A block with a batch of ours
    that we sent and have not read yet waits, and so do those behind it. Orders that a maker settled by itself shrink in
    the book to what the chain leaves of them.
    """
    last = _newest_standing(history, book)
    tip = history.tip()
    if tip is None:
        return []
    events = [event for event in history.events_after(last) if event.contract == EXCHANGE and event.block <= tip.number]
    by_block = {number: list(told) for number, told in groupby(events, key=lambda event: event.block)}
    unread = min((number for number, told in by_block.items() if _is_unread(told, book)), default=tip.number + 1)
    reached = history.block(unread - 1)
    if reached is None or reached.number <= last:
        return []
    noted = book.fills(last + 1, reached.number)
    differences = [
        difference
        for number in sorted({*by_block, *noted})
        if number <= reached.number
        for difference in compare_block(number, by_block.get(number, []), noted.get(number, []))
    ]
    differences += _compare_filled(_orders_of(events, reached), reached.number, history, book)
    _shrink(events, reached, history=history, book=book, desk=desk)  # first: said twice it changes nothing more
    book.note_reconciled(_spine(history, last, reached), differences)
    return differences


def _newest_standing(history: ExchangeHistory, book: ReconciliationBook) -> int:
    """The newest block that was compared and is still on the chain; what a fork took is forgotten."""
    while (last := book.last()) is not None:
        known = history.block(last.number)
        if known is not None and known.hash == last.hash:
            return last.number
        book.forget(last.number)
    book.forget(0)  # nothing that is left stands on a block that we know
    return -1


def _is_unread(told: Sequence[ChainEvent], book: ReconciliationBook) -> bool:
    words = told_by(told)
    return any(book.is_unread(number) for number in {*words.traded, *words.failed})


def _orders_of(events: Sequence[ChainEvent], reached: Block) -> list[str]:
    told = [event for event in events if event.name == "Trade" and event.block <= reached.number]
    return sorted({event.arguments[side] for event in told for side in ("buyOrder", "sellOrder")})


def _compare_filled(
    orders: Sequence[str], block: int, history: ExchangeHistory, book: ReconciliationBook
) -> list[Difference]:
    """What makers settled by themselves has its own name, and counts here as told."""
    ours, told = book.filled(orders, block), history.filled(orders, block)
    if not compare_filled(block, ours, told):
        return []
    for event in history.settled_outside(block):
        for order in {event.arguments["buyOrder"], event.arguments["sellOrder"]} & ours.keys():
            ours[order] += event.arguments["credits"]
    return compare_filled(block, ours, told)


def _spine(history: ExchangeHistory, last: int, reached: Block) -> list[Block]:
    first = max(last + 1, reached.number - BLOCKS_KEPT + 1)
    found = (history.block(number) for number in range(first, reached.number + 1))
    return [block for block in found if block is not None]


def _shrink(
    events: Sequence[ChainEvent],
    reached: Block,
    *,
    history: ExchangeHistory,
    book: ReconciliationBook,
    desk: SettlementDesk,
) -> None:
    outside = [event for event in told_by(events).outside if event.block <= reached.number]
    orders = sorted({event.arguments[side] for event in outside for side in ("buyOrder", "sellOrder")})
    left: Mapping[str, int] = book.left_of(orders, history.filled(orders, reached.number))
    for order, credits in left.items():
        desk.shrink(order, credits, DifferenceKind.SETTLED_OUTSIDE)
