"""A series of net fluxes as a participant states it: periods with kilograms, read strictly, every bad row named.

Columns `period_start,period_end,net_kg`; positive removes. A period is half-open [start, end). A date without a time is
its first second, a time without a zone is UTC. One repair, by rule: where each following period begins on the day after
the one before ends, and all are plain dates, the ends are last days and count in full. Everything else that is wrong
refuses the file: a row that is left out would be a gap that somebody could choose.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise

from oracle.domain.field_refusals import FluxRowRefused, SeriesRefused
from oracle.domain.readings import Period

COLUMNS = ("period_start", "period_end", "net_kg")
DAY_S = 86_400
MOST_ROWS = 50_000
FIRST_ROW = 2  # the header is row 1

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_KG = re.compile(r"[+-]?\d{1,15}(\.\d{1,30})?([eE][+-]?\d{1,2})?", re.ASCII)
LARGEST_KG = 10**15
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class FluxPeriod:
    """Net kilograms of CO2e over [start_s, end_s), Unix seconds; positive removes. The header is `row` 1."""

    row: int
    start_s: int
    end_s: int
    net_kg: Fraction

    @property
    def length_s(self) -> int:
        """Seconds from start to end."""
        return self.end_s - self.start_s

    @property
    def rate_kg_per_s(self) -> Fraction:
        """Mean rate of the period."""
        return self.net_kg / self.length_s


@dataclass(frozen=True, slots=True)
class FluxSeries:
    """Periods in order of time without overlap, and the repairs that a stated rule made."""

    periods: tuple[FluxPeriod, ...]
    repairs: tuple[str, ...] = ()

    def year_to(self, end_s: int | None = None) -> Period:
        """The twelve months that end with the series, or at `end_s`; the 29th of February has the 28th behind it."""
        last = datetime.fromtimestamp(self.periods[-1].end_s if end_s is None else end_s, UTC)
        day = 28 if (last.month, last.day) == (2, 29) else last.day
        return Period(int(last.replace(year=last.year - 1, day=day).timestamp()), int(last.timestamp()))


@dataclass(frozen=True, slots=True)
class _Stated:
    period: FluxPeriod
    dates_only: bool


def read_series(text: str) -> FluxSeries:
    """The series that a CSV text states. Raises SeriesRefused with every row that breaks a rule."""
    lines = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    _require_header(lines)
    rows = [(number, cells) for number, cells in enumerate(lines[1:], start=FIRST_ROW) if any(map(str.strip, cells))]
    if not 1 <= len(rows) <= MOST_ROWS:
        raise SeriesRefused([FluxRowRefused(1, "file", f"{len(rows)} rows", f"1 to {MOST_ROWS} rows after the header")])
    refused: list[FluxRowRefused] = []
    stated = [found for number, cells in rows if (found := _attempt(number, cells, refused)) is not None]
    series = _with_ends(sorted(stated, key=lambda one: (one.period.start_s, one.period.row)))
    refused += _overlaps(series.periods)
    refused += [_empty(period) for period in series.periods if period.length_s <= 0]
    if refused:
        raise SeriesRefused(sorted(refused, key=lambda one: int(one.facts["row"])))
    return series


def _require_header(lines: Sequence[Sequence[str]]) -> None:
    header = tuple(cell.strip().lower() for cell in lines[0]) if lines else ()
    if header == COLUMNS:
        return
    rule = f"the first line is {','.join(COLUMNS)}, with commas between"
    raise SeriesRefused([FluxRowRefused(1, "header", ",".join(header), rule)])


def _attempt(row: int, cells: Sequence[str], refused: list[FluxRowRefused]) -> _Stated | None:
    try:
        return _read(row, cells)
    except FluxRowRefused as fault:
        refused.append(fault)
        return None


def _read(row: int, cells: Sequence[str]) -> _Stated:
    if len(cells) != len(COLUMNS):
        rule = f"{len(COLUMNS)} fields; a decimal comma makes two fields of one number: write a point"
        raise FluxRowRefused(row, "row", ",".join(cells), rule)
    start, end, net = (cell.strip() for cell in cells)
    period = FluxPeriod(row, _seconds(row, "period_start", start), _seconds(row, "period_end", end), _kg(row, net))
    if period.end_s < period.start_s:
        raise _empty(period)
    return _Stated(period, bool(_DATE.fullmatch(start) and _DATE.fullmatch(end)))


def _seconds(row: int, field: str, text: str) -> int:
    if not (_DATE.fullmatch(text) or _TIME.fullmatch(text)):
        raise FluxRowRefused(
            row, field, text, "a date YYYY-MM-DD, or a time YYYY-MM-DDTHH:MM:SS, UTC unless it states an offset"
        )
    try:
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError) as fault:
        raise FluxRowRefused(row, field, text, f"a day of the calendar: {fault}") from fault


def _kg(row: int, text: str) -> Fraction:
    if _COMMA.fullmatch(text):
        raise FluxRowRefused(row, "net_kg", text, "a decimal comma, or a comma between thousands: write 1234.5")
    if not _KG.fullmatch(text):
        raise FluxRowRefused(row, "net_kg", text, "a decimal of kilograms, up to 15 digits before the point")
    net_kg = Fraction(text)
    if abs(net_kg) > LARGEST_KG:
        raise FluxRowRefused(row, "net_kg", text, f"at most {LARGEST_KG} kg either way")
    return net_kg


def _with_ends(stated: Sequence[_Stated]) -> FluxSeries:
    periods = [one.period for one in stated]
    follow = [after.start_s - before.end_s == DAY_S for before, after in pairwise(periods)]
    if not (follow and all(follow) and all(one.dates_only for one in stated)):
        return FluxSeries(tuple(periods))
    whole = tuple(replace(period, end_s=period.end_s + DAY_S) for period in periods)
    return FluxSeries(whole, ("period_end is the last day of each period: it counts in full",))


def _overlaps(periods: Sequence[FluxPeriod]) -> list[FluxRowRefused]:
    found: list[FluxRowRefused] = []
    latest: FluxPeriod | None = None
    for period in periods:
        if latest is not None and period.start_s < latest.end_s:
            same = (period.start_s, period.end_s) == (latest.start_s, latest.end_s)
            word = "the same period as" if same else "overlaps"
            shown = f"{_day(period.start_s)} to {_day(period.end_s)}"
            found.append(
                FluxRowRefused(period.row, "period_start", shown, f"{word} row {latest.row}; periods are disjoint")
            )
        if latest is None or period.end_s > latest.end_s:
            latest = period
    return found


def _empty(period: FluxPeriod) -> FluxRowRefused:
    return FluxRowRefused(period.row, "period_end", _day(period.end_s), f"after period_start, {_day(period.start_s)}")


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
