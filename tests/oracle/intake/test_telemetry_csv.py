"""Facts about tables of readings: what is mended, what is refused, by which line, and what a second upload adds."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from oracle.domain.bronze import Trust
from oracle.domain.message_refusals import MessageUnreadable
from tests.oracle.intake.conftest import NOW_S, Field, channel

DATA = Path(os.environ.get("CARBONIX_DATA") or Path(__file__).parents[4] / "shared" / "data")
AIR_QUALITY = DATA / "sensors" / "AirQualityUCI.csv"
HEAD = "time,channel,value,unit\n"


def rows(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n").encode()


def test_a_table_adds_its_good_rows_and_lists_the_others_by_line(intake: Field) -> None:
    """Must keep good rows, and name line, field, value and rule of each bad one."""
    intake.enrolled()
    content = rows(
        f"{NOW_S - 50},co2,412.5,ppm",
        f"{NOW_S - 40},co2,high,ppm",
        f"{NOW_S - 30},co2,413,kWh",
        "yesterday,co2,413,ppm",
        f"{NOW_S + 365 * 86_400},co2,413,ppm",
        f"{NOW_S - 20},co2,412000,ppm",
        f"{NOW_S - 10},co2",
        f"{NOW_S - 5},co2,0414,ppm",
    )
    keyless = intake.enrolled(id="mast-2", keys=[])
    report = intake.desk.accept_table("grove", keyless.device, content)
    assert (report.rows, report.accepted, report.refused, report.mended) == (8, 2, 6, 0)
    assert [(one["line"], one["code"]) for one in report.problems] == [
        ("3", "ReadingUnreadable"),
        ("4", "ReadingUnitWrong"),
        ("5", "ReadingUnreadable"),
        ("6", "ClockSkewed"),
        ("7", "ReadingOutOfRange"),
        ("8", "ReadingUnreadable"),
    ]
    assert [(one.value, one.trust, one.source) for one in intake.log.readings] == [
        ("412.5", Trust.ACCOUNT, "csv/live"),
        ("414", Trust.ACCOUNT, "csv/live"),
    ]


def test_decimal_commas_are_mended_only_where_the_file_declares_them(intake: Field) -> None:
    """Must refuse a decimal comma that nobody declared with the way to declare it, and mend a declared one."""
    device = intake.enrolled(keys=[])
    table = f"time;channel;value;unit\n{NOW_S};co2;412,5;ppm\n".encode()
    refused = intake.desk.accept_table("grove", device.device, table)
    assert (refused.accepted, "# decimal=comma" in refused.problems[0]["rule"]) == (0, True)
    mended = intake.desk.accept_table("grove", device.device, b"# decimal=comma\n" + table)
    assert (mended.accepted, mended.mended, intake.log.readings[0].value) == (1, 1, "412.5")
    odd = f"# decimal=comma\ntime;channel;value;unit\n{NOW_S + 1};co2;1.412,5;ppm\n{NOW_S + 2};co2;4.5;ppm\n"
    assert [one["line"] for one in intake.desk.accept_table("grove", device.device, odd.encode()).problems] == [
        "3",
        "4",
    ]


def test_a_second_upload_adds_only_what_is_later(on_both: Field) -> None:
    """Must refuse times up to which a channel was uploaded before: the first reading stands."""
    device = on_both.enrolled(keys=[])
    lines = [f"{NOW_S - 100 + number},co2,{400 + number},ppm" for number in range(5)]
    first = on_both.desk.accept_table("grove", device.device, rows(*lines[:3]))
    again = on_both.desk.accept_table("grove", device.device, rows(*lines))
    assert (first.accepted, again.accepted) == (3, 2)
    assert {one["code"] for one in again.problems} == {"ReadingDuplicated"}
    assert [one.value for one in on_both.log.readings] == ["400", "401", "402", "403", "404"]


def test_counted_rows_are_messages_that_are_known_again(intake: Field) -> None:
    """Must take rows of one boot and counter as one message, and the same file again as duplicates."""
    device = intake.enrolled(keys=[])
    lines = [f"{NOW_S - 9 + number},co2,{400 + number},ppm,1,{number // 2}" for number in range(4)]
    content = ("time,channel,value,unit,boot,counter\n" + "\n".join(lines)).encode()
    first, again = (intake.desk.accept_table("grove", device.device, content) for _ in range(2))
    assert (first.accepted, again.accepted, again.refused, again.problems) == (4, 0, 0, ())
    assert [(one.counter, one.place) for one in intake.log.readings] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_register_that_goes_back_in_a_table_is_refused(intake: Field) -> None:
    """Must refuse the row that shows less than the one before it, and take the next that shows more."""
    meter = channel("energy", unit="kWh", kind="register", lowest="0", highest="1000000")
    device = intake.enrolled(keys=[], channels=[meter])
    lines = [f"{NOW_S - 9 + number},energy,{value},kWh" for number, value in enumerate(("10", "11", "9", "12"))]
    report = intake.desk.accept_table("grove", device.device, rows(*lines))
    assert (report.accepted, [(one["line"], one["code"]) for one in report.problems]) == (
        3,
        [("4", "RegisterWentBack")],
    )


def test_a_signing_device_sends_no_unsigned_table(intake: Field) -> None:
    """Must not let a table speak for a device that signs."""
    intake.enrolled()
    report = intake.desk.accept_table("grove", "mast-1", rows(f"{NOW_S},co2,400,ppm"))
    assert [one["code"] for one in report.problems] == ["SignatureMissing"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"time,channel,value\n", b"time,channel,value,unit,boot\n", b"time,time,channel,value,unit\n"],
)
def test_what_is_no_table_is_refused_as_a_whole(intake: Field, content: bytes) -> None:
    """Must name what a table has to have."""
    intake.enrolled(keys=[])
    with pytest.raises(MessageUnreadable):
        intake.desk.accept_table("grove", "mast-1", content)


@pytest.mark.skipif(not AIR_QUALITY.exists(), reason="the shared data is not at hand: set CARBONIX_DATA")
def test_a_real_table_with_decimal_commas_comes_in(intake: Field) -> None:
    """Must take real hours of a real station, mend their declared commas, and refuse its mark of missing values."""
    hot = channel("temperature", unit="Cel", lowest="-20", highest="60", cadenceS=3600)
    wet = channel("humidity", unit="%RH", lowest="0", highest="100", cadenceS=3600)
    device = intake.enrolled(keys=[], feed="historic", channels=[hot, wet])
    report = intake.desk.accept_table("grove", device.device, _air_quality())
    assert (report.rows, report.accepted, report.refused) == (2_000, 1_946, 54)
    assert {one["value"] for one in report.problems} == {"-200 Cel", "-200 %RH"}
    assert report.mended > 1_500


def _air_quality() -> bytes:
    """A thousand hours as the station's own file writes them, with decimal commas; the copy at hand has points."""
    with AIR_QUALITY.open(encoding="utf-8-sig", newline="") as file:
        hours = list(csv.DictReader(file))[500:1500]
    lines = ["# decimal=comma", "time;channel;value;unit"]
    for row in hours:
        moment = f"{row['Date']}T{row['Time'].zfill(8)}Z"
        lines.append(f"{moment};temperature;{row['T'].replace('.', ',')};Cel")
        lines.append(f"{moment};humidity;{row['RH'].replace('.', ',')};%RH")
    return "\n".join(lines).encode()
