"""Facts about SenML packs and units: RFC 8428 as it is written, every digit kept, integers exact."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from oracle.adapters.device_sender import DeviceSender, SenmlRecord, wire
from oracle.adapters.units import SPELT, STORED_IN_PINT, HouseUnits, scale_of
from oracle.domain.bronze import BronzeReading, Trust, bronze_leaf
from oracle.domain.channels import PHYSICAL_RANGE, STORED_UNIT, Channel
from oracle.domain.envelope import Envelope, kept_bytes, read_envelope
from oracle.domain.message_refusals import MessageUnreadable
from oracle.domain.senml import plain_decimal, read_pack
from registry.errors import InvalidInput
from tests.oracle.intake.conftest import NOW_MS

TEXTS = st.text(max_size=40).filter(lambda text: text.encode(errors="ignore").decode() == text)


def test_base_fields_are_resolved_as_in_the_standard() -> None:
    """Must resolve the standard's own example (section 5.1.3): names, base time and units of a whole pack."""
    pack = read_pack(
        """[{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,
            "n":"voltage","u":"V","v":120.1},
           {"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3},{"n":"current","v":1.7}]""",
        NOW_MS,
    )
    assert [(one.name[-7:], one.unit, one.value) for one in pack.records][:2] == [
        ("voltage", "V", "120.1"),
        ("current", "A", "1.2"),
    ]
    assert [one.time_ms for one in pack.records] == [1276020076001, 1276020071001, 1276020072001, 1276020076001]


def test_small_times_count_from_now_and_states_are_numbers() -> None:
    """Must add times below 2^28 to the receipt (section 4.5.3), and read vb as 1 or 0."""
    pack = read_pack('[{"n":"flame","u":"/","vb":true,"t":-1.5},{"n":"flame","u":"/","vb":false}]', NOW_MS)
    assert [(one.value, one.time_ms) for one in pack.records] == [("1", NOW_MS - 1500), ("0", NOW_MS)]


def test_base_values_add_exactly() -> None:
    """Must add bv to v in decimals, never in binary."""
    pack = read_pack('[{"bn":"co2","bu":"ppm","bv":0.1,"v":0.2},{"v":412.123456789012}]', NOW_MS)
    assert [one.value for one in pack.records] == ["0.3", "412.223456789012"]
    long = read_pack('[{"n":"co2","u":"ppm","bv":123456789012345678,"v":0.123456789012}]', NOW_MS)
    assert [one.value for one in long.records] == ["123456789012345678.123456789012"]


@pytest.mark.parametrize(
    "record",
    [
        '{"n":"co2","v":1}',
        '{"n":"co2","u":"ppm"}',
        '{"n":"co2","u":"ppm","v":1,"vb":true}',
        '{"n":"co2","u":"ppm","v":"1"}',
        '{"n":"co2","u":"ppm","vs":"1"}',
        '{"n":"co2","u":"ppm","v":1,"new_":2}',
        '{"n":"co2","u":"ppm","v":1,"bver":11}',
        '{"n":"_co2","u":"ppm","v":1}',
        '{"n":"co2 ","u":"ppm","v":1}',
        '{"n":"","u":"ppm","v":1}',
        '{"n":"co2","u":"ppm","v":1e99}',
        '{"n":"co2","u":"ppm","v":0.1234567890123}',
        '{"n":"co2","u":"ppm","v":1,"t":1e12}',
        '{"n":"co2","u":"p\\"m","v":1}',
        '{"n":1,"u":"ppm","v":1}',
    ],
)
def test_a_record_that_breaks_the_standard_is_refused_alone(record: str) -> None:
    """Must refuse the record with its row and keep the one beside it."""
    pack = read_pack(f'[{record},{{"bver":10,"n":"co2","u":"ppm","v":2}}]', NOW_MS)
    assert ([one.value for one in pack.records], [one.facts["row"] for one in pack.refused]) == (["2"], ["1"])


def test_a_position_needs_both_of_its_numbers() -> None:
    """Must refuse a pack with a latitude and no longitude."""
    with pytest.raises(MessageUnreadable):
        read_pack('[{"n":"lat","u":"lat","v":1},{"n":"co2","u":"ppm","v":2}]', NOW_MS)


@given(st.text(max_size=200))
def test_whatever_is_sent_is_read_or_refused_by_name(text: str) -> None:
    """Must never fail in another way than by a refusal."""
    try:
        read_pack(text, NOW_MS)
    except MessageUnreadable:
        return


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_read_or_refused_by_name(data: bytes) -> None:
    """Must never fail in another way than by a refusal."""
    try:
        read_envelope("grove", "mast-1", data)
    except MessageUnreadable:
        return


