"""Classes of participants: by the interval, over a year, with gaps that widen and bad rows that refuse the file."""

from __future__ import annotations

import os
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student
from typer.testing import CliRunner

from oracle.adapters.fluxnet_series import series_of_site
from oracle.cli import app
from oracle.domain.classification import Classification, Interval, ParticipantClass, classify, explain
from oracle.domain.field_refusals import SeriesRefused
from oracle.domain.flux_series import FluxSeries, read_series
from oracle.domain.student_t import TABLE, quantile
from oracle.usecases.classify_participant import classify_participant
from registry.adapters.embedded_chain import REPOSITORY
from registry.errors import InvalidInput

HEADER = "period_start,period_end,net_kg\n"
FLUXES = Path(os.environ.get("CARBONIX_DATA") or REPOSITORY.parent / "shared" / "data") / "forest"
FLUXNET = FLUXES / "fluxnet2015_monthly_nee.csv"
NOW = 1_800_000_000


class StoppedClock:
    """A clock that stands."""

    def now(self) -> int:
        return NOW


def months(year: int, kilograms: list[int]) -> list[str]:
    edges = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    return [f"{start},{end},{net}" for (start, end), net in zip(pairwise(edges), kilograms, strict=True)]


def series(*rows: str) -> FluxSeries:
    return read_series(HEADER + "\n".join(rows) + "\n")


def class_of(*rows: str) -> ParticipantClass:
    read = series(*rows)
    return classify(read.periods, read.year_to(), 95).participant_class


@pytest.mark.parametrize(
    ("kilograms", "expected"),
    [
        ([100, 110, 90] * 4, ParticipantClass.ABSORBER),
        ([-100, -110, -90] * 4, ParticipantClass.EMITTER),
        ([500, -480] * 6, ParticipantClass.NEUTRAL),
        ([0] * 12, ParticipantClass.NEUTRAL),
    ],
)
def test_the_class_is_the_side_of_zero_that_the_interval_is_on(
    kilograms: list[int], expected: ParticipantClass
) -> None:
    """Must call absorber what lies above zero as a whole, emitter what lies below, and neutral what contains it."""
    assert class_of(*months(2024, kilograms)) is expected


def test_the_interval_is_worked_by_hand() -> None:
    """Must give, for three periods of ten days, the spread of their rates with t of two, and the gap beside it."""
    rows = [f"2023-{m:02d}-01T00:00:00Z,2023-{m:02d}-11T00:00:00Z,{kg}" for m, kg in ((1, 10), (2, 12), (3, 14))]
    read = series(*rows)
    found = classify(read.periods, read.year_to(), 90)
    # Rates 1.0, 1.2 and 1.4 kg a day: spread 0.2, t(2) = 2.920, ten days each: 2.92 x 0.2 x 10 x 3^0.5.
    assert found.spread_kg is not None
    assert abs(found.spread_kg - Fraction("10.11517")) < Fraction(1, 1000)
    assert found.net_kg == 36
    # 335 of 365 days are missing, each as fast as the fastest: 1.4 kg.
    assert found.gap_kg == 335 * Fraction("1.4")
    assert found.interval == Interval(-444, 516)
    assert (found.participant_class, found.provisional) == (ParticipantClass.NEUTRAL, True)


def test_a_slow_season_is_no_error() -> None:
    """Must not widen by a turn of the year what a plain spread would call neutral."""
    season = [-60, -40, 10, 80, 150, 190, 190, 150, 80, 10, -40, -60]
    read = series(*months(2023, season))
    found = classify(read.periods, read.year_to(), 95)
    assert found.participant_class is ParticipantClass.ABSORBER
    mean = Fraction(sum(season), 12)
    spread = float(sum((one - mean) ** 2 for one in season) / 11) ** 0.5 * 12**0.5 * 2.2
    assert found.spread_kg is not None
    assert found.spread_kg < spread / 3


@settings(max_examples=60)
@given(st.lists(st.integers(-1000, 1000), min_size=12, max_size=12), st.integers(0, 11))
def test_a_gap_never_narrows_what_the_missing_may_have_been(kilograms: list[int], dropped: int) -> None:
    """Must keep the point inside the gap's own width: what fell out lies within what is allowed for it."""
    rows = months(2023, kilograms)
    full, holed = series(*rows), series(*(row for at, row in enumerate(rows) if at != dropped))
    year = full.year_to()
    whole, part = (classify(one.periods, year, 95) for one in (full, holed))
    fastest = max((abs(one.rate_kg_per_s) for one in holed.periods), default=Fraction(0))
    assert part.missing_s == full.periods[dropped].length_s
    assert part.gap_kg == part.missing_s * fastest
    if abs(full.periods[dropped].rate_kg_per_s) <= fastest:
        assert abs(whole.net_kg - part.net_kg) <= part.gap_kg


