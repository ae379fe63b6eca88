"""Facts about a stream's health: heard in time, signed, calibrated, and how far from its baseline."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from oracle.domain.channels import Channel
from oracle.domain.device import Algorithm, Certificate, DeclaredChannel, Device, DeviceKey, Feed, Kind
from oracle.domain.stream_health import (
    Calibration,
    Hearing,
    Signing,
    baseline_of,
    calibration_of,
    hearing_of,
    signing_of,
)

NOW_S = 1_700_000_000
NOW_MS = NOW_S * 1_000
KEY = DeviceKey("k1", Algorithm.ED25519, "ab" * 32)
MAST = Device(
    "grove",
    "mast-1",
    Feed.LIVE,
    (DeclaredChannel(Channel.CO2, "ppm", Kind.INSTANT, 60, 300_000, 5_000_000, 30_000),),
    keys=(KEY,),
)


def certificate(start_s: int, end_s: int) -> Certificate:
    return Certificate(Channel.CO2, f"C-{start_s}", "Laboratory", start_s, end_s, 10_000, "cd" * 32)


def test_a_stream_is_late_then_silent() -> None:
    """Must count in cadences; what is replayed owes nothing, and a simulated one does once it speaks of the present."""
    heard = [hearing_of(MAST, 60, NOW_MS - minutes * 60_000, NOW_MS) for minutes in (0, 3, 4, 20, 21)]
    assert heard == [Hearing.ON_TIME, Hearing.ON_TIME, Hearing.LATE, Hearing.LATE, Hearing.SILENT]
    historic = replace(MAST, feed=Feed.HISTORIC)
    assert hearing_of(historic, 60, NOW_MS - 10**9, NOW_MS) is Hearing.REPLAYED
    assert hearing_of(replace(MAST, feed=Feed.SIMULATED), 60, NOW_MS - 240_000, NOW_MS) is Hearing.LATE
    assert hearing_of(MAST, 60, None, NOW_MS) is Hearing.NEVER
    assert hearing_of(replace(MAST, active=False), 60, NOW_MS, NOW_MS) is Hearing.RETIRED


def test_a_payload_is_signed_while_a_key_holds() -> None:
    """Must tell a device without a key from one whose keys were all revoked."""
    assert signing_of(MAST, NOW_S) is Signing.SIGNED
    assert signing_of(replace(MAST, keys=()), NOW_S) is Signing.UNSIGNED
    assert signing_of(replace(MAST, keys=(replace(KEY, revoked_at_s=NOW_S),)), NOW_S) is Signing.REVOKED


def test_a_calibration_holds_expires_or_is_not_there() -> None:
    """Must name the newest that holds at the reading's time, else the last that expired."""
    old, new, over = certificate(1, NOW_S + 9), certificate(2, NOW_S + 5), certificate(1, 5)
    assert calibration_of(replace(MAST, certificates=(old, new, over)), Channel.CO2, NOW_MS) == (Calibration.HOLDS, new)
    assert calibration_of(replace(MAST, certificates=(over,)), Channel.CO2, NOW_MS) == (Calibration.EXPIRED, over)
    assert calibration_of(replace(MAST, certificates=(old,)), Channel.CH4, NOW_MS) == (Calibration.NONE, None)


def test_the_baseline_is_the_median_before_the_newest_tenth() -> None:
    """Must compare medians of whole readings, and give none for too few."""
    found = baseline_of([*range(90), *[500] * 10])
    assert found is not None
    assert (found.before, found.now, found.change, found.readings_now) == (44, 500, 456, 10)
    assert baseline_of([1] * 9) is None


@given(st.lists(st.integers(-(10**18), 10**18), min_size=10, max_size=200))
def test_both_medians_are_values_that_were_measured(values: list[int]) -> None:
    """Must never invent a value between two readings, and use each reading once."""
    found = baseline_of(values)
    assert found is not None
    assert {found.before, found.now} <= set(values)
    assert found.readings_before + found.readings_now == len(values)
