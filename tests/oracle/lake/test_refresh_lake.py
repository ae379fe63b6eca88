"""Facts about silver and gold: exact integers, flags with their reasons, and quantities that losses never raise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import pi, sin

import pytest

from oracle.adapters.lake.lake import Lake
from oracle.adapters.quality_policy import quality_policy
from oracle.domain.bronze import BronzeReading, Trust, bronze_leaf
from oracle.domain.channels import Channel
from oracle.domain.gold import GoldQuantity, Measure, SeriesPoint
from oracle.domain.quality_score import score
from oracle.domain.readings import Period
from oracle.domain.silver_rules import Flag, flag_names
from oracle.errors import StreamUnknown
from oracle.usecases.refresh_lake import Refreshed, refresh_lake
from tests.oracle.lake.bronze import MINUTE_MS, START_MS, message, reading
from tests.oracle.lake.conftest import KW, PROJECT, MakeLake, WrittenBook, meter, receive

START_S = START_MS // 1000
HOUR = Period(START_S, START_S + 3600)


def only(lake: Lake, period: Period = HOUR) -> GoldQuantity:
    (quantity,) = lake.gold(PROJECT, period)
    return quantity


def silver(lake: Lake) -> dict[int, tuple[int, int, str]]:
    """Number of the reading -> value, flags, reason."""
    with lake.files.connection() as connection:
        query = "SELECT seq, value, flags, reason FROM read_parquet($files)"
        rows = connection.sql(query, params={"files": lake.files.tables.files("silver")}).fetchall()
    return {seq: (value, flags, reason) for seq, value, flags, reason in rows}


def test_a_whole_hour_adds_up_exactly(make_lake: MakeLake) -> None:
    """Must sum value times seconds in integers, count every interval, and root the leaves in order of time."""
    lake = make_lake()
    readings = [reading(n, value=f"1.{n:03d}") for n in range(60)]
    receive(lake, readings)
    quantity = only(lake)
    assert quantity.total == quantity.highest_total == 60 * sum(KW + n * 10**6 for n in range(60))
    assert (quantity.unit, quantity.samples, quantity.missing_s, quantity.excluded) == ("uW.s", 60, 0, 0)
    assert quantity.leaves_root == lake.commitments.root([bronze_leaf(each) for each in readings])
    assert (quantity.leaves_size, quantity.trust, quantity.flagged) == (60, {2: 60}, {})
    assert (quantity.quality.completeness_ppm, quantity.quality.qc_ppm) == (1_000_000, 1_000_000)
    assert lake.leaves(PROJECT, HOUR) == [bronze_leaf(each) for each in readings]
    assert lake.series("house", "meter-1", "power", HOUR)[1] == SeriesPoint(START_S + 60, 1_001_000_000, 0)


def test_bad_readings_fall_out_each_with_its_reason(make_lake: MakeLake) -> None:
    """Must exclude what is unreadable, of another unit, out of range or second in its interval, and keep it."""
    lake = make_lake()
    odd = {1: {"value": "abc"}, 2: {"unit": "V"}, 3: {"value": "9.5"}, 4: {"value": "-0.1"}}
    readings = [reading(n, **({"value": f"1.{n:03d}"} | odd.get(n, {}))) for n in range(60)]  # type: ignore[arg-type]
    readings.append(reading(60, value="1.03", time_ms=START_MS + 5 * MINUTE_MS + 7))
    receive(lake, readings)
    rows = silver(lake)
    assert len(rows) == 61
    assert [rows[n][2] for n in (1, 2, 3, 4, 60)] == ["unreadable", "unit", "range", "range", "extra"]
    quantity = only(lake)
    assert (quantity.samples, quantity.excluded, quantity.missing_s) == (56, 5, 240)
    assert quantity.flagged == {"unreadable": 1, "unit": 1, "range": 2, "extra": 1, "gap": 1}
    assert quantity.highest_total == quantity.total + 240 * 5 * KW


def test_every_unit_of_a_channel_states_the_same_integer(make_lake: MakeLake) -> None:
    """Must turn each unit into the stored one exactly, and take negatives down, never up."""
    warm = meter(channel="temperature", lowest=200_000, highest=400_000, unit="mK")
    lake = make_lake("units", meter(lowest=-KW), warm)
    stated = [("1.25", "kW"), ("1250", "W"), ("0.00125", "MW"), ("-0.0000005", "W")]
    readings = [reading(n, value=value, unit=unit) for n, (value, unit) in enumerate(stated)]
    readings += [reading(9, value="21.5", unit="Cel", channel=Channel.TEMPERATURE)]
    readings += [reading(10, value="68", unit="[degF]", channel=Channel.TEMPERATURE)]
    receive(lake, readings)
    rows = silver(lake)
    assert [rows[n][0] for n in range(4)] == [1_250_000_000, 1_250_000_000, 1_250_000_000, -1]
    assert [rows[n][0] for n in (4, 5)] == [294_650, 293_150]


def test_a_register_counts_through_gaps_and_boots(make_lake: MakeLake) -> None:
    """Must take highest less lowest per boot, flag a register that goes back, and bound nothing from above."""
    register = meter(channel="energy", measure=Measure.COUNTER, highest=10**15, unit="mWh")
    lake = make_lake("register", register)
    stood = [(1, "100"), (1, "101"), (1, "103"), (2, "0"), (2, "2"), (2, "1")]
    receive(
        lake,
        [
            reading(n, value=value, unit="kWh", channel=Channel.ENERGY, boot=boot)
            for n, (boot, value) in enumerate(stood)
        ],
    )
    quantity = only(lake)
    assert (quantity.total, quantity.highest_total, quantity.unit) == (5_000_000, None, "mWh")
    assert quantity.flagged == {"back": 1}


def test_neighbours_flag_and_never_exclude(make_lake: MakeLake) -> None:
    """Must flag a leap, a stuck value and a gap, and leave the quantity as if nobody had looked."""
    warm = meter(channel="temperature", lowest=200_000, highest=400_000, unit="mK")
    lake = make_lake("flags", meter(), warm)
    values = ["1.5"] * 14 + ["2"] * 3
    readings = [reading(n if n < 16 else 20, value=value) for n, value in enumerate(values)]
    for n, value in enumerate(["220", "220.1", "390"]):
        at = START_MS + n * MINUTE_MS
        readings.append(reading(30 + n, value=value, unit="K", channel=Channel.TEMPERATURE, time_ms=at))
    receive(lake, readings)
    rows = silver(lake)
    assert [flag_names(rows[n][1]) for n in (10, 11, 13, 16, 19)] == [(), ("stuck",), ("stuck",), ("gap",), ("rate",)]
    power = next(each for each in lake.gold(PROJECT, HOUR) if each.channel == "power")
    assert (power.samples, power.excluded) == (17, 0)
    assert lake.evidenced(PROJECT, HOUR) == (lake.gold(PROJECT, HOUR), lake.leaves(PROJECT, HOUR))
    assert power.quality.qc_ppm == 13 * 1_000_000 // 60


def test_losing_readings_never_raises_a_quantity(make_lake: MakeLake) -> None:
    """Must not gain by dropping the worst, the best, every third or all but one reading, on either end."""
    readings = [
        reading(n, value=f"{2 * sin(n * pi / 13):.3f}", **({"unit": "V"} if n % 17 == 0 else {})) for n in range(60)
    ]
    worst = sorted(readings, key=lambda each: float(each.value))
    losses: list[Sequence[BronzeReading]] = [worst[20:], worst[:40], readings[::3]]
    whole = make_lake("whole", meter(lowest=-KW))
    receive(whole, readings)
    before = only(whole)
    for number, left in enumerate(losses):
        poorer = make_lake(f"poorer{number}", meter(lowest=-KW))
        receive(poorer, sorted(left, key=lambda each: each.time_ms))
        after = only(poorer)
        assert after.total <= before.total
        assert (after.highest_total or 0) >= (before.highest_total or 0)
        assert after.quality.completeness_ppm <= before.quality.completeness_ppm


def test_losing_the_worst_reading_of_an_hour_never_raises_its_quality(make_lake: MakeLake) -> None:
    """Must flag the odd hour of one spike for the verifier, and score the lake without the spike no better."""
    values = [1_500 + n * 7_919 % 97 + 50 * (n // 60 % 24) for n in range(4 * 1_440)]
    readings = [reading(n, value=str(Decimal(value) / 1_000)) for n, value in enumerate(values)]
    readings[3_000] = reading(3_000, value="4.9")
    days = Period(START_S, START_S + 4 * 86_400)
    found = []
    for name, left in (("whole", readings), ("poorer", readings[:3_000] + readings[3_001:])):
        lake = make_lake(name, meter())
        receive(lake, left)
        found += lake.gold(PROJECT, days)
    whole, poorer = found
    assert (whole.flagged["isolated"], poorer.flagged) == (60, {"gap": 1})
    assert poorer.quality.qc_ppm < whole.quality.qc_ppm
    assert score(poorer.quality, quality_policy()).ppm < score(whole.quality, quality_policy()).ppm


def test_refreshing_again_changes_nothing_and_late_readings_join_their_month(make_lake: MakeLake) -> None:
    """Must do nothing twice, and make exactly the month anew that a late reading falls in."""
    lake = make_lake()
    receive(lake, [reading(n) for n in range(0, 60, 2)])
    again = lake.refresh()
    assert (again.readings, again.months) == (0, ())
    version = lake.files.tables.version("silver")
    lake.log.append([reading(1)], [b'{"device":"meter-1","n":1}'])
    late = lake.refresh()
    assert (late.readings, late.months) == (1, (202401,))
    assert only(lake).samples == 31
    assert lake.files.tables.version("silver") == (version or 0) + 1


def test_refresh_lake_stops_where_it_is_told(make_lake: MakeLake) -> None:
    """Must take in the log up to a number, no further, and carry on from there."""
    lake = make_lake()
    lake.log.append([reading(n) for n in range(6)], [message(n) for n in range(6)])
    assert refresh_lake(lake.log, lake.files, lake.book, upto=4) == Refreshed(4, (202401,))
    assert only(lake).samples == 4
    assert refresh_lake(lake.log, lake.files, lake.book).readings == 2


def test_a_month_is_the_same_whole_or_in_parts(make_lake: MakeLake) -> None:
    """Must give the same rows whether a month fits at once or is worked stream by stream."""
    streams = [meter(f"meter-{k}", project=k) for k in (1, 2, 3)]
    readings = [reading(n, value=f"{k}.{n:02d}", device=f"meter-{k}") for k in (1, 2, 3) for n in range(30)]
    at_once, in_parts = make_lake("once", *streams), make_lake("parts", *streams, most_rows_at_once=31)
    for lake in (at_once, in_parts):
        receive(lake, readings)
    assert silver(at_once) == silver(in_parts)


def test_an_unknown_stream_and_a_silent_one_are_told_apart(make_lake: MakeLake) -> None:
    """Must refuse what was never enrolled, also of another tenant, and state a silent meter as one long gap."""
    lake = make_lake()
    quantity = only(lake)
    assert (quantity.samples, quantity.missing_s, quantity.leaves_root) == (0, 3600, None)
    assert lake.gold(PROJECT + 1, HOUR) == []
    assert lake.series("house", "meter-1", "power", HOUR) == []
    with pytest.raises(StreamUnknown):
        lake.series("stranger", "meter-1", "power", HOUR)


def test_trust_and_calibration_reach_the_quality(make_lake: MakeLake) -> None:
    """Must weigh unsigned readings less and pass on the age of the calibration."""
    lake = make_lake()
    receive(lake, [reading(n, trust=Trust.UNSIGNED if n < 30 else Trust.SIGNED) for n in range(60)])
    assert isinstance(lake.book, WrittenBook)
    quality = only(lake).quality
    assert (quality.authenticity_ppm, quality.calibration_age_days) == (575_000, 30)
    assert only(lake).trust == {0: 30, 2: 30}
    assert quality.agreement_ppm is None


def test_statistics_flag_the_odd_hours_of_weeks(make_lake: MakeLake) -> None:
    """Must flag an odd hour by season and outlier, and the drifting meter of three by its neighbours only."""
    hourly = [meter(f"meter-{k}", cadence_s=3600) for k in range(1, 6)]
    lake = make_lake("weeks", *hourly)
    readings = []
    for k in range(1, 6):
        for n in range(24 * 14):
            level = 2 + sin(2 * pi * n / 24) + 0.05 * sin(n * (k + 7))
            level += 1.5 if (k, n) == (1, 100) else 0
            level += 0.01 * (n - 150) if k == 3 and n > 150 else 0
            at = START_MS + n * 3_600_000
            readings.append(reading(n, value=f"{level:.3f}", device=f"meter-{k}", time_ms=at))
    receive(lake, readings)
    fortnight = Period(START_S, START_S + 14 * 86_400)
    first, second, third, *_ = lake.gold(PROJECT, fortnight)
    odd = next(
        point for point in lake.series("house", "meter-1", "power", fortnight) if point.time_s == START_S + 100 * 3600
    )
    assert {"outlier", "seasonal"} <= set(flag_names(odd.flags))
    assert third.flagged["drift"] > 100
    assert max(each.flagged.get("drift", 0) for each in (first, second)) < 20
    assert (third.quality.agreement_ppm or 0) < (second.quality.agreement_ppm or 0)
    assert sum(point.flags & Flag.RANGE for point in lake.series("house", "meter-3", "power", fortnight)) == 0


def test_the_lake_as_of_a_reading_is_the_lake_that_knew_no_more(make_lake: MakeLake) -> None:
    """Must give sums, leaves and series as if the log had ended there, whatever came later and wherever it fell."""
    known = [reading(n, value=f"1.{n:02d}", time_ms=START_MS + n * MINUTE_MS + 30_000) for n in range(0, 60, 2)]
    known.append(reading(60, value="4.0", time_ms=START_MS + 4 * MINUTE_MS + 40_000))
    fills = reading(61, value="2.0", time_ms=START_MS + MINUTE_MS)
    takes_the_interval = reading(62, value="0.1", time_ms=START_MS + 4 * MINUTE_MS)
    comes_second = reading(63, value="3.0", time_ms=START_MS + 6 * MINUTE_MS + 50_000)
    unreadable = reading(64, value="1,5", time_ms=START_MS + 8 * MINUTE_MS)
    whole, then = make_lake("whole"), make_lake("then")
    receive(then, known)
    receive(whole, known)
    receive(whole, [fills, takes_the_interval, comes_second, unreadable])
    upto = len(known)
    (as_of,), leaves = whole.evidenced(PROJECT, HOUR, upto)
    (known_then,), leaves_then = then.evidenced(PROJECT, HOUR)
    facts = ("total", "highest_total", "samples", "excluded", "missing_s", "leaves_root", "first_s", "last_s")
    assert [getattr(as_of, name) for name in facts] == [getattr(known_then, name) for name in facts]
    assert leaves == leaves_then
    stream = ("house", "meter-1", "power", HOUR)
    assert [point.value for point in whole.series(*stream, upto)] == [point.value for point in then.series(*stream)]
    assert (then.read_up_to(HOUR), whole.read_up_to(HOUR)) == (upto, upto + 4)
    assert whole.gold(PROJECT, HOUR)[0].total != as_of.total


def test_a_lake_that_lags_says_no_number(make_lake: MakeLake) -> None:
    """Must not name an end of the log that its figures do not have."""
    lake = make_lake()
    receive(lake, [reading(0)])
    late = reading(1)
    lake.log.append([late], [message(late.counter)])
    lake.files.take_in(1, [late])
    assert lake.read_up_to(HOUR) is None
    lake.refresh()
    assert lake.read_up_to(HOUR) == 2
