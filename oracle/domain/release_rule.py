"""Methane on a site: a threshold says whether something is released, wind and excess say how much.

The rule is shipped because it beats boosted trees on releases that neither has seen (METEC ADED 2022); the trees stay
in the accuracy table. A window without any reading counts as releasing: missing data takes the atmosphere's side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle.domain.conformal import quantile
from registry.errors import InvalidInput

MINUTE_S = 60
DAY_S = 86_400
MISSED_PPM = 100_000


@dataclass(frozen=True, slots=True)
class SiteMinute:
    """The minute that begins at `time_s`: methane of each sensor in ppb (None where it is missing), wind in um/s."""

    time_s: int
    methane_ppb: tuple[int | None, ...]
    wind_um_s: int | None


@dataclass(frozen=True, slots=True)
class ReleaseRule:
    """Version 1 of the rule: what the highest sensor of a window must exceed, and the window's length."""

    threshold_ppb: int = 3_000
    window_s: int = 600
    background_ppm: int = 200_000
    """The share of a sensor's readings of a UTC day that lie at or below its background of that day."""

    def __post_init__(self) -> None:
        if self.window_s < MINUTE_S or DAY_S % self.window_s:
            raise InvalidInput("window", self.window_s, "a part of a day, at least a minute")


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a site: its highest reading in ppb (None where no sensor spoke), and what the rule says."""

    start_s: int
    highest_ppb: int | None
    releasing: bool


@dataclass(frozen=True, slots=True)
class FluxModel:
    """rate = factor x flux, with the lower bound lower_share x rate; rates in ug/h, fluxes in ppb um/s."""

    factor: Fraction
    lower_share: Fraction

    def rate_ug_h(self, flux: Fraction) -> int:
        """The release's rate, rounded down."""
        return int(self.factor * flux)

    def lower_ug_h(self, flux: Fraction) -> int:
        """What 90 % of releases exceed, rounded down."""
        return int(self.factor * flux * self.lower_share)


def windows_of(minutes: Sequence[SiteMinute], rule: ReleaseRule) -> list[Window]:
    """The windows from the first minute to the last, those without any minute among them; minutes in order of time."""
    highest: dict[int, int] = {}
    for minute in minutes:
        start = minute.time_s - minute.time_s % rule.window_s
        for value in minute.methane_ppb:
            if value is not None:
                highest[start] = max(value, highest.get(start, value))
    if not minutes:
        return []
    first = minutes[0].time_s - minutes[0].time_s % rule.window_s
    starts = range(first, minutes[-1].time_s + 1, rule.window_s)
    return [Window(start, highest.get(start), _releasing(highest.get(start), rule)) for start in starts]


def flux_of(minutes: Sequence[SiteMinute], backgrounds: Sequence[Sequence[int]], start_s: int, end_s: int) -> Fraction:
    """The mean over the minutes of [start, end) of wind x the sum of all sensors' excess over their background.

    `backgrounds` has one row of sensors for each minute. Minutes without wind are left out; a sensor that is missing
    adds nothing. Raises InvalidInput if no minute is left.
    """
    found = [
        minute.wind_um_s * _excess(minute, background)
        for minute, background in zip(minutes, backgrounds, strict=True)
        if start_s <= minute.time_s < end_s and minute.wind_um_s is not None
    ]
    if not found:
        raise InvalidInput("period", f"{start_s} to {end_s}", "holds at least one minute with wind")
    return Fraction(sum(found), len(found))


def backgrounds_of(minutes: Sequence[SiteMinute], rule: ReleaseRule) -> list[tuple[int, ...]]:
    """For each minute each sensor's background: the low quantile of its readings of the same UTC day; 0 if none."""
    days: dict[int, list[SiteMinute]] = {}
    for minute in minutes:
        days.setdefault(minute.time_s // DAY_S, []).append(minute)
    levels = {day: _levels(of_day, rule) for day, of_day in days.items()}
    return [levels[minute.time_s // DAY_S] for minute in minutes]


def fitted(fluxes: Sequence[Fraction], rates_ug_h: Sequence[int]) -> FluxModel:
    """Least squares through the origin, and the bound from leaving each release out once.

    Raises InvalidInput for fewer than nine releases: a bound that nine of ten keep needs as many.
    """
    pairs = list(zip(fluxes, rates_ug_h, strict=True))
    shares = [Fraction(rate) / (_factor(pairs[:at] + pairs[at + 1 :]) * flux) for at, (flux, rate) in enumerate(pairs)]
    lowest = quantile((-share for share in shares), MISSED_PPM)
    if lowest is None:
        raise InvalidInput("releases", len(pairs), "at least nine")
    return FluxModel(_factor(pairs), min(Fraction(1), -lowest))


def _releasing(highest_ppb: int | None, rule: ReleaseRule) -> bool:
    return highest_ppb is None or highest_ppb > rule.threshold_ppb


def _excess(minute: SiteMinute, background: Sequence[int]) -> int:
    told = zip(minute.methane_ppb, background, strict=True)
    return sum(max(0, value - level) for value, level in told if value is not None)


def _levels(minutes: Sequence[SiteMinute], rule: ReleaseRule) -> tuple[int, ...]:
    return tuple(_low(sorted(column), rule.background_ppm) for column in _columns(minutes))


def _columns(minutes: Sequence[SiteMinute]) -> Iterator[list[int]]:
    for sensor in range(len(minutes[0].methane_ppb)):
        yield [value for minute in minutes if (value := minute.methane_ppb[sensor]) is not None]


def _low(ranked: Sequence[int], share_ppm: int) -> int:
    return ranked[(len(ranked) - 1) * share_ppm // 1_000_000] if ranked else 0


def _factor(pairs: Sequence[tuple[Fraction, int]]) -> Fraction:
    squares = sum((flux * flux for flux, _ in pairs), Fraction(0))
    if not squares:
        raise InvalidInput("releases", len(pairs), "at least two with methane above the background")
    return sum((flux * rate for flux, rate in pairs), Fraction(0)) / squares
