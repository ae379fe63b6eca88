"""The trade fee: 45 basis points of the notional, exact to the last unit, never rounded."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.errors import PriceOffTick, ZeroCredits
from registry.domain.units import BPS, FEE_BPS

# A payment token has 6 to 18 decimals and its tick is 0.01 token: every tick is a multiple of this one, and of BPS.
FINEST_TICK_MINOR = 10_000


@dataclass(frozen=True, slots=True)
class Quote:
    """What a trade moves, in minor units of the payment token."""

    credits: int
    price_minor: int
    notional_minor: int
    fee_minor: int

    @property
    def buyer_pays_minor(self) -> int:
        """The notional: the fee comes out of the seller's proceeds (I-7)."""
        return self.notional_minor

    @property
    def seller_receives_minor(self) -> int:
        """The notional less the fee."""
        return self.notional_minor - self.fee_minor


def fee_minor(notional_minor: int, tick_minor: int = FINEST_TICK_MINOR) -> int:
    """45 / 10,000 of a notional that stands on the tick, in minor units.

    Raises:
        PriceOffTick: the notional is not a multiple of the tick, so that the fee might need rounding.
    """
    if notional_minor % tick_minor or tick_minor % FINEST_TICK_MINOR:
        raise PriceOffTick(price=notional_minor, tick=tick_minor)
    return notional_minor * FEE_BPS // BPS


def quote(credits: int, price_minor: int, tick_minor: int = FINEST_TICK_MINOR) -> Quote:
    """Notional and fee of whole credits at a price per credit.

    Raises:
        ZeroCredits: there is nothing to trade.
        PriceOffTick: the price is zero or not a multiple of the tick.
    """
    if credits <= 0:
        raise ZeroCredits()
    if price_minor <= 0 or price_minor % tick_minor:
        raise PriceOffTick(price=price_minor, tick=tick_minor)
    notional_minor = credits * price_minor
    return Quote(credits, price_minor, notional_minor, fee_minor(notional_minor, tick_minor))
