"""Cancels an order in the book at its maker's signed word; trades that were made before stand."""

from __future__ import annotations

from marketplace.domain.commands import Cancel, Cancelled
from marketplace.domain.journal import Entry
from marketplace.errors import InvalidSignature, OrderUnknown, refusal_of
from marketplace.ports import Exchange, MarketStore, TradingDesk

BY_MAKER = "Maker"


def cancel_order(
    order_hash: str, signature: str, *, desk: TradingDesk, store: MarketStore, exchange: Exchange
) -> Cancelled:
    """Withdraws what rests of an order, for this book. On chain the signature stays valid until `cancel` or the expiry.

    Raises OrderUnknown, InvalidSignature (not the maker's word), OrderWasCancelled (it left before).
    """
    desk.barrier()
    signed = store.order(order_hash)
    if signed is None:
        raise OrderUnknown(order=order_hash)
    if not exchange.view().signed_by(signed.order.maker, exchange.cancellation_digest(order_hash), signature):
        raise InvalidSignature(order=order_hash, maker=signed.order.maker)
    outcome = desk.submit(Entry(Cancel(order_hash, BY_MAKER))).result()
    if outcome.rejected is not None:
        raise refusal_of(outcome.rejected.name, dict(outcome.rejected.facts))
    return next(event for event in outcome.events if isinstance(event, Cancelled))
