"""Facts about calibrations: who speaks where, what is bounded, and that files give back the very model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.adapters.models import calibration_file
from oracle.adapters.models.calibrator import CALIBRATION_FILE, TREES_FILE, Calibrator
from oracle.adapters.models.training import Trained
from oracle.domain.calibration import Calibration, calibration_of, estimate, is_inside, margin_of, values_of
from oracle.domain.model_card import RIDGE, TREES
from oracle.domain.ridge import Row, fit, sums_of
from registry.adapters.canonical_json import NotCanonical, canonical
from registry.errors import InvalidInput

ROWS = [Row((10 * one, 1_000 - 3 * one + one % 7), 5 * one) for one in range(1, 200)]


def small() -> Calibration:
    return calibration_of("CO", "ug/m3", [("sensor", "count"), ("T", "mK")], fit(sums_of(ROWS), 1), ROWS)


def test_the_ridge_extrapolates_and_never_falls_below_zero() -> None:
    """Must go on along its line beyond the training rows, and stop at zero below."""
    model = small()
    inside, beyond = estimate(model, (1_000, 700)), estimate(model, (4_000, -200))
    assert inside == pytest.approx(500, rel=0.02)
    assert beyond > max(row.target for row in ROWS)
    assert estimate(model, (-50_000, 20_000)) == 0


def test_the_hull_is_a_box_and_an_ellipse() -> None:
    """Must hold a row like the training rows, and leave out one beyond a range, and one of an unseen combination."""
    model = small()
    assert is_inside(model, (1_000, 702))
    assert not is_inside(model, (2_000, 402)), "the sensor was never as high"
    assert not is_inside(model, (100, 500)), "both in their ranges, but never together"


def test_the_hull_holds_99_percent_of_the_rows_that_it_was_made_of() -> None:
    """Must leave out the farthest hundredth at most."""
    model = small()
    assert sum(is_inside(model, row.inputs) for row in ROWS) >= len(ROWS) * 0.99


def test_trees_speak_inside_the_hull_and_the_ridge_outside(trees: Trained) -> None:
    """Must take the trees' value only where rows like it were seen, and the ridge's value elsewhere."""
    model, calibration = trees.model, calibration_file.read(trees.files[CALIBRATION_FILE])
    seen = trees.training[100].inputs
    far = tuple(4 * one for one in seen)
    near, extrapolated = model.ordered([seen, far])
    assert (near.by, near.inside, extrapolated.by, extrapolated.inside) == ("trees", True, "ridge", False)
    assert extrapolated.value == estimate(calibration, far)
    by_ridge = Calibrator.of_files(RIDGE, {CALIBRATION_FILE: trees.files[CALIBRATION_FILE]}).ordered([seen])
    assert [one.by for one in by_ridge] == ["ridge"]


def test_the_margin_is_the_conformal_rank() -> None:
    """Must be the ceil((n + 1) x 0.9)-th smallest error, never negative, and refuse fewer than nine errors."""
    assert margin_of(list(range(1, 20))) == 18
    assert margin_of(list(range(-30, -10))) == 0
    with pytest.raises(InvalidInput, match="errors"):
        margin_of([1] * 8)


def test_a_lower_bound_lies_a_margin_below_its_value(ridge: Trained) -> None:
    """Must take the margin off each value and stop at zero."""
    calibration = calibration_file.read(ridge.files[CALIBRATION_FILE])
    found = ridge.model.ordered([row.inputs for row in ridge.held_out])
    assert calibration.margin > 0
    assert all(one.lower == max(0, one.value - calibration.margin) for one in found)


@given(st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6)))
def test_a_calibration_is_read_back_as_it_was_written(inputs: tuple[int, int]) -> None:
    """Must give the same value and the same hull after writing and reading, digit for digit."""
    model = replace(small(), margin=17)
    again = calibration_file.read(calibration_file.written(model))
    assert again == model
    assert estimate(again, inputs) == estimate(model, inputs)


@pytest.mark.parametrize("named", [{}, {"sensor": 1}, {"sensor": 1, "T": 2, "RH": 3}, {"sensor": 1, "t": 2}])
def test_inputs_are_taken_by_name_and_all_of_them(named: dict[str, int]) -> None:
    """Must refuse a row that lacks an input or brings another one: nothing is filled in."""
    with pytest.raises(InvalidInput, match="inputs"):
        values_of(small(), named)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "carbonix/calibration/9"},
        {"intercept": "NaN"},
        {"margin": "-1"},
        {"precision": [["1"]]},
        {"inputs": []},
        {"inputs": [{"name": "sensor"}]},
        {"hullLimit": "much"},
        {"hullLimit": "1e999999999"},
        {"intercept": "1e-999999999"},
        {"margin": "9" * 30},
    ],
)
def test_a_file_that_is_no_calibration_is_refused(change: dict[str, object]) -> None:
    """Must refuse numbers that are none, a missing member, and another format; canonical bytes only."""
    document = json.loads(calibration_file.written(small())) | change
    with pytest.raises(InvalidInput):
        calibration_file.read(canonical(document))


def test_bytes_that_are_no_canonical_json_are_refused() -> None:
    """Must never guess at what a file says, and open no pickle."""
    for data in (b"\x80\x04\x95", b"{ }", b"x" * 100_000):
        with pytest.raises((NotCanonical, InvalidInput)):
            calibration_file.read(data)


def test_a_model_consists_of_the_files_of_its_method(trees: Trained) -> None:
    """Must refuse a file too few or too many, and trees that are no trees."""
    for method, files in (
        (TREES, {CALIBRATION_FILE: trees.files[CALIBRATION_FILE]}),
        (RIDGE, trees.files),
        (TREES, trees.files | {TREES_FILE: b"\x80\x04pickle"}),
        (TREES, trees.files | {TREES_FILE: b"tree\nversion=v4\nnothing"}),
    ):
        with pytest.raises(InvalidInput):
            Calibrator.of_files(method, files)
