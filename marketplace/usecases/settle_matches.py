"""Settles waiting trades on chain, each exactly once over crashes; a trade that fails, fails alone and says why."""

from __future__ import annotations

from marketplace.domain.commands import Cancel, Place, Reopen
from marketplace.domain.fault import orders_at_fault
from marketplace.domain.settlement import MATCHES_PER_BATCH, Failed, Settlement, SettlementBatch
from marketplace.domain.signed_order import SignedOrder
from marketplace.errors import OrderUnknown
from marketplace.ports import MarketStore, Settler
from marketplace.usecases.keep_book import BookKeeper, Turn
from registry.errors import Refused


def settle_matches(*, keeper: BookKeeper, store: MarketStore, settler: Settler) -> Settlement | None:
    """Sends one batch and stores what became of it; None if no trade waits.

    The batch and its trades are stored before anything is sent. A batch whose outcome is not stored is taken up again
    under its own intent, so that a restart sends the same bytes and never others.

    Raises Refused if the chain refuses the batch as a whole; its trades then wait for the next call.
    """
    batch = store.open_batch() or store.form_batch(settler.last_batch_no() + 1, MATCHES_PER_BATCH)
    if batch is None:
        return None
    try:
        settlement = settler.settle(batch, orders_of(batch, store))
    except Refused as refusal:
        _let_go(batch, refusal, store)
        raise
    with keeper.turn() as turn:
        if store.open_batch() == batch:  # another process may have read the same receipt and closed it
            repair_book(turn, settlement)
            store.close_batch(settlement, turn.steps)
    return settlement


def orders_of(batch: SettlementBatch, store: MarketStore) -> tuple[SignedOrder, ...]:
    """The signed orders that the batch's trades name, each once, in order of appearance."""
    hashes = dict.fromkeys(order for trade in batch.trades for order in (trade.buy, trade.sell))
    return tuple(_order(order_hash, store) for order_hash in hashes)


def _order(order_hash: str, store: MarketStore) -> SignedOrder:
    signed = store.order(order_hash)
    if signed is None:
        raise OrderUnknown(order=order_hash)
    return signed


def _let_go(batch: SettlementBatch, refusal: Refused, store: MarketStore) -> None:
    """Nothing happened. A number that is taken goes back; after any other refusal the batch is sent anew."""
    if refusal.name == "UnexpectedBatch":
        store.dissolve(batch)
    else:
        store.count_refusal(batch)


def repair_book(turn: Turn, settlement: Settlement) -> None:
    """Orders at fault leave; then what their counterparties lost returns, at the back of its price."""
    failures = [
        (trade, outcome)
        for trade, outcome in zip(settlement.batch.trades, settlement.outcomes, strict=True)
        if isinstance(outcome, Failed)
    ]
    accused: set[str] = set()
    for trade, failed in failures:
        buy, sell = _place(turn, trade.buy), _place(turn, trade.sell)
        at_fault = orders_at_fault(failed.name, failed.facts, buy, sell)
        accused |= at_fault
        for order in sorted(at_fault):
            _if_it_still_stands(turn, Cancel(order, failed.name))
    for trade, _ in failures:
        for order in sorted({trade.buy, trade.sell} - accused):
            _if_it_still_stands(turn, Reopen(order, trade.credits, settlement.chain_time_s))


def _if_it_still_stands(turn: Turn, command: Cancel | Reopen) -> None:
    """An order that left the book meanwhile, by its maker or an earlier failure, stays as it is."""
    try:
        turn.apply(command)
    except Refused as refusal:
        if refusal.name != "OrderWasCancelled":
            raise


def _place(turn: Turn, order: str) -> Place:
    place = turn.book.place_of(order)
    if place is None:
        raise OrderUnknown(order=order)
    return place
