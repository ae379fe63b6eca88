"""Draws a series of columns as SVG geometry, so that a page needs no script for a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from web.formatting import day
from web.projects.monitoring import DailySeries

WIDTH, HEIGHT = 720, 180
LEFT, TOP, BOTTOM = 56, 12, 24  # room for the words of the axes
MARKS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a chart, in its units; `thin` where few readings came."""

    x: str
    y: str
    width: str
    height: str
    thin: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart's columns with the words of its axes."""

    series: DailySeries
    bars: tuple[Bar, ...]
    marks: tuple[tuple[str, str], ...]  # y and its words
    first: str
    last: str
    total: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def chart_of(series: DailySeries) -> Chart:
    """The chart of a series that has columns; its lowest mark is zero or the lowest value below it."""
    values = [column.value for column in series.columns]
    low, high = min(Decimal(0), *values), max(Decimal(0), *values)
    span = (high - low) or Decimal(1)

    def y_of(value: Decimal) -> Decimal:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / span

    levels = [low + span * step / MARKS for step in range(MARKS + 1)]
    decimals = 0 if span >= MARKS else 2
    marks = tuple((_place(y_of(level)), f"{level:,.{decimals}f}") for level in levels)
    total = sum(values, Decimal(0))
    return Chart(
        series=series,
        bars=tuple(_bars(series, y_of)),
        marks=marks,
        first=day(series.columns[0].start_s),
        last=day(series.columns[-1].start_s),
        total=f"{total:,.1f}" if series.summed else f"{total / len(values):,.1f}",
    )


def _bars(series: DailySeries, y_of: Callable[[Decimal], Decimal]) -> Iterator[Bar]:
    first, last = series.columns[0].start_s, series.columns[-1].start_s
    step_s = series.days * 86_400
    count = (last - first) // step_s + 1
    wide = Decimal(WIDTH - LEFT) / count
    zero = y_of(Decimal(0))
    for column in series.columns:
        top = y_of(column.value)
        x = LEFT + wide * ((column.start_s - first) // step_s)
        yield Bar(
            x=_place(x),
            y=_place(min(top, zero)),
            width=_place(max(wide * Decimal("0.86"), Decimal("0.4"))),
            height=_place(abs(zero - top)),
            thin=series.is_thin(column),
        )


def _place(value: Decimal) -> str:
    return f"{value:.2f}"
