"""Facts about watching a stream: counts of all, extremes of many, gaps and flags with reasons, one tenant alone."""

from __future__ import annotations

from dataclasses import replace

from oracle.adapters.lake.watching import EMPTY_SPAN, stream_totals, watched_span
from oracle.domain.readings import Period
from oracle.domain.silver_rules import flag_names
from tests.oracle.lake.bronze import MINUTE_MS, START_MS, reading
from tests.oracle.lake.conftest import KW, MakeLake, meter, receive

START_S = START_MS // 1_000
HOURS_3 = Period(START_S, START_S + 3 * 3_600)


def test_a_span_shows_every_reading_its_gaps_and_its_reasons(make_lake: MakeLake) -> None:
    """Must count what is accepted and left out, name why, and measure the gap."""
    lake = make_lake()
    values = {number: "1.5" if number % 2 else "1.6" for number in range(180) if not 60 <= number < 70}
    receive(lake, [reading(number, value) for number, value in (values | {90: "9.9"}).items()])
    span = watched_span(lake.files, "house", "meter-1", "power", HOURS_3)
    assert (span.accepted, span.excluded, span.width_ms) == (169, 1, 0)
    assert span.points[0] == (START_MS, 1_600_000_000)
    assert span.by_flag["range"] == 1
    [left_out] = [one for one in span.flagged if "range" in flag_names(one.flags)]
    assert (left_out.time_ms, left_out.value) == (START_MS + 90 * MINUTE_MS, 9_900_000_000)
    assert (START_MS + 60 * MINUTE_MS, START_MS + 70 * MINUTE_MS) in span.gaps
    assert span.gap_ms >= 10 * MINUTE_MS


def test_no_peak_is_lost_among_many(make_lake: MakeLake) -> None:
    """Must show the lowest and the highest of each stretch, each of them a reading, when there are too many."""
    lake = make_lake()
    values = {100: "4.9", 101: "0.1"}
    receive(lake, [reading(number, values.get(number, "1.5")) for number in range(180)])
    span = watched_span(lake.files, "house", "meter-1", "power", HOURS_3, most_points=20)
    assert (span.accepted, len(span.points) <= 20, span.width_ms > 0) == (180, True, True)
    drawn = dict(span.points)
    assert drawn[START_MS + 100 * MINUTE_MS] == 4_900_000_000
    assert drawn[START_MS + 101 * MINUTE_MS] == 100_000_000
    assert sorted(drawn) == [at for at, _ in span.points]


def test_another_tenants_stream_is_not_there(make_lake: MakeLake) -> None:
    """Must give nothing of a device of the same name that another company has."""
    lake = make_lake("lake", meter(), meter(tenant="rival", highest=5 * KW))
    receive(lake, [reading(0), replace(reading(1), tenant="rival")])
    assert stream_totals(lake.files, "house")["meter-1", "power"].samples == 1
    assert stream_totals(lake.files, "rival")["meter-1", "power"].last_ms == START_MS + MINUTE_MS
    assert stream_totals(lake.files, "stranger") == {}
    assert watched_span(lake.files, "stranger", "meter-1", "power", HOURS_3).points == ()


def test_an_empty_lake_is_an_empty_picture(make_lake: MakeLake) -> None:
    """Must answer before anything was worked."""
    lake = make_lake()
    assert stream_totals(lake.files, "house") == {}
    assert watched_span(lake.files, "house", "meter-1", "power", HOURS_3) == EMPTY_SPAN
