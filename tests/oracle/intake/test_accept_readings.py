"""Facts about accept_readings: what is taken is durable and told once, what is refused is named, the rest survives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oracle.adapters.device_keys import DeviceSigner
from oracle.adapters.device_sender import DeviceSender, SenmlRecord
from oracle.domain.bronze import Trust
from oracle.domain.channels import Channel
from oracle.domain.device import Algorithm
from oracle.domain.envelope import Door, signed_bytes
from oracle.domain.replay import WINDOW
from tests.oracle.intake.conftest import NOW_MS, NOW_S, SIGNER, Field, channel, co2

YEAR_S = 365 * 86_400


def test_a_signed_message_becomes_readings_as_received(intake: Field) -> None:
    """Must keep value, unit and time as the device wrote them, under the message's hash, before it is reported."""
    device = intake.enrolled()
    message = device.message([co2("412.50"), co2("413", NOW_S - 30)])
    report = intake.takes(message)[0]
    assert (report.accepted, report.duplicate, report.problems) == (2, False, ())
    first, second = intake.log.readings
    assert (first.value, first.unit, first.time_ms, first.place) == ("412.50", "ppm", NOW_MS - 60_000, 0)
    assert (second.channel, second.trust, second.source) == (Channel.CO2, Trust.SIGNED, "mqtt/live")
    assert first.payload_sha256 == second.payload_sha256 == report.digest
    assert message.payload in intake.log.messages[0].decode().replace('\\"', '"')


def test_a_bad_reading_leaves_the_good_ones_standing(intake: Field) -> None:
    """Must refuse alone: a unit of another quantity, a value out of range, a text, a time in the future."""
    device = intake.enrolled()
    odd = SenmlRecord("co2", "ppm", '"high"', str(NOW_S))
    bad = [co2(unit="ppb"), co2("412000"), odd, co2(time_s=NOW_S + YEAR_S), SenmlRecord("ch4", "ppm", "2", "0")]
    report = intake.takes(device.message([co2(), *bad]))[0]
    assert report.accepted == 1
    names = [problem.name for problem in report.problems]
    assert sorted(names) == [
        "ClockSkewed",
        "ReadingOutOfRange",
        "ReadingUnitWrong",
        "ReadingUnreadable",
        "ReadingUnreadable",
    ]
    assert sorted(int(problem.facts["row"]) for problem in report.problems) == [2, 3, 4, 5, 6]
    assert [one.value for one in intake.log.readings] == ["412.5"]


def test_ppm_sent_as_ppb_is_refused_with_the_likely_unit(intake: Field) -> None:
    """Must say which unit would make sense of the number, and must not convert by guess."""
    device = intake.enrolled(channels=[channel(unit="ppb", lowest="300000", highest="5000000")])
    problem = intake.takes(device.message([co2("412", unit="ppb")]))[0].problems[0]
    assert problem.name == "ReadingOutOfRange"
    assert "was ppm sent as ppb?" in str(problem.facts["rule"])
    assert intake.log.readings == []


def test_a_resent_message_is_a_duplicate_and_adds_nothing(intake: Field) -> None:
    """Must answer the same bytes again as the first time, without a problem and without a second reading."""
    device = intake.enrolled()
    message = device.message([co2()])
    reports = intake.takes(message, message) + intake.takes(message)
    assert [(one.accepted, one.duplicate) for one in reports] == [(1, False), (0, True), (0, True)]
    assert len(intake.log.readings) == 1


def test_the_same_counter_with_other_bytes_is_an_alarm(on_both: Field) -> None:
    """Must not take a second message under a used counter: two places hold the key."""
    device = on_both.enrolled()
    on_both.takes(device.message([co2()]))
    device.counter = 0
    report = on_both.takes(device.message([co2("999")]))[0]
    assert ([problem.name for problem in report.problems], report.alarmed) == (["CounterReused"], True)
    kept = on_both.desk.guard.problems("grove")
    assert [(one.code, one.alarm, one.device) for one in kept] == [("CounterReused", True, "mast-1")]


def test_late_messages_within_the_window_are_taken_and_older_ones_are_not(intake: Field) -> None:
    """Must take messages in any order within the window, and refuse what cannot be told from a replay."""
    device = intake.enrolled()
    messages = [device.message([co2(time_s=NOW_S - 900 + number)]) for number in range(WINDOW + 2)]
    held_back, too_late = messages[5], messages[0]
    intake.takes(*[one for one in messages[1:] if one is not held_back])
    assert intake.takes(held_back)[0].accepted == 1
    assert intake.problems_of(too_late) == ["CounterReplayed"]


