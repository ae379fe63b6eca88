"""Serials count tonnes within (project, vintage year), without gap or overlap, and read as text."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import brownie
import pytest

from tests.contracts.attestations import mint
from tests.contracts.conftest import PROJECT, project_facts
from tests.contracts.refusals import refused

NEW_YEAR_2017 = 1_483_228_800
SECONDS_OF_YEAR_9999 = 253_402_300_799


@pytest.fixture(scope="module")
def years(module_isolation, admin):
    return admin.deploy(brownie.CivilYears)


def test_serials_go_on_within_project_and_year(book, open_batch):
    """Must give 1 to 16, then 17 to 20, of the same project and year."""
    first, second = open_batch(16, NEW_YEAR_2017), open_batch(4, NEW_YEAR_2017 - 1)
    assert [book.batchOf(batch).dict()["serialStart"] for batch in (first, second)] == [1, 17]


def test_serials_begin_anew_with_year_and_project(book, open_batch, admin, absorber):
    """Must begin at 1 for another vintage year and for another project."""
    book.registerProject(7, "A roof", project_facts(absorber), {"from": admin})
    batches = open_batch(16, NEW_YEAR_2017), open_batch(4, NEW_YEAR_2017 + 1), open_batch(2, NEW_YEAR_2017, 7)
    facts = [book.batchOf(batch).dict() for batch in batches]
    assert [(each["vintageYear"], each["serialStart"]) for each in facts] == [(2016, 1), (2017, 1), (2016, 1)]


def test_a_kilogram_belongs_to_a_serial(book, open_batch):
    """Must answer the serial of the tonne that contains the kilogram."""
    open_batch(16, NEW_YEAR_2017)
    batch = open_batch(4, NEW_YEAR_2017)
    assert [book.serialAt(batch, kg) for kg in (0, 999, 1_000, 3_999)] == [17, 17, 18, 20]


@pytest.mark.parametrize("kg", [4_000, 2**64 - 1])
def test_a_kilogram_outside_of_the_batch_has_no_serial(book, open_batch, kg):
    """Must refuse the first kilogram above the batch."""
    batch = open_batch(4, NEW_YEAR_2017)
    with refused("KilogramNotInBatch", batch, kg, 4):
        book.serialAt(batch, kg)


def test_serials_read_as_text(book, open_batch):
    """Must name country, project, vintage year and range."""
    open_batch(16, NEW_YEAR_2017)
    batch = open_batch(4, NEW_YEAR_2017)
    assert book.serialText(batch, 18, 20) == "CNX-TH-101-2016-18-20"


def test_a_demonstration_says_so_in_every_serial(deployed, registry, project):
    """Must begin with DEMO- where nothing stands for a real reduction."""
    batch = mint(deployed, project, 16_600)
    assert registry.serialText(batch, 1, 16) == f"DEMO-TH-{PROJECT}-2016-1-16"


@pytest.mark.parametrize(("start", "end", "outside"), [(0, 4, 0), (1, 5, 5), (5, 5, 5)])
def test_text_names_only_serials_of_the_batch(book, open_batch, start, end, outside):
    """Must refuse a serial that the batch does not have, with those that it has."""
    batch = open_batch(4, NEW_YEAR_2017)
    with refused("SerialNotInBatch", batch, outside, 1, 4):
        book.serialText(batch, start, end)


def test_text_runs_forward(book, open_batch):
    """Must refuse a range that ends before it begins."""
    batch = open_batch(4, NEW_YEAR_2017)
    with refused("InvalidField", "serialEnd"):
        book.serialText(batch, 3, 2)


def test_the_year_is_the_calendars(years):
    """Must agree with Python's calendar at 100 random seconds from 1970 to 9999."""
    chance = Random(1582)
    for _ in range(100):
        moment = chance.randrange(SECONDS_OF_YEAR_9999)
        assert years.yearOf(moment) == datetime.fromtimestamp(moment, UTC).year, moment


@pytest.mark.parametrize("year", [1970, 1971, 1972, 1999, 2000, 2001, 2016, 2024, 2100, 2400, 9999])
def test_years_begin_and_end_at_midnight(years, year):
    """Must change the year at midnight of 1 January, leap years and centuries included."""
    first = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    last_day = int(datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    leap_seam = int(datetime(year, 3, 1, tzinfo=UTC).timestamp())
    assert [years.yearOf(moment) for moment in (first, leap_seam - 1, leap_seam, last_day)] == [year] * 4


def test_years_end_with_sixteen_bits(years):
    """Must refuse a moment whose year does not fit, rather than cut it."""
    with refused("SafeCastOverflowedUintDowncast", 16, 584_554_051_223):
        years.yearOf(2**64 - 1)
