"""A real sensor of methane beside controlled releases (METEC ADED 2022): one day of it, and what the rule says.

A concentration in ppm is no flux: nothing is credited from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from oracle.adapters.device_sender import SenmlRecord
from oracle.adapters.models.methane_file import Release, read_releases, read_sensor
from oracle.domain.readings import Period
from oracle.domain.release_rule import DAY_S, MINUTE_S, ReleaseRule, SiteMinute, windows_of
from registry.adapters.input_file import read_input

READINGS_FILE = Path("sensors") / "metec_ADED2022_cms_ch4_1min.csv"
RELEASES_FILE = Path("sensors") / "metec_ADED2022_releases.csv"
LARGEST_FILE_BYTES = 50_000_000
SENSOR = "SE"
DEVICE = f"METEC-ADED2022-{SENSOR}"
START_S = int(datetime(2022, 5, 12, tzinfo=UTC).timestamp())
DAY = Period(START_S, START_S + DAY_S)
NOTE = (
    f"METEC ADED 2022 (MIT licence), through wsdaniels/CMS-durations: fixed sensor {SENSOR}, 12 May 2022 UTC, one "
    "value a minute; missing minutes are missing; the accuracy of 5 % is assumed"
)
CHANNEL: dict[str, Any] = {
    "channel": "ch4",
    "unit": "ppm",
    "kind": "instant",
    "cadenceS": MINUTE_S,
    "lowest": "1",
    "highest": "10000",
    "accuracyPpm": 50_000,
}


@dataclass(frozen=True, slots=True)
class MethaneDay:
    """What METEC's files say of the day: the sensor's readings (Unix seconds, ppb), and the listed releases."""

    readings: tuple[tuple[int, int], ...]
    releases: tuple[Release, ...]

    def records(self) -> Iterator[SenmlRecord]:
        """The readings as the sensor sends them, in ppm."""
        for time_s, ppb in self.readings:
            yield SenmlRecord("ch4", "ppm", f"{Decimal(ppb).scaleb(-3):f}", str(time_s))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Windows of the day: all, those without a reading, those where the rule or the list says release, or both do."""

    windows: int
    silent: int
    releasing: int
    listed: int
    both: int


def methane_day(folder: Path | None) -> MethaneDay | None:
    """The day in a folder of data sets; None where METEC's two files are not in it. Raises InvalidInput."""
    if folder is None or not all((folder / file).is_file() for file in (READINGS_FILE, RELEASES_FILE)):
        return None
    readings = read_sensor(read_input(folder / READINGS_FILE, LARGEST_FILE_BYTES), SENSOR)
    releases = read_releases(read_input(folder / RELEASES_FILE, LARGEST_FILE_BYTES))
    return MethaneDay(
        tuple(one for one in readings if DAY.start_s <= one[0] < DAY.end_s),
        tuple(one for one in releases if one.start_s < DAY.end_s and one.end_s > DAY.start_s),
    )


def judged(readings: Sequence[tuple[int, int]], releases: Sequence[Release], rule: ReleaseRule) -> Verdict:
    """What the rule says of the day's readings (Unix seconds, ppb, in order of time), beside the listed releases.

    A window without a reading counts as releasing; it is listed if releases fill at least half of it.
    """
    # The day's first and last minute bound it, whether they have a reading or not.
    first, last = SiteMinute(DAY.start_s, (None,), None), SiteMinute(DAY.end_s - MINUTE_S, (None,), None)
    windows = windows_of([first, *(SiteMinute(at_s, (ppb,), None) for at_s, ppb in readings), last], rule)
    told = [(one.releasing, _listed(one.start_s, releases, rule)) for one in windows]
    return Verdict(
        windows=len(windows),
        silent=sum(one.highest_ppb is None for one in windows),
        releasing=sum(said for said, _ in told),
        listed=sum(known for _, known in told),
        both=sum(said and known for said, known in told),
    )


def _listed(start_s: int, releases: Sequence[Release], rule: ReleaseRule) -> bool:
    shared = (min(start_s + rule.window_s, one.end_s) - max(start_s, one.start_s) for one in releases)
    return 2 * sum(max(0, part) for part in shared) >= rule.window_s
