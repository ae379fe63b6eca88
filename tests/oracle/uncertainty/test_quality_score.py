"""Facts about the quality score: what it weighs, what it gates, and that worse data never earn more."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.adapters.quality_policy import POLICY_FILE, quality_policy
from oracle.domain.gold import QualityInputs
from oracle.domain.quality_policy import TRUSTS, Part, policy_of
from oracle.domain.quality_score import ReadingCounts, deduct, inputs_of, score
from oracle.domain.readings import PPM
from registry.errors import InvalidInput

POLICY = quality_policy()
PERFECT = QualityInputs(PPM, PPM, PPM, 0, PPM)
SHARES = st.integers(0, PPM)
AGES = st.none() | st.integers(0, 1000)
INPUTS = st.builds(QualityInputs, SHARES, SHARES, SHARES, AGES, st.none() | SHARES)
KILOGRAMS = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=1000)
READINGS = st.lists(st.tuples(st.sampled_from(TRUSTS), st.booleans(), st.booleans()), max_size=40)


def counted(readings: list[tuple[str, bool, bool]], expected: int) -> ReadingCounts:
    by_trust = {name: sum(1 for trust, _, _ in readings if trust == name) for name in TRUSTS}
    good, agreeing = (sum(1 for reading in readings if reading[place]) for place in (1, 2))
    return ReadingCounts(expected, good, by_trust, agreeing)


def credit(point: Fraction, lower: Fraction, inputs: QualityInputs) -> int:
    return deduct(point, lower, score(inputs, POLICY), POLICY).kg


def test_perfect_data_cost_nothing() -> None:
    """Must credit the lower bound itself, rounded down, where nothing is lacking."""
    assert score(PERFECT, POLICY).ppm == PPM
    assert credit(Fraction(1000), Fraction(9005, 10), PERFECT) == 900


def test_what_is_lacking_widens_the_interval() -> None:
    """Must widen by (1 - score) x half of the lower bound: no agreement lacks 10 %, so 5 % of 900 kg go."""
    lacking = deduct(Fraction(1000), Fraction(900), score(replace(PERFECT, agreement_ppm=None), POLICY), POLICY)
    assert (lacking.score.ppm, lacking.widened_by_kg, lacking.kg) == (900_000, 45, 855)


def test_a_closed_gate_credits_nothing_and_names_itself() -> None:
    """Must credit zero below a gate, and say which gate, what was seen and what was needed."""
    poor = score(replace(PERFECT, completeness_ppm=400_000), POLICY)
    assert "completeness 400000 ppm, at least 500000 ppm" in poor.closed_gates
    held = deduct(Fraction(1000), Fraction(900), poor, POLICY)
    assert held.kg == 0
    assert any("gate closed: completeness" in line for line in held.lines)


def test_a_loss_stays_a_loss_behind_a_closed_gate() -> None:
    """Must never clip a negative result, however poor its data: poor data make a loss larger."""
    nothing = QualityInputs(0, 0, 0, None, None)
    assert credit(Fraction(-50), Fraction(-100), nothing) == -150


def test_age_of_calibration_counts_from_full_to_nothing() -> None:
    """Must count a calibration fully for a year, by half after a year and a half, and not at all after two."""
    ages = (0, 365, 547, 730, None)
    assert [POLICY.calibration_ppm(age) for age in ages] == [PPM, PPM, 501_369, 0, 0]


def test_sources_weigh_by_their_trust() -> None:
    """Must weigh unsigned readings by a quarter, and refuse a trust that the policy does not know."""
    counts = ReadingCounts(4, 4, {"unsigned": 2, "signedCalibrated": 2})
    assert inputs_of(counts, 0, POLICY).authenticity_ppm == 625_000
    with pytest.raises(InvalidInput, match="trust is 'rumour'"):
        inputs_of(ReadingCounts(1, 1, {"rumour": 1}), 0, POLICY)


@pytest.mark.parametrize(
    "counts", [ReadingCounts(0, 0, {}), ReadingCounts(3, 2, {"signed": 1}), ReadingCounts(1, 0, {"signed": 2})]
)
def test_counts_that_cannot_be_are_refused(counts: ReadingCounts) -> None:
    """Must refuse a period that expects nothing, and more good readings than came."""
    with pytest.raises(InvalidInput):
        inputs_of(counts, 0, POLICY)


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        (replace(PERFECT, completeness_ppm=PPM + 1), "completeness is '1000001': 0 to 1000000 ppm"),
        (replace(PERFECT, calibration_age_days=-1), "calibrationAgeDays is '-1'"),
    ],
)
def test_a_share_or_age_that_cannot_be_is_refused(inputs: QualityInputs, sentence: str) -> None:
    """Must name field, value and rule."""
    with pytest.raises(InvalidInput, match=sentence):
        score(inputs, POLICY)


def test_a_lower_bound_above_the_point_is_refused() -> None:
    """Must not deduct from an interval that stands on its head."""
    with pytest.raises(InvalidInput, match="lowerBoundKg"):
        deduct(Fraction(1), Fraction(2), score(PERFECT, POLICY), POLICY)


@settings(max_examples=40)
@given(INPUTS, INPUTS, KILOGRAMS, KILOGRAMS)
def test_worse_inputs_never_raise_the_credit(
    one: QualityInputs, other: QualityInputs, a: Fraction, b: Fraction
) -> None:
    """Must credit no more for data that are worse in every respect, nor for a lower bound that is lower (I-12)."""
    ages = [age for age in (one.calibration_age_days, other.calibration_age_days) if age is not None]
    agreements = [share for share in (one.agreement_ppm, other.agreement_ppm) if share is not None]
    worse = QualityInputs(
        min(one.completeness_ppm, other.completeness_ppm),
        min(one.authenticity_ppm, other.authenticity_ppm),
        min(one.qc_ppm, other.qc_ppm),
        max(ages) if len(ages) == 2 else None,
        min(agreements) if len(agreements) == 2 else None,
    )
    lower, higher = sorted((a, b))
    assert score(worse, POLICY).ppm <= score(one, POLICY).ppm
    assert credit(higher, lower, worse) <= credit(higher, higher, one)


@settings(max_examples=40)
@given(READINGS, st.data(), st.integers(0, 20), KILOGRAMS)
def test_dropping_any_readings_never_raises_the_credit(
    readings: list[tuple[str, bool, bool]], data: st.DataObject, lost: int, lower: Fraction
) -> None:
    """Must earn nothing by leaving out readings, the worst ones above all (I-12)."""
    expected = len(readings) + lost + 1
    kept = [reading for reading in readings if data.draw(st.booleans())]
    before, after = (inputs_of(counted(some, expected), 10, POLICY) for some in (readings, kept))
    point = max(lower, Fraction(0))
    assert credit(point, lower, after) <= credit(point, lower, before)


@settings(max_examples=40)
@given(READINGS.filter(bool), st.data(), KILOGRAMS)
def test_worsening_a_reading_never_raises_the_credit(
    readings: list[tuple[str, bool, bool]], data: st.DataObject, lower: Fraction
) -> None:
    """Must earn nothing by lowering a reading's trust, its flag or its agreement (I-12)."""
    place = data.draw(st.integers(0, len(readings) - 1))
    trust, good, agreeing = readings[place]
    lowered = TRUSTS[data.draw(st.integers(0, TRUSTS.index(trust)))]
    worse = [*readings]
    worse[place] = (lowered, good and data.draw(st.booleans()), agreeing and data.draw(st.booleans()))
    before, after = (inputs_of(counted(some, len(readings)), 10, POLICY) for some in (readings, worse))
    point = max(lower, Fraction(0))
    assert credit(point, lower, after) <= credit(point, lower, before)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("weightsPpm", {part.value: 100_000 for part in Part}),
        ("trustPpm", {"unsigned": 9, "account": 8, "signed": 9, "signedCalibrated": 9}),
        ("calibration", {"fullUntilDays": 9, "nothingFromDays": 9}),
        ("gatesPpm", {"beauty": 1}),
        ("widestPpm", PPM + 1),
        ("version", None),
    ],
)
def test_a_policy_that_does_not_hold_is_refused(member: str, value: object) -> None:
    """Must refuse a policy whose members, sums or orders contradict themselves."""
    document = json.loads(POLICY_FILE.read_text(encoding="utf-8"))
    changed = {**document, member: value} if value is not None else {"type": document["type"]}
    with pytest.raises(InvalidInput):
        policy_of(changed)
