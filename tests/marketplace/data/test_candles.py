"""Facts about candles: exact, aligned, the same by any road."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.candles import Candle, Print, Timeframe, candles_of, merged

prints = st.lists(
    st.tuples(st.integers(0, 90_000_000), st.integers(1, 50), st.integers(1, 10**30), st.booleans()), max_size=40
).map(lambda rows: [Print(n + 1, *row) for n, row in enumerate(sorted(rows))])


def test_a_candle_holds_first_highest_lowest_and_last_price() -> None:
    """Must take open and close from the order of the trades and add up credits and money without rounding."""
    tape = [Print(1, 60_000, 2, 250), Print(2, 61_999, 3, 270), Print(3, 119_999, 1, 240)]
    assert candles_of(tape, Timeframe.M1) == [Candle(60, 250, 270, 240, 240, 6, 2 * 250 + 3 * 270 + 240, 0, 3)]


def test_a_trade_of_the_next_millisecond_opens_the_next_candle() -> None:
    """Must align candles to the epoch: 119.999 s and 120.000 s are two minutes, and an empty minute has no candle."""
    tape = [Print(1, 119_999, 1, 250), Print(2, 120_000, 1, 251), Print(3, 300_000, 1, 252)]
    assert [candle.start_s for candle in candles_of(tape, Timeframe.M1)] == [60, 120, 300]
    assert [candle.start_s for candle in candles_of(tape, Timeframe.M5)] == [0, 300]


def test_a_block_sets_no_price() -> None:
    """Must count the credits of a block beside the others and leave the four prices alone."""
    tape = [Print(1, 0, 5, 100), Print(2, 1, 900, 7, block=True), Print(3, 2, 1, 101)]
    assert candles_of(tape, Timeframe.H1) == [Candle(0, 100, 101, 100, 101, 6, 601, 900, 3)]
    assert candles_of(tape[1:2], Timeframe.H1) == [Candle(0, block_credits=900, trades=1)]


@given(prints)
def test_minutes_merge_into_the_same_day(tape: list[Print]) -> None:
    """Must give the same candle of a width, whether from trades or from narrower candles."""
    for frame in Timeframe:
        from_minutes: dict[int, list[Candle]] = {}
        for minute in candles_of(tape, Timeframe.M1):
            from_minutes.setdefault(frame.start_s(minute.start_s), []).append(minute)
        rolled = [merged(group) for group in from_minutes.values()]
        wide = candles_of(tape, frame)
        assert [(c.open_minor, c.high_minor, c.low_minor, c.close_minor) for c in rolled if c] == [
            (c.open_minor, c.high_minor, c.low_minor, c.close_minor) for c in wide
        ]
        assert sum(c.credits + c.block_credits for c in wide) == sum(p.credits for p in tape)
        assert sum(c.notional_minor for c in wide) == sum(p.notional_minor for p in tape if not p.block)


def test_the_widths_have_the_names_of_charts() -> None:
    """Must know 1m, 5m, 15m, 1h, 4h and 1d, and merge nothing into nothing."""
    assert [frame.word for frame in Timeframe] == ["1m", "5m", "15m", "1h", "4h", "1d"]
    assert merged([]) is None
