"""A row is read exactly or refused by name; its leaf is canonical JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.domain.readings import Period, Row, read_row, reading_leaf, utc_text
from oracle.errors import ReadingUnitWrong, ReadingUnreadable
from registry.adapters.canonical_json import canonical
from registry.errors import InvalidInput, Refused
from tests.oracle.meters import KILOWATT_METER, METER, START_S, row


@pytest.mark.parametrize(
    ("value", "unit", "power_uw"),
    [("7.1087", "kW", 7_108_700_000), ("-2.86012", "W", -2_860_120), ("0", "W", 0), ("0.000000001", "kW", 1)],
)
def test_a_value_becomes_exact_microwatts(value: str, unit: str, power_uw: int) -> None:
    """Must keep every digit of a value, without a binary fraction in between."""
    meter = METER if unit == "W" else KILOWATT_METER
    assert read_row(meter, row(1, 0, value, unit)).power_uw == power_uw


@pytest.mark.parametrize("value", ["", "NaN", "1e3", "1_000", " 1", "1,5", "+1", "٣", "0.0000001", "1.", ".5", "inf"])
def test_an_unreadable_value_is_refused_by_name(value: str) -> None:
    """Must refuse what is no plain decimal, or finer than a microwatt, with row, field, value and rule."""
    with pytest.raises(ReadingUnreadable) as refused:
        read_row(METER, row(7, 0, value))
    assert refused.value.name == "ReadingUnreadable"
    assert {key: refused.value.facts[key] for key in ("row", "field", "value")} == {
        "row": "7",
        "field": "value",
        "value": value,
    }
    assert refused.value.facts["rule"]


@pytest.mark.parametrize(
    ("text", "start_s"),
    [
        ("2016-07-01 00:00:00-07:00", 1_467_356_400),
        ("2016-07-01T07:00:00Z", 1_467_356_400),
        ("2016-07-01 07:00:00", 1_467_356_400),
    ],
)
def test_a_time_is_read_in_its_zone(text: str, start_s: int) -> None:
    """Must take the zone of the row first, that of the meter's declaration otherwise."""
    assert read_row(METER, Row(1, text, "1", "W")).start_s == start_s


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2016-07-01",
        "2016-02-30 00:00:00",
        "2016-07-01 25:00:00",
        "1 July 2016",
        "0001-01-01 00:00:00+23:59",
        "9999-12-31 23:59:59-23:59",
    ],
)
def test_an_unreadable_time_is_refused_by_name(text: str) -> None:
    """Must refuse a time that is not in the calendar or not written in full."""
    with pytest.raises(ReadingUnreadable) as refused:
        read_row(METER, Row(3, text, "1", "W"))
    assert refused.value.facts["field"] == "time"


def test_a_time_without_zone_is_refused_where_the_meter_declares_none() -> None:
    """Must not guess the zone of a clock."""
    with pytest.raises(ReadingUnreadable) as refused:
        read_row(replace(METER, utc_offset_s=None), Row(3, "2016-07-01 00:00:00", "1", "W"))
    assert "declares no zone" in refused.value.sentence


def test_another_unit_is_refused_by_name() -> None:
    """Must never convert a unit that the meter does not report in."""
    with pytest.raises(ReadingUnitWrong) as refused:
        read_row(METER, row(4, 0, "1", "kW"))
    assert refused.value.facts == {"row": "4", "field": "unit", "value": "kW", "rule": "meter TEST-1 reports in W"}


@given(
    st.integers(-(10**8), 10**8),
    st.integers(0, 4 * 10**9),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,20}", fullmatch=True),
)
def test_a_leaf_is_the_canonical_json_of_its_reading(power: int, start_s: int, meter: str) -> None:
    """Must equal RFC 8785 bytes, although a template writes them."""
    read = read_row(replace(METER, id=meter), Row(1, utc_text(start_s), str(power), "W"))
    fields = {"type": "carbonix/reading/1", "meter": meter, "time": utc_text(start_s), "value": str(power), "unit": "W"}
    assert reading_leaf(meter, read) == canonical(fields)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 'a"b'},
        {"id": ""},
        {"unit": "MW"},
        {"cadence_s": 0},
        {"rated_uw": 0},
        {"own_use_uw": -1},
        {"accuracy_ppm": 10**6},
    ],
)
def test_a_meter_that_cannot_exist_is_refused(change: dict[str, object]) -> None:
    """Must refuse a declaration that breaks the leaf or the arithmetic."""
    with pytest.raises(InvalidInput):
        replace(METER, **change)  # type: ignore[arg-type]


def test_an_empty_period_is_refused_by_the_contracts_name() -> None:
    """Must refuse a period that does not end after it begins, as VerificationOracle does."""
    with pytest.raises(Refused) as refused:
        Period(START_S, START_S)
    assert refused.value.name == "EmptyPeriod"
    assert refused.value.facts == {"periodStart": str(START_S), "periodEnd": str(START_S)}