def test_an_old_boot_that_speaks_on_is_a_cloned_key(intake: Field) -> None:
    """Must take what an earlier boot said before the later one began, and refuse what it says afterwards."""
    device = intake.enrolled()
    late = device.message([co2(time_s=NOW_S - 500)])
    ghost = device.message([co2(time_s=NOW_S - 100)])
    device.boot, device.counter = 2, 0
    intake.takes(device.message([co2(time_s=NOW_S - 300)]))
    assert intake.takes(late)[0].accepted == 1
    report = intake.takes(ghost)[0]
    assert ([problem.name for problem in report.problems], report.alarmed) == (["ClonedKey"], True)


def test_a_boot_that_is_forgotten_is_a_replay(intake: Field) -> None:
    """Must refuse messages of a boot before those that are remembered."""
    device = intake.enrolled()
    old = device.message([co2(time_s=NOW_S - 500)])
    for boot in (2, 3):
        device.boot, device.counter = boot, 0
        intake.takes(device.message([co2(time_s=NOW_S - 400 + boot)]))
    assert intake.problems_of(old) == ["CounterReplayed"]


@pytest.mark.parametrize(
    ("spoilt", "name"),
    [
        ({"signature": "00" * 64}, "SignatureInvalid"),
        ({"key": "k9"}, "SignatureInvalid"),
        ({"key": "", "signature": ""}, "SignatureMissing"),
        ({"counter": 7}, "SignatureInvalid"),
        ({"boot": 2}, "SignatureInvalid"),
        ({"payload": "{}"}, "SignatureInvalid"),
        ({"device": "mast-2"}, "DeviceUnknown"),
        ({"tenant": "rival"}, "DeviceUnknown"),
    ],
)
def test_a_message_that_its_device_did_not_sign_is_refused(intake: Field, spoilt: dict[str, object], name: str) -> None:
    """Must hold boot, counter, device, tenant and payload under the signature, and keep nothing of a stranger."""
    device = intake.enrolled()
    forged = replace(device.message([co2()]), **spoilt)  # type: ignore[arg-type]
    assert intake.problems_of(forged) == [name]
    assert intake.log.readings == []
    kept = [one.code for one in intake.desk.guard.problems("grove") + intake.desk.guard.problems("rival")]
    assert kept == ([] if name == "DeviceUnknown" else [name])


def test_a_signed_message_of_no_pack_is_refused_as_a_whole(intake: Field) -> None:
    """Must name what is wrong with a payload that is no SenML, and stay ready."""
    device = intake.enrolled()
    for payload in ("{}", "[", "[]", "[1]", "[" * 100_000, '[{"n":"co2","v":NaN}]'):
        envelope = replace(device.message([co2()]), payload=payload, signature="")
        envelope = replace(envelope, signature=SIGNER.sign(signed_bytes(envelope)))
        assert intake.problems_of(envelope) == ["MessageUnreadable"]
    assert intake.takes(device.message([co2()]))[0].accepted == 1


def test_a_chain_can_check_what_a_secp256k1_device_signed(intake: Field) -> None:
    """Must take a signature that `ecrecover` leads to the enrolled address, and no other."""
    signer = DeviceSigner(Algorithm.SECP256K1, bytes([7]) * 32)
    key = {"id": "k1", "algorithm": "secp256k1", "public": signer.public}
    intake.enrolled(keys=[key])
    device = DeviceSender("grove", "mast-1", signer, "k1")
    good = device.message([co2()])
    other = replace(good, signature=good.signature[:-2] + ("1b" if good.signature.endswith("1c") else "1c"))
    assert intake.problems_of(other) == ["SignatureInvalid"]
    assert intake.takes(good)[0].accepted == 1


def test_unsigned_sources_are_taken_at_lower_trust(intake: Field) -> None:
    """Must keep how a reading is known: by nobody over MQTT, by an account over HTTP."""
    device = intake.enrolled(keys=[])
    intake.takes(device.message([co2()]))
    intake.takes(device.message([co2()]), door=Door.HTTP, account=True)
    assert [one.trust for one in intake.log.readings] == [Trust.UNSIGNED, Trust.ACCOUNT]


