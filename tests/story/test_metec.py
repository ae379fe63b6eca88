"""Facts about METEC's methane in the demonstration: which readings are sent, and what is said of their windows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oracle.adapters.device_documents import device_of
from oracle.adapters.models.methane_file import Release, read_sensor
from oracle.domain.release_rule import ReleaseRule
from registry.adapters.embedded_chain import REPOSITORY
from registry.errors import InvalidInput
from web.story.devices import TENANT, methane_sensor
from web.story.metec import DAY, READINGS_FILE, RELEASES_FILE, Verdict, judged, methane_day

DATA = Path(os.environ.get("CARBONIX_DATA") or REPOSITORY.parent / "shared" / "data")
HEADER = "time_utc,ch4_ppm_SE,ch4_ppm_W,wind_dir,wind_speed_ms\n"
LINES = (
    "2022-05-12T00:01:00Z,3.125,9,,\n2022-05-12T00:00:00Z,2.1,9,,\n"
    "2022-05-12T00:02:00Z,,9,,\n2022-05-13T00:00:00Z,4,9,,\n"
)
RELEASES = (
    "tc_ExpStartDatetime,tc_ExpEndDatetime,tc_C1MassFlow\n2022-05-11 23:00:00+00:00,2022-05-12 00:05:00+00:00,538.2\n"
)
RULE = ReleaseRule()


def folder_of_data(folder: Path) -> Path:
    (folder / "sensors").mkdir()
    (folder / READINGS_FILE).write_text(HEADER + LINES)
    (folder / RELEASES_FILE).write_text(RELEASES)
    return folder


def test_the_day_of_one_sensor_is_sent_and_a_missing_minute_stays_missing(tmp_path: Path) -> None:
    """Must send that sensor's readings of that day in order of time, in ppm as they were written, signed."""
    day = methane_day(folder_of_data(tmp_path))
    assert day is not None
    assert [(one.unit, one.value, int(one.time) - DAY.start_s) for one in day.records()] == [
        ("ppm", "2.100", 0),
        ("ppm", "3.125", 60),
    ]
    sensor = methane_sensor(day)
    assert device_of(TENANT, sensor.facts).project is None
    assert len(list(sensor.messages())) == 1


def test_without_both_files_there_is_no_day(tmp_path: Path) -> None:
    """Must tell nothing where no folder is named, or one of the two files is not in it."""
    assert methane_day(None) is None
    (folder_of_data(tmp_path) / RELEASES_FILE).unlink()
    assert methane_day(tmp_path) is None


def test_a_sensor_that_the_file_does_not_have_is_refused() -> None:
    """Must name the column that is wanted."""
    with pytest.raises(InvalidInput, match="ch4_ppm_NW"):
        read_sensor(HEADER.encode(), "NW")


def test_windows_are_judged_beside_the_listed_releases() -> None:
    """Must cover the whole day, take 3 ppm for no release and silence for one, and list what is half filled."""
    calm = [(DAY.start_s + minute * 60, 3_000) for minute in range(1_430)]
    calm[25] = (calm[25][0], 3_001)
    releases = (
        Release(DAY.start_s - 600, DAY.start_s + 300, 1),
        Release(DAY.start_s + 1_200, DAY.start_s + 1_499, 1),
        Release(DAY.start_s + 1_499, DAY.start_s + 1_500, 1),
        Release(DAY.end_s - 899, DAY.end_s - 600, 1),
    )
    assert judged(calm, releases, RULE) == Verdict(windows=144, silent=1, releasing=2, listed=2, both=1)


@pytest.mark.skipif(not (DATA / READINGS_FILE).exists(), reason="the METEC files are not here: set CARBONIX_DATA")
def test_the_real_day_is_what_the_page_says() -> None:
    """Must have 1,428 readings, and 44 windows in which rule and list say release, of 46 and 90."""
    day = methane_day(DATA)
    assert day is not None
    assert len(day.readings) == 1_428
    assert judged(day.readings, day.releases, RULE) == Verdict(144, silent=0, releasing=46, listed=90, both=44)
