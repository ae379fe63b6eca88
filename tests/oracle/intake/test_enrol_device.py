"""Facts about enrol_device, certify_calibration and revoke_key: two people give trust, one person can take it away."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from oracle.adapters.device_documents import device_of, facts_of
from oracle.adapters.device_keys import DeviceSigner
from oracle.adapters.device_sender import DeviceSender
from oracle.domain.bronze import Trust
from oracle.domain.device import Algorithm
from oracle.errors import DeviceExists, DeviceInOtherProject, DeviceUnknown, ProjectOfOtherCompany
from registry.domain.roles import Principal, Role
from registry.errors import InvalidInput, NotAuthorised, SelfApproval
from tests.oracle.intake.conftest import ANN, BEN, NOW_S, RIVAL, Field, channel, co2, sensor_facts

CERTIFICATE = {
    "channel": "co2",
    "number": "TH-17025-991",
    "issuer": "Calibration laboratory",
    "calibratedAt": NOW_S - 1_000,
    "expiresAt": NOW_S - 100,
    "accuracyPpm": 20_000,
    "document": hashlib.sha256(b"certificate").hexdigest(),
}


def test_a_device_is_in_service_when_a_second_person_agreed(on_both: Field) -> None:
    """Must refuse a device's messages until two people enrolled it, and tell the audit log who did."""
    device = DeviceSender("grove", "mast-1")
    facts = sensor_facts() | {"keys": []}
    waiting = on_both.desk.propose({"action": "enrol", "enrolled": facts}, ANN)
    assert on_both.problems_of(device.message([co2()])) == ["DeviceUnknown"]
    both = Principal("ANN ", "grove", frozenset(Role))
    with pytest.raises(SelfApproval):
        on_both.agreed({"action": "enrol", "enrolled": facts}, by=both)
    on_both.agreed({"action": "enrol", "enrolled": facts})
    assert on_both.takes(device.message([co2()]))[0].accepted == 1
    entry = on_both.desk.audit_log.entries("grove")[-2]
    assert (entry.action, entry.actor, entry.subject) == ("device.enrol", "ben", "mast-1")
    assert entry.facts["approval"] == waiting.id


def test_nobody_else_proposes_and_another_company_sees_no_device(on_both: Field) -> None:
    """Must ask for the permission, let two companies use one id, and never show one the other's device."""
    with pytest.raises(NotAuthorised):
        on_both.desk.propose({"action": "enrol", "enrolled": sensor_facts()}, BEN)
    on_both.enrolled()
    with pytest.raises(DeviceExists):
        on_both.desk.propose({"action": "enrol", "enrolled": sensor_facts()}, ANN)
    with pytest.raises(DeviceUnknown):
        on_both.desk.devices.find("rival", "mast-1")
    with pytest.raises(DeviceUnknown):
        on_both.desk.propose({"action": "retire", "device": "mast-1"}, RIVAL)
    on_both.agreed({"action": "enrol", "enrolled": sensor_facts()}, proposer=RIVAL, by=_other(RIVAL))
    assert [one.tenant for one in on_both.desk.devices.of_tenant("rival")] == ["rival"]


def test_a_certificate_raises_trust_for_as_long_as_it_holds(intake: Field) -> None:
    """Must trust readings from the calibration until it expires, and not beyond, whenever they arrive."""
    device = intake.enrolled()
    intake.agreed({"action": "certify", "device": "mast-1", "certificate": CERTIFICATE})
    for ago_s in (1_001, 1_000, 101, 100):
        intake.takes(device.message([co2(time_s=NOW_S - ago_s)]))
    certified, signed = Trust.SIGNED_CALIBRATED, Trust.SIGNED
    assert [one.trust for one in intake.log.readings] == [signed, certified, certified, signed]


@pytest.mark.parametrize(
    "changed",
    [
        {"channel": "ch4"},
        {"calibratedAt": NOW_S + 1, "expiresAt": NOW_S + 2},
        {"expiresAt": NOW_S - 1_000},
        {"document": "00"},
        {"accuracyPpm": 1_000_000},
        {"issuer": ""},
    ],
)
def test_a_certificate_that_cannot_hold_is_not_proposed(intake: Field, changed: dict[str, Any]) -> None:
    """Must refuse it before a second person has to look."""
    intake.enrolled()
    with pytest.raises(InvalidInput):
        intake.desk.propose({"action": "certify", "device": "mast-1", "certificate": CERTIFICATE | changed}, ANN)


