"""Facts about the watch over coverage: what chance explains, and when issuance is held."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.adapters.coverage_tables import OutcomeTable
from oracle.domain.coverage import LATEST, BoundOutcome, Coverage, binomial_tail, coverage_of
from oracle.domain.coverage_refusals import IssuanceHeld, OutcomeDiffers
from oracle.domain.readings import PPM, Period
from oracle.usecases.watch_coverage import record_outcome, release_issuance
from registry.adapters.database import Database
from registry.errors import InvalidInput

FOREST, METHANE = "0x" + "0f" * 32, "0x" + "0e" * 32


def outcome(month: int, *, missed: bool, project: int = 2**100, methodology: str = FOREST) -> BoundOutcome:
    return BoundOutcome(methodology, project, Period(month, month + 1), 900, 899 if missed else 900)


def test_the_tail_is_the_binomial_one() -> None:
    """Must sum exactly: no hit in two has 0.01, at most one 0.19, at most two all."""
    assert [binomial_tail(hits, 2, 900_000) for hits in range(3)] == [Fraction(1, 100), Fraction(19, 100), 1]


def test_one_miss_is_chance_and_two_of_two_are_not() -> None:
    """Must not hold for what happens to a good bound in one of ten, and hold for what happens in one of a hundred."""
    assert not Coverage(0, 0).holds_issuance
    assert not Coverage(1, 0).holds_issuance
    assert Coverage(2, 0).holds_issuance
    assert not Coverage(10, 7).holds_issuance
    assert Coverage(10, 6).holds_issuance


@given(st.integers(1, 60), st.data())
def test_covering_fewer_never_lifts_the_hold(judged: int, data: st.DataObject) -> None:
    """Must hold whenever it would hold with one more truth covered."""
    covered = data.draw(st.integers(1, judged))
    assert Coverage(judged, covered - 1).holds_issuance or not Coverage(judged, covered).holds_issuance


def test_more_covered_than_judged_is_refused() -> None:
    """Must refuse counts that cannot be."""
    with pytest.raises(InvalidInput, match="covered"):
        Coverage(1, 2)


def test_only_the_latest_periods_count() -> None:
    """Must look back on three years of months: misses before them are forgiven, and order of arrival is nothing."""
    early = [outcome(month, missed=True) for month in range(5)]
    late = [outcome(100 + month, missed=False) for month in range(LATEST)]
    assert coverage_of(late + early) == Coverage(LATEST, LATEST)
    assert coverage_of(late + early).ppm == PPM
    assert coverage_of([]).ppm is None


def test_undercoverage_holds_issuance_and_names_itself(database: Database) -> None:
    """Must refuse to issue under the methodology that misses, by coverage, and go on under another."""
    outcomes = OutcomeTable(database)
    for month in range(8):
        record_outcome(outcome(month, missed=month % 2 == 0), outcomes=outcomes)
    with pytest.raises(IssuanceHeld, match="covered 4 of the last 8 truths, promised are 900000 ppm") as held:
        release_issuance(FOREST, outcomes=outcomes)
    assert held.value.facts["covered"] == "4"
    assert release_issuance(METHANE, outcomes=outcomes) == Coverage(0, 0)


def test_issuance_goes_on_once_bounds_cover_again(database: Database) -> None:
    """Must lift the hold by bounds that hold, not by time."""
    outcomes = OutcomeTable(database)
    for month in range(2):
        record_outcome(outcome(month, missed=True), outcomes=outcomes)
    for month in range(2, 12):
        coverage = record_outcome(outcome(month, missed=False), outcomes=outcomes)
    assert coverage == release_issuance(FOREST, outcomes=outcomes) == Coverage(12, 10)


def test_an_outcome_is_recorded_once(database: Database) -> None:
    """Must take the same again as nothing new, and refuse another truth for the period."""
    outcomes = OutcomeTable(database)
    record_outcome(outcome(1, missed=True), outcomes=outcomes)
    assert record_outcome(outcome(1, missed=True), outcomes=outcomes) == Coverage(1, 0)
    with pytest.raises(OutcomeDiffers, match=r"truth 899 kg.*truth 900 kg"):
        record_outcome(outcome(1, missed=False), outcomes=outcomes)
    assert outcomes.of_methodology(FOREST) == [outcome(1, missed=True)]
