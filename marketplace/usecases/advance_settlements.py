"""Brings every open batch one step on: sends what the chain lost, notes where it is, ends what is deep enough."""

from __future__ import annotations

from marketplace.domain.fault import orders_at_fault
from marketplace.domain.settlement import PendingBatch, Settlement, SettlementBatch
from marketplace.domain.signed_order import SignedOrder
from marketplace.domain.strikes import Strike, deserved
from marketplace.errors import OrderUnknown
from marketplace.ports import SettlementBook, SettlementDesk, Settler
from marketplace.usecases.compensate_failures import compensate_failures
from registry.errors import Refused


def advance_settlements(*, book: SettlementBook, settler: Settler, desk: SettlementDesk) -> list[Settlement]:
    """The batches that a block took, or that moved to another block, since the last call; then the failed ones' repair.

    Raises Refused if the chain refuses a batch as a whole, ChainUnavailable; what was noted before stays noted.
    """
    moved: dict[int, Settlement] = {}
    for pending in book.pending():
        settlement = see_through(pending.batch, pending, book=book, settler=settler)
        if not pending.seen_as(settlement):
            moved[settlement.batch.number] = settlement
        if settler.is_final(pending.batch):
            final = settler.settle(pending.batch, orders_of(pending.batch, book))
            if final == settlement:  # else it moved while we looked, and waits for the next call
                book.note_final(final, strikes_for(final, book))
    compensate_failures(book=book, desk=desk)
    return list(moved.values())


def see_through(
    batch: SettlementBatch, known: PendingBatch | None, *, book: SettlementBook, settler: Settler
) -> Settlement:
    """The batch in the chain, sent if no block holds it, and noted if it is not where it was known to be."""
    try:
        settlement = settler.settle(batch, orders_of(batch, book))
    except Refused as refusal:
        _let_go(batch, refusal, book, settler)
        raise
    if known is None or not known.seen_as(settlement):
        book.note_mined(settlement)
    return settlement


def _let_go(batch: SettlementBatch, refusal: Refused, book: SettlementBook, settler: Settler) -> None:
    """Nothing happened. A number that is taken goes back; else the batch is sent again, anew if its name is used."""
    if refusal.name == "UnexpectedBatch":
        book.dissolve(batch)
    elif settler.is_used(batch):
        book.count_refusal(batch)


def orders_of(batch: SettlementBatch, book: SettlementBook) -> tuple[SignedOrder, ...]:
    """The signed orders that the batch's trades name, each once, in order of appearance."""
    hashes = dict.fromkeys(order for trade in batch.trades for order in (trade.buy, trade.sell))
    return tuple(signed_order(order_hash, book) for order_hash in hashes)


def signed_order(order_hash: str, book: SettlementBook) -> SignedOrder:
    """A stored order. Raises OrderUnknown."""
    signed = book.order(order_hash)
    if signed is None:
        raise OrderUnknown(order=order_hash)
    return signed


def strikes_for(settlement: Settlement, book: SettlementBook) -> list[Strike]:
    """The strikes that a batch's failures are worth: the maker of the one order that let a trade fail."""
    return [
        Strike(signed_order(order, book).order.maker, order, trade.number, failed.name, settlement.chain_time_s)
        for trade, failed in settlement.failures()
        for order in sorted(deserved(failed.name, orders_at_fault(failed.name, failed.facts, trade.buy, trade.sell)))
    ]