def test_half_a_year_allows_nothing() -> None:
    """Must be neutral, and provisionally so, where the missing half may have been the opposite of the measured one."""
    rows = months(2023, [100] * 12)
    read = series(*rows[:6])
    found = classify(read.periods, series(*rows).year_to(), 95)
    assert (found.participant_class, found.provisional) == (ParticipantClass.NEUTRAL, True)
    assert "184.00 days are missing" in explain(found)[0]
    assert "provisional" in explain(found)[-1]


def standing(found: Classification) -> int:
    """What a class allows: the more the higher; nothing where it is provisional."""
    order = [ParticipantClass.EMITTER, ParticipantClass.NEUTRAL, ParticipantClass.ABSORBER]
    return -1 if found.provisional else order.index(found.participant_class)


@settings(max_examples=60)
@given(
    st.one_of(
        st.lists(st.integers(-1000, 1000), min_size=12, max_size=12),
        st.tuples(st.integers(-(10**6), -1), st.integers(1, 1000)).map(lambda two: [two[0], *[two[1]] * 11]),
    ),
    st.integers(0, 11),
)
def test_leaving_a_row_out_never_earns_a_better_standing(kilograms: list[int], dropped: int) -> None:
    """Must never let the year stand higher without a row than with it, were it the one that emitted most."""
    rows = months(2023, kilograms)
    full, holed = series(*rows), series(*(row for at, row in enumerate(rows) if at != dropped))
    year = full.year_to()
    whole, part, later = (
        standing(classify(one.periods, span, 95))
        for one, span in ((full, year), (holed, year), (holed, holed.year_to()))
    )
    assert max(part, later) <= whole


def test_a_day_that_is_left_out_makes_the_class_provisional() -> None:
    """Must not let pass as an absorber a year of days from which the one was taken that outweighed them all."""
    edges = [date.fromordinal(date(2023, 1, 1).toordinal() + day) for day in range(366)]
    rows = [f"{start},{end},{7 + at % 2}" for at, (start, end) in enumerate(pairwise(edges))]
    rows[180] = f"{edges[180]},{edges[181]},-9999"
    year = series(*rows).year_to()
    assert classify(series(*rows).periods, year, 95).participant_class is ParticipantClass.NEUTRAL
    found = classify(series(*rows[:180], *rows[181:]).periods, year, 95)
    assert (found.participant_class, found.provisional) == (ParticipantClass.ABSORBER, True)


def test_one_period_has_no_interval() -> None:
    """Must not make up a spread: one row is neutral, and says why."""
    read = series("2023-01-01,2024-01-01,5000")
    found = classify(read.periods, read.year_to(), 95)
    assert (found.interval, found.participant_class) == (None, ParticipantClass.NEUTRAL)
    assert "no interval" in explain(found)[-1]


def test_days_are_summed_up_into_twelfths() -> None:
    """Must not take a day for a witness of its own: 365 rows give the interval of twelve blocks."""
    rows = [f"{date.fromordinal(date(2023, 1, 1).toordinal() + day)}" for day in range(366)]
    daily = [f"{start},{end},{7 + (at // 10) % 3}" for at, (start, end) in enumerate(pairwise(rows))]
    read = series(*daily)
    found = classify(read.periods, read.year_to(), 95)
    assert found.periods == 365
    assert "twelfths" in explain(found)[2]
    assert found.participant_class is ParticipantClass.ABSORBER