def test_a_message_is_read_as_it_was_sent() -> None:
    """Must carry every member over the wire, and refuse unknown members and the boot of uploads."""
    sent = DeviceSender("grove", "mast-1").message([SenmlRecord("co2", "ppm", "1", "0")])
    assert read_envelope("grove", "mast-1", wire(sent)) == sent
    members = json.loads(wire(sent))
    for spoilt in (members | {"more": 1}, members | {"boot": 0}, members | {"counter": True}, [members]):
        with pytest.raises(MessageUnreadable):
            read_envelope("grove", "mast-1", json.dumps(spoilt).encode())


@given(TEXTS, st.integers(0, 2**53 - 1))
def test_kept_bytes_are_canonical(payload: str, counter: int) -> None:
    """Must keep a message in its RFC 8785 form."""
    one = Envelope("grove", "mast-1", 1, counter, payload, "k1", "ab" * 64)
    members = {name: getattr(one, name) for name in one.__slots__}
    assert kept_bytes(one) == rfc8785.dumps(members)


def test_a_leaf_is_canonical_and_binds_what_was_received() -> None:
    """Must be the RFC 8785 form of the reading's members, with the hash of its message."""
    reading = BronzeReading(
        "grove", "m:1", Channel.CO2, 1, 2, 3, 1_541_632_500_007, "412.50", "ppm", 1, 2, Trust.SIGNED, "mqtt/live", 5,
        "ab" * 32,
    )  # fmt: skip
    leaf = json.loads(bronze_leaf(reading))
    assert bronze_leaf(reading) == rfc8785.dumps(leaf)
    assert (leaf["time"], leaf["payload"], leaf["trust"]) == ("2018-11-07T23:15:00.007Z", "0x" + "ab" * 32, 2)


@pytest.mark.parametrize(
    ("channel", "unit", "value", "stored"),
    [
        (Channel.CO2, "ppm", "412.5", 412_500),
        (Channel.CH4, "ppb", "1900", 1_900),
        (Channel.PM2_5, "ug/m3", "35.4", 35_400),
        (Channel.TEMPERATURE, "Cel", "-40", 233_150),
        (Channel.TEMPERATURE, "[degF]", "32", 273_150),
        (Channel.FLOW, "m3/h", "1.5", 1_500_000),
        (Channel.ENERGY, "kWh", "0.000001", 1),
        (Channel.ENERGY, "MJ", "3.6", 1_000_000),
        (Channel.POWER, "kW", "30.066", 30_066_000_000),
        (Channel.WATER_LEVEL, "cm", "-15", -150_000),
        (Channel.HUMIDITY, "%RH", "55.5", 555_000),
        (Channel.WIND_SPEED, "km/h", "3.6", 1_000_000),
        (Channel.CH4_SHARE, "%", "52", 520_000),
        (Channel.FLAME, "/", "1", 1),
        (Channel.PRESSURE, "hPa", "1013.25", 101_325),
        (Channel.ENERGY, "kWh", "123456789012.0000005", 123_456_789_012_000_000),
    ],
)
def test_units_become_integers_exactly(channel: Channel, unit: str, value: str, stored: int) -> None:
    """Must convert by exact fractions; half a stored unit goes to the even one."""
    assert HouseUnits().stored(channel, unit, value) == stored


@given(st.sampled_from([(one, unit) for one in SPELT for unit in SPELT[one]]), st.decimals(-999, 999, places=6))
def test_no_conversion_is_ever_off_by_a_unit(spelt: tuple[Channel, str], value: Decimal) -> None:
    """Must agree with fractions for every unit and value, however the faster way computes."""
    scale = scale_of(*spelt)
    assert scale.apply(f"{value:f}") == round(Fraction(value) * scale.factor + scale.offset)


def test_each_channel_has_units_a_range_and_a_stored_unit() -> None:
    """Must know every channel everywhere, within 64 bits, and refuse units that it does not have."""
    assert set(SPELT) == set(STORED_IN_PINT) == set(STORED_UNIT) == set(PHYSICAL_RANGE) == set(Channel)
    assert all(-(2**63) < lowest < highest < 2**63 for lowest, highest in PHYSICAL_RANGE.values())
    with pytest.raises(InvalidInput):
        HouseUnits().stored(Channel.CO2, "kWh", "1")


@pytest.mark.parametrize(
    ("text", "plain"), [("1e3", "1000"), ("1.50", "1.50"), ("-0.5e-1", "-0.05"), ("1e40", None), ("NaN", None)]
)
def test_numbers_become_plain_decimals(text: str, plain: str | None) -> None:
    """Must write exponents out, and refuse what has too many digits or is no number."""
    assert plain_decimal(text) == plain