def test_keys_are_rotated_by_two_and_revoked_by_one(on_both: Field) -> None:
    """Must take both keys while a rotation lasts, and from the revocation on only the new one."""
    device, fresh = on_both.enrolled(), DeviceSigner(Algorithm.ED25519, bytes([9]) * 32)
    key = {"id": "k2", "algorithm": "ed25519", "public": fresh.public}
    on_both.agreed({"action": "addKey", "device": "mast-1", "key": key})
    renewed = DeviceSender("grove", "mast-1", fresh, "k2", boot=1, counter=100)
    assert [one.accepted for one in on_both.takes(device.message([co2()]), renewed.message([co2()]))] == [1, 1]
    with pytest.raises(NotAuthorised):
        on_both.desk.revoke("mast-1", "k1", BEN)
    on_both.desk.revoke("mast-1", "k1", ANN)
    assert on_both.problems_of(device.message([co2()])) == ["KeyRevoked"]
    assert on_both.takes(renewed.message([co2()]))[0].accepted == 1
    with pytest.raises(InvalidInput):
        on_both.desk.revoke("mast-1", "k1", ANN)
    assert on_both.desk.audit_log.entries("grove")[-1].action == "device.revokeKey"


def test_a_retired_device_is_heard_no_more(intake: Field) -> None:
    """Must end a device's service by two people, and keep what it measured."""
    device = intake.enrolled()
    intake.takes(device.message([co2()]))
    intake.agreed({"action": "retire", "device": "mast-1"})
    assert intake.problems_of(device.message([co2()])) == ["DeviceUnknown"]
    assert (len(intake.log.readings), intake.desk.devices.find("grove", "mast-1").active) == (1, False)


def test_a_device_belongs_to_the_project_that_two_people_named(intake: Field) -> None:
    """Must find a project's devices, and let none move on: its readings could be credited in the next one again."""
    intake.enrolled(project="101")
    intake.enrolled(id="mast-2")
    assert [one.id for one in intake.desk.devices.of_project(101)] == ["mast-1"]
    intake.agreed({"action": "assign", "device": "mast-2", "project": "101"})
    for project in ("102", None):
        with pytest.raises(DeviceInOtherProject):
            intake.desk.propose({"action": "assign", "device": "mast-1", "project": project}, ANN)
    assert [one.id for one in intake.desk.devices.of_project(101)] == ["mast-1", "mast-2"]


def test_no_stranger_s_device_measures_a_project(on_both: Field) -> None:
    """Must refuse a second company's devices in a project: their readings would count in its claims, or stop them."""
    on_both.enrolled(project="101")
    stranger = {"proposer": RIVAL, "by": _other(RIVAL)}
    with pytest.raises(ProjectOfOtherCompany):
        on_both.agreed({"action": "enrol", "enrolled": sensor_facts() | {"project": "101"}}, **stranger)
    on_both.agreed({"action": "enrol", "enrolled": sensor_facts()}, **stranger)
    with pytest.raises(ProjectOfOtherCompany):
        on_both.agreed({"action": "assign", "device": "mast-1", "project": "101"}, **stranger)
    assert [one.tenant for one in on_both.desk.devices.of_project(101)] == ["grove"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"id": "mast 1"}, "device"),
        ({"feed": "guessed"}, "feed"),
        ({"channels": []}, "channels"),
        ({"channels": [channel(), channel()]}, "channels"),
        ({"channels": [channel(unit="kWh")]}, "unit"),
        ({"channels": [channel(lowest="1")]}, "channels.co2"),
        ({"channels": [channel(lowest="5001")]}, "channels.co2"),
        ({"channels": [channel(lowest="1,5")]}, "channels.co2.lowest"),
        ({"channels": [channel(cadenceS=0)]}, "channels.co2.cadenceS"),
        ({"place": {"latitude": "91", "longitude": "0"}}, "place"),
        ({"place": {"latitude": "13.7500001", "longitude": "0"}}, "place.latitude"),
        ({"project": "0"}, "project"),
        ({"keys": [{"id": "k1", "algorithm": "ed25519", "public": "00"}]}, "key.public"),
        ({"keys": [{"id": "k1", "algorithm": "rsa", "public": "00" * 32}]}, "algorithm"),
        ({"note": "two\nlines"}, "note"),
    ],
)
def test_a_device_that_cannot_be_is_not_enrolled(changed: dict[str, Any], field: str) -> None:
    """Must name the member that breaks a rule."""
    with pytest.raises(InvalidInput) as refused:
        device_of("grove", sensor_facts() | changed)
    assert refused.value.facts["field"] == field


def test_a_device_reads_back_as_it_was_written() -> None:
    """Must lose nothing between a device and its document."""
    place = {"latitude": "13.75", "longitude": "-0.000001"}
    temperature = channel("temperature", unit="Cel", lowest="-20", highest="60.5")
    facts = sensor_facts() | {"place": place, "project": "7", "channels": [channel(), temperature]}
    device = device_of("grove", facts | {"certificates": [CERTIFICATE]})
    assert device_of("grove", facts_of(device)) == device
    assert facts_of(device)["channels"][1]["highest"] == "60.5"


def _other(one: Principal) -> Principal:
    return Principal("eve", one.tenant, one.roles)