def test_last_days_are_read_as_last_days() -> None:
    """Must repair by its stated rule a series whose ends are inclusive, and say so."""
    read = series("2023-01-01,2023-06-30,10", "2023-07-01,2023-12-31,20")
    assert [period.length_s // 86_400 for period in read.periods] == [181, 184]
    assert len(read.repairs) == 1
    assert series("2023-01-01,2023-07-01,10", "2023-07-01,2024-01-01,20").repairs == ()


@pytest.mark.parametrize(
    ("rows", "row", "word"),
    [
        (["2023-01-01,2023-02-01,1", '2023-02-01,2023-03-01,"12,5"'], "3", "decimal comma"),
        (["2023-01-01,2023-02-01,1", "2023-02-01,2023-03-01,12,5"], "3", "decimal comma"),
        (["2023-01-01,2023-02-01,1", "2023-01-01,2023-02-01,1"], "3", "same period as row 2"),
        (["2023-01-01,2023-03-01,1", "2023-02-01,2023-04-01,1"], "3", "overlaps row 2"),
        (["2023-02-01,2023-01-01,1"], "2", "after period_start"),
        (["2023-02-01,2023-02-01,1"], "2", "after period_start"),
        (["2023-02-30,2023-03-01,1"], "2", "calendar"),
        (["01/02/2023,2023-03-01,1"], "2", "YYYY-MM-DD"),
        (["2023-02-01,2023-03-01,nan"], "2", "a decimal of"),
        (["2023-02-01,2023-03-01,1e99"], "2", "at most"),
        (["2023-02-01T25:00:00,2023-03-01,1"], "2", "calendar"),
        ([], "1", "rows after the header"),
    ],
)
def test_a_bad_row_refuses_the_series_by_its_number(rows: list[str], row: str, word: str) -> None:
    """Must name row and rule, and use nothing of the file."""
    with pytest.raises(SeriesRefused) as refused:
        series(*rows)
    assert refused.value.facts["rows"].split(",")[0] == row
    assert word in refused.value.sentence


def test_a_time_without_a_zone_is_utc() -> None:
    """Must read times by the stated rule, and the long decimals that programs write."""
    [first, second] = series(
        "2023-01-01T00:00:00,2023-01-31 17:00-07:00,0.30000000000000004", "2023-02-01,2023-03-01T00:00Z,-1.5e+2"
    ).periods
    assert (first.length_s, second.length_s, second.net_kg) == (31 * 86_400, 28 * 86_400, Fraction(-150))
    assert first.net_kg == Fraction("0.30000000000000004")


def test_every_bad_row_is_named_at_once() -> None:
    """Must not make the sender mend a file row by row."""
    with pytest.raises(SeriesRefused) as refused:
        series("2023-01-01,2023-02-01,x", "2023-02-01,2023-03-01,1", "2023-03-01,2023-04-01,y")
    assert refused.value.facts["rows"] == "2,4"


@pytest.mark.parametrize("header", ["", "start,end,kg\n", "period_start;period_end;net_kg\n"])
def test_another_header_is_refused(header: str) -> None:
    """Must not guess what a column means."""
    with pytest.raises(SeriesRefused, match="first line"):
        read_series(header + "2023-01-01,2023-02-01,1\n")


def test_a_year_that_has_not_ended_has_no_class() -> None:
    """Must refuse to judge a year before it is over."""
    read = series(*months(2023, [1] * 12))
    assert classify_participant(read, clock=StoppedClock()).computed_at == NOW
    with pytest.raises(InvalidInput, match="accounting year"):
        classify_participant(read, clock=StoppedClock(), year_end_s=NOW + 1)
    with pytest.raises(InvalidInput, match="confidence"):
        classify_participant(read, clock=StoppedClock(), confidence_percent=80)


def test_the_quantiles_are_those_of_scipy() -> None:
    """Must hold Student's quantiles, rounded up and never down."""
    for percent in TABLE:
        for freedom in (*range(1, 31), 35, 40, 59, 60, 130, 500):
            exact = student.ppf(0.5 + percent / 200, freedom)
            widest = 0.001 if freedom <= 30 else 0.05
            assert 0 <= float(quantile(percent, freedom)) - exact + 1e-9 <= widest + 2e-9
    with pytest.raises(InvalidInput):
        quantile(95, 0)


@pytest.mark.skipif(not FLUXNET.is_file(), reason="the FLUXNET2015 file of the shared data is not here")
@pytest.mark.parametrize(
    ("site", "expected", "provisional"),
    [("DE-Tha", "absorber", "false"), ("BR-Sa1", "neutral", "false"), ("FI-Hyy", "absorber", "true")],
)
def test_real_forests_have_a_class(tmp_path: Path, site: str, expected: str, provisional: str) -> None:
    """Must classify real sites through the command line; a spruce forest absorbs, one near balance is neutral.

    The class of a year that lacks a month is provisional.
    """
    file = tmp_path / "series.csv"
    file.write_text(series_of_site(FLUXNET, site, Fraction(100)))
    answer = CliRunner().invoke(app, ["classify", str(file), "--json", "--explain"])
    assert answer.exit_code == 0, answer.output
    assert f'"class": "{expected}"' in answer.output
    assert f'"provisional": {provisional}' in answer.output


@pytest.mark.skipif(not FLUXNET.is_file(), reason="the FLUXNET2015 file of the shared data is not here")
def test_a_months_carbon_becomes_kilograms() -> None:
    """Must turn gC per square metre and day into kg of CO2 over the area, with absorption positive."""
    text = series_of_site(FLUXNET, "AR-SLu", Fraction(1))
    # -2.95153 gC/m2/day x 30 days x 10,000 m2 x 44/12 / 1000
    assert text.splitlines()[1] == "2010-09-01,2010-10-01,3246.683"
    with pytest.raises(InvalidInput, match="site"):
        series_of_site(FLUXNET, "XX-Non", Fraction(1))


def test_the_command_names_bad_rows_and_ends_with_two(tmp_path: Path) -> None:
    """Must end with exit code 2 and each bad row, as text and as JSON, and print the class where there is none."""
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text(HEADER + '2023-01-01,2023-02-01,"1,5"\n')
    good.write_text(HEADER + "\n".join(months(2023, [-5] * 12)))
    refused = CliRunner().invoke(app, ["classify", str(bad), "--json"])
    assert (refused.exit_code, '"SeriesRefused"' in refused.output) == (2, True)
    assert CliRunner().invoke(app, ["classify", str(tmp_path / "none.csv")]).exit_code == 2
    assert CliRunner().invoke(app, ["classify", str(good), "--year-end", "2024-13-01"]).exit_code == 2
    plain = CliRunner().invoke(app, ["classify", str(good)])
    assert (plain.exit_code, plain.output.split()[:2]) == (0, ["class", "emitter"])
