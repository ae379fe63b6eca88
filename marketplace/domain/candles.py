"""Candles of one market, exact: integers only, aligned to the epoch in UTC, the same trades give the same candles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

MS_PER_S = 1_000


class Timeframe(IntEnum):
    """The widths of a candle in seconds, under the names that charts know them by."""

    M1 = 60
    M5 = 300
    M15 = 900
    H1 = 3_600
    H4 = 14_400
    D1 = 86_400

    @property
    def word(self) -> str:
        """`1m`, `5m`, `15m`, `1h`, `4h` or `1d`."""
        return WORDS[self]

    def start_s(self, at_s: int) -> int:
        """Unix second at which the candle that holds `at_s` begins."""
        return at_s - at_s % int(self)


WORDS: dict[Timeframe, str] = {
    Timeframe.M1: "1m",
    Timeframe.M5: "5m",
    Timeframe.M15: "15m",
    Timeframe.H1: "1h",
    Timeframe.H4: "4h",
    Timeframe.D1: "1d",
}
BY_WORD: dict[str, Timeframe] = {word: frame for frame, word in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Print:
    """A trade as the tape shows it: `credits` whole, prices in payment units per credit, time in Unix milliseconds.

    A block was agreed between two parties outside of the queue: its price is no price of the market.
    """

    number: int
    time_ms: int
    credits: int
    price_minor: int
    block: bool = False

    @property
    def notional_minor(self) -> int:
        """What the buyer pays, in payment units."""
        return self.credits * self.price_minor


@dataclass(frozen=True, slots=True)
class Candle:
    """Prices and quantities from `start_s` for one width. Prices are None where only blocks were printed.

    `credits` and `notional_minor` are those of the queue, `block_credits` come beside them; `trades` counts both.
    """

    start_s: int
    open_minor: int | None = None
    high_minor: int | None = None
    low_minor: int | None = None
    close_minor: int | None = None
    credits: int = 0
    notional_minor: int = 0
    block_credits: int = 0
    trades: int = 0

    def with_print(self, printed: Print) -> Candle:
        """This candle after one more trade, which must come after all that it holds."""
        if printed.block:
            return replace(self, block_credits=self.block_credits + printed.credits, trades=self.trades + 1)
        price = printed.price_minor
        return replace(
            self,
            open_minor=price if self.open_minor is None else self.open_minor,
            high_minor=price if self.high_minor is None else max(self.high_minor, price),
            low_minor=price if self.low_minor is None else min(self.low_minor, price),
            close_minor=price,
            credits=self.credits + printed.credits,
            notional_minor=self.notional_minor + printed.notional_minor,
            trades=self.trades + 1,
        )

    def followed_by(self, later: Candle) -> Candle:
        """This candle and a later one as one: open of the first that has a price, close of the last."""
        highs = [high for high in (self.high_minor, later.high_minor) if high is not None]
        lows = [low for low in (self.low_minor, later.low_minor) if low is not None]
        return Candle(
            start_s=self.start_s,
            open_minor=later.open_minor if self.open_minor is None else self.open_minor,
            high_minor=max(highs, default=None),
            low_minor=min(lows, default=None),
            close_minor=self.close_minor if later.close_minor is None else later.close_minor,
            credits=self.credits + later.credits,
            notional_minor=self.notional_minor + later.notional_minor,
            block_credits=self.block_credits + later.block_credits,
            trades=self.trades + later.trades,
        )


def candles_of(prints: Iterable[Print], frame: Timeframe) -> list[Candle]:
    """Candles of trades in order of their numbers; a stretch without trades has no candle."""
    candles: list[Candle] = []
    for printed in prints:
        start_s = frame.start_s(printed.time_ms // MS_PER_S)
        if not candles or candles[-1].start_s != start_s:
            candles.append(Candle(start_s))
        candles[-1] = candles[-1].with_print(printed)
    return candles


def merged(candles: Iterable[Candle]) -> Candle | None:
    """Candles in order of time as one that begins with the first; None of none."""
    whole: Candle | None = None
    for candle in candles:
        whole = candle if whole is None else whole.followed_by(candle)
    return whole
