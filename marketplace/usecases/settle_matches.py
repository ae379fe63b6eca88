"""Settles waiting trades on chain, each exactly once over crashes; a trade that fails, fails alone and says why."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.domain.commands import Cancel, Place, Reopen, Traded
from marketplace.domain.fault import orders_at_fault
from marketplace.domain.journal import Entry
from marketplace.domain.settlement import MATCHES_PER_BATCH, Failed, Settlement, SettlementBatch
from marketplace.domain.signed_order import SignedOrder
from marketplace.errors import OrderUnknown, refusal_of
from marketplace.ports import MarketStore, Settler, TradingDesk
from registry.errors import Refused

SETTLEMENT = "settlement"


def settle_matches(*, desk: TradingDesk, store: MarketStore, settler: Settler) -> Settlement | None:
    """Sends one batch and stores what became of it; None if no trade waits.

    The batch and its trades are stored before anything is sent. A batch whose outcome is not stored is taken up again
    under its own intent, so that a restart sends the same bytes and never others.

    Raises Refused if the chain refuses the batch as a whole; its trades then wait for the next call.
    """
    desk.barrier()  # the tables know every trade that was answered
    batch = store.open_batch() or store.form_batch(settler.last_batch_no() + 1, MATCHES_PER_BATCH)
    if batch is None:
        return None
    try:
        settlement = settler.settle(batch, orders_of(batch, store))
    except Refused as refusal:
        _let_go(batch, refusal, store)
        raise
    repair_book(desk, settlement)
    store.close_batch(settlement)
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


def repair_book(desk: TradingDesk, settlement: Settlement) -> None:
    """Orders at fault leave; then what their counterparties lost returns, at the back of its price.

    Each command has a key made of batch, trade and order: said again after a crash, it acts once.
    """
    failures = [
        (trade, outcome)
        for trade, outcome in zip(settlement.batch.trades, settlement.outcomes, strict=True)
        if isinstance(outcome, Failed)
    ]
    accused: set[str] = set()
    places = _places(desk, failures)
    for trade, failed in failures:
        at_fault = orders_at_fault(failed.name, failed.facts, places[trade.buy], places[trade.sell])
        accused |= at_fault
        for order in sorted(at_fault):
            _say_once(desk, Cancel(order, failed.name), settlement, trade)
    for trade, _ in failures:
        for order in sorted({trade.buy, trade.sell} - accused):
            _say_once(desk, Reopen(order, trade.credits, settlement.chain_time_s), settlement, trade)


def _say_once(desk: TradingDesk, command: Cancel | Reopen, settlement: Settlement, trade: Traded) -> None:
    """An order that left the book meanwhile, by its maker or an earlier failure, stays as it is."""
    key = f"settle:{settlement.batch.number}:{trade.number}:{command.order}"
    outcome = desk.submit(Entry(command, client_order_id=key, account=SETTLEMENT)).result()
    if outcome.rejected is not None and outcome.rejected.name != "OrderWasCancelled":
        raise refusal_of(outcome.rejected.name, dict(outcome.rejected.facts))


def _places(desk: TradingDesk, failures: Sequence[tuple[Traded, Failed]]) -> dict[str, Place]:
    orders = {order for trade, _ in failures for order in (trade.buy, trade.sell)}
    with desk.book() as engine:
        places = {order: engine.place_of(order) for order in sorted(orders)}
    for order, place in places.items():
        if place is None:
            raise OrderUnknown(order=order)
    return {order: place for order, place in places.items() if place is not None}
