"""Facts about reading the collocation: both forms, missing values, and what is refused by line and column."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oracle.adapters.models.air_quality_file import INPUTS, TARGETS, read_hours
from registry.adapters.embedded_chain import REPOSITORY
from registry.errors import InvalidInput
from tests.oracle.models.collocation import COLUMNS, HOURS, collocation, original_form

DATA = Path(os.environ.get("CARBONIX_DATA") or REPOSITORY.parent / "shared" / "data")
REAL = DATA / "sensors" / "AirQualityUCI.csv"
CO = TARGETS["co"]


def test_both_forms_give_the_same_hours() -> None:
    """Must repair a decimal comma in the form that declares it by its semicolons, and leave out empty lines."""
    points, commas = read_hours(collocation(), CO), read_hours(original_form(), CO)
    assert points.rows == commas.rows
    assert points.times_s == commas.times_s
    assert len(points.rows) == HOURS == commas.file_hours


def test_values_are_integers_of_the_stated_units() -> None:
    """Must keep 2.6 mg/m3 as 2600 ug/m3, 13.6 degC as 13600 and 48.9 % as 489000 ppm."""
    content = (
        COLUMNS.replace(";", ",")
        + "\n2004-03-10,18:00:00,2.6,1360,150,11.9,1046,166,1056,113,1692,1268,13.6,48.9,0.7578"
    )
    (row,) = read_hours(content.encode(), CO).rows
    named = dict(zip(INPUTS, row.inputs, strict=True))
    assert (row.target, named["PT08.S1(CO)"], named["T"], named["RH"]) == (2_600, 1_360_000, 13_600, 489_000)
    assert named["AH"] == 758
    assert read_hours(content.encode(), TARGETS["no2"]).rows[0].target == 113_000


def test_an_hour_that_lacks_an_input_or_the_reference_is_left_out() -> None:
    """Must fill nothing in, and keep the place of the hours that remain."""
    body = collocation().decode().split("\n")
    cells = body[5].split(",")
    cells[12] = "-200"
    body[5] = ",".join(cells)
    found = read_hours("\n".join(body).encode(), CO)
    assert (len(found.rows), found.file_hours) == (HOURS - 1, HOURS)
    assert 4 not in found.of_file


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (b"2024-03-10,18", b"yesterday,18", "Date"),
        (b",-200,", b",x,", ""),
        (b"Time", b"Hour", "header"),
        (b"PT08.S5(O3)", b"PT08.S6", "header"),
        (b"\n2024", b"\n\xff", "file"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(old: bytes, new: bytes, named: str) -> None:
    """Must name line and column, the header, or the byte; a column that nobody reads may hold anything."""
    content = collocation().replace(old, new, 1)
    if not named:
        assert len(read_hours(content, CO).rows) == HOURS
        return
    with pytest.raises(InvalidInput, match=named):
        read_hours(content, CO)


@pytest.mark.parametrize("value", ["1,5", "NaN", "Infinity", "1e12", ""])
def test_a_value_that_is_no_number_is_refused(value: str) -> None:
    """Must refuse a decimal comma where the form has points, and everything that no sensor can say."""
    body = collocation().decode().split("\n")
    cells = body[1].split(",")
    cells[3] = value
    body[1] = ",".join(cells)
    with pytest.raises(InvalidInput):
        read_hours("\n".join(body).encode(), CO)


@pytest.mark.skipif(not REAL.exists(), reason="the UCI file is not here: set CARBONIX_DATA")
def test_the_real_file_has_the_hours_that_are_published() -> None:
    """Must find 9,357 hours, and those among them that have all inputs and the reference."""
    found = read_hours(REAL.read_bytes(), CO)
    assert (found.file_hours, len(found.rows)) == (9_357, 7_344)
