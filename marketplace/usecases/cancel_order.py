"""Cancels an order in the book at its maker's signed word; trades that were made before stand."""

from __future__ import annotations

from marketplace.domain.commands import Cancel, Cancelled
from marketplace.errors import InvalidSignature, OrderUnknown
from marketplace.ports import Exchange, MarketStore
from marketplace.usecases.keep_book import BookKeeper

BY_MAKER = "Maker"


def cancel_order(
    order_hash: str, signature: str, *, keeper: BookKeeper, store: MarketStore, exchange: Exchange
) -> Cancelled:
    """Withdraws what rests of an order, for this book. On chain the signature stays valid until `cancel` or the expiry.

    Raises OrderUnknown, InvalidSignature (not the maker's word), OrderWasCancelled (it left before).
    """
    signed = store.order(order_hash)
    if signed is None:
        raise OrderUnknown(order=order_hash)
    if not exchange.view().signed_by(signed.order.maker, exchange.cancellation_digest(order_hash), signature):
        raise InvalidSignature(order=order_hash, maker=signed.order.maker)
    with keeper.turn() as turn:
        events = turn.apply(Cancel(order_hash, BY_MAKER))
        store.enter(turn.steps)
    return next(event for event in events if isinstance(event, Cancelled))
