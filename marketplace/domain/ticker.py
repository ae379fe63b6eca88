"""The ticker of a market: best prices now, and what 24 hours of candles add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from marketplace.domain.candles import Candle, merged
from marketplace.domain.depth import DepthLevel

WINDOW_S = 86_400
PERCENT_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Ticker:
    """Prices in payment units per credit. What 24 hours without a trade do not know is None."""

    bid: DepthLevel | None
    ask: DepthLevel | None
    last_minor: int | None
    open_minor: int | None
    high_minor: int | None
    low_minor: int | None
    credits: int
    notional_minor: int
    block_credits: int
    trades: int

    @property
    def vwap_minor(self) -> int | None:
        """Notional over credits, to the nearest unit, a half to the even one: for reading, nothing is paid by it."""
        return round(Fraction(self.notional_minor, self.credits)) if self.credits else None

    @property
    def change_minor(self) -> int | None:
        """Last less open."""
        if self.last_minor is None or self.open_minor is None:
            return None
        return self.last_minor - self.open_minor

    @property
    def percentage(self) -> Decimal | None:
        """The change over the open, in per cent with four places."""
        if self.change_minor is None or not self.open_minor:
            return None
        ratio = Decimal(100 * self.change_minor) / Decimal(self.open_minor)
        return ratio.quantize(PERCENT_PLACES, ROUND_HALF_EVEN)


def ticker_of(
    minutes: Sequence[Candle], last_minor: int | None, bid: DepthLevel | None, ask: DepthLevel | None
) -> Ticker:
    """From the minute candles of the window, in order, the last price ever and the best levels."""
    day = merged(minutes) or Candle(0)
    return Ticker(
        bid=bid,
        ask=ask,
        last_minor=last_minor if day.close_minor is None else day.close_minor,
        open_minor=day.open_minor,
        high_minor=day.high_minor,
        low_minor=day.low_minor,
        credits=day.credits,
        notional_minor=day.notional_minor,
        block_credits=day.block_credits,
        trades=day.trades,
    )
