"""Quotes a trade before anyone signs: what the buyer pays, what the seller receives, what the fee is."""

from __future__ import annotations

from marketplace.domain import fee
from marketplace.domain.fee import FINEST_TICK_MINOR, Quote
from marketplace.errors import PaymentNotListed
from marketplace.ports import Exchange


def quote(credits: int, price_minor: int, *, payment: str | None = None, exchange: Exchange | None = None) -> Quote:
    """Notional and fee of whole credits at a price per credit, in minor units of the payment token.

    With `payment` the tick is read from the exchange at its head; without, it is that of a token of six decimals.

    Raises ZeroCredits, PriceOffTick, PaymentNotListed.
    """
    if payment is None or exchange is None:
        return fee.quote(credits, price_minor, FINEST_TICK_MINOR)
    tick_minor = exchange.view().tick_minor(payment)
    if tick_minor == 0:
        raise PaymentNotListed(payment=payment)
    return fee.quote(credits, price_minor, tick_minor)