def test_a_register_that_goes_back_is_refused_until_the_device_starts_anew(on_both: Field) -> None:
    """Must refuse a lower register at a later time of one boot, and let a new boot begin with any."""
    meter = channel("energy", unit="kWh", kind="register", lowest="0", highest="1000000")
    device = on_both.enrolled(channels=[meter])

    def shows(value: str, ago_s: int) -> list[str]:
        record = SenmlRecord("energy", "kWh", value, str(NOW_S - ago_s))
        return on_both.problems_of(device.message([record]))

    assert (shows("100", 90), shows("100.5", 80), shows("99", 70)) == ([], [], ["RegisterWentBack"])
    assert shows("100.2", 85) == []  # a late reading, from between the two
    device.boot, device.counter = 2, 0
    assert shows("0", 10) == []


def test_the_rise_of_a_register_is_told_once(on_both: Field) -> None:
    """Must refuse what a new boot, or a file, tells again of the time that an earlier boot showed: each would count."""
    meter = channel("energy", unit="kWh", kind="register", lowest="0", highest="1000000")
    device = on_both.enrolled(channels=[meter], keys=[])

    def shows(value: str, ago_s: int) -> list[str]:
        record = SenmlRecord("energy", "kWh", value, str(NOW_S - ago_s))
        return on_both.problems_of(device.message([record]))

    assert (shows("100", 90), shows("200", 60)) == ([], [])
    table = f"time,channel,value,unit\n{NOW_S - 90},energy,100,kWh\n{NOW_S - 60},energy,200,kWh\n"
    report = on_both.desk.accept_table("grove", device.device, table.encode())
    assert (report.accepted, {one["code"] for one in report.problems}) == (0, {"RegisterWentBack"})
    device.boot, device.counter = 2, 0
    assert (shows("100", 90), shows("200", 60), shows("250", 30)) == (["RegisterWentBack"], [], [])


def test_a_device_that_jumps_is_refused(intake: Field) -> None:
    """Must refuse positions that nothing reaches in the time between them; across the date line is near."""
    device = intake.enrolled()

    def at(latitude: str, longitude: str, ago_s: int) -> list[str]:
        place = [SenmlRecord("lat", "lat", latitude, "0"), SenmlRecord("lon", "lon", longitude, "0")]
        return intake.problems_of(device.message([*place, co2(time_s=NOW_S - ago_s)]))

    assert at("16.5", "179.999", 600) == []
    assert at("16.5", "-179.999", 540) == []
    assert at("13.75", "100.5", 480) == ["TravelImpossible"]
    assert at("16.5", "179.5", 60) == []


def test_old_times_are_for_feeds_that_were_enrolled_as_historic(intake: Field) -> None:
    """Must refuse readings of years ago from a live device, and take them, marked, from a replayed one."""
    live, replayed = intake.enrolled(), intake.enrolled(id="mast-2", feed="historic")
    old = [co2(time_s=NOW_S - YEAR_S)]
    assert intake.problems_of(live.message(old)) == ["ClockSkewed"]
    assert intake.takes(replayed.message(old))[0].accepted == 1
    assert intake.log.readings[0].source == "mqtt/historic"


def test_a_full_disk_acknowledges_nothing(intake: Field) -> None:
    """Must report nothing as taken that the log did not keep; the resent message is then new."""
    device = intake.enrolled()
    message = device.message([co2()])
    intake.log.fails = 1
    with pytest.raises(OSError, match="no space"):
        intake.takes(message)
    assert intake.log.readings == []
    assert intake.takes(message)[0].accepted == 1


def test_a_crash_between_log_and_guard_makes_no_second_reading(on_both: Field) -> None:
    """Must read from the log what the guard missed: resent messages are duplicates; registers and boots stand."""
    meter = channel("energy", unit="kWh", kind="register", lowest="0", highest="1000000")
    device, other = on_both.enrolled(channels=[channel(), meter]), on_both.enrolled(id="mast-2")
    energy = SenmlRecord("energy", "kWh", "100", str(NOW_S - 50))
    lost, mine = [device.message([co2(), energy]), other.message([co2("600")])], device.message([co2("500")])
    on_both.log.dies = 1
    with pytest.raises(OSError, match="the process ends here"):
        on_both.takes(*lost)
    assert on_both.takes(mine)[0].accepted == 1
    assert [one.duplicate for one in on_both.takes(*lost)] == [True, True]
    less = replace(energy, value="99", time=str(NOW_S))
    assert on_both.problems_of(device.message([less])) == ["RegisterWentBack"]
    assert [one.value for one in on_both.log.readings] == ["412.5", "100", "600", "500"]
