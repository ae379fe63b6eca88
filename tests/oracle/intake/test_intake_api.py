"""Facts about the intake over HTTP: who may, what is answered, what is durable when it is."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from oracle.api.intake_routes import telemetry_router
from registry.api.problems import install
from registry.api.security import principal
from registry.domain.roles import Principal, Role
from tests.oracle.intake.conftest import ANN, NOW_S, RIVAL, Field, channel, co2


class Room:
    """What the doors need of the opened room."""

    def __init__(self, field: Field) -> None:
        self.intake = field.desk


class Caller:
    """A client whose principal a test chooses."""

    def __init__(self, field: Field) -> None:
        self.who = ANN
        app = FastAPI()
        install(app)
        app.include_router(telemetry_router(Room(field)))  # type: ignore[arg-type]
        app.dependency_overrides[principal] = lambda: self.who
        self.client = TestClient(app)

    def post(self, path: str, body: Any = None, **given: Any) -> Any:
        return self.client.post(f"/api/v1{path}", json=body, **given)


@pytest.fixture
def doors(intake: Field) -> Caller:
    return Caller(intake)


def sent(envelope: Any) -> dict[str, Any]:
    return {name: getattr(envelope, name) for name in ("device", "boot", "counter", "payload", "key", "signature")}


def test_messages_come_in_over_http_and_are_answered_one_by_one(intake: Field, doors: Caller) -> None:
    """Must answer 200 with one report a message once the good ones are durable, and know a resent one."""
    device = intake.enrolled()
    body = [sent(device.message([co2(), co2("9")])), sent(device.message([co2()])) | {"counter": 5}]
    first, again = (doors.post("/telemetry", body).json() for _ in range(2))
    assert [(one["accepted"], one["duplicate"]) for one in first] == [(1, False), (0, False)]
    problem = first[0]["problems"][0]
    assert [problem[name] for name in ("code", "row", "field", "value")] == ["ReadingOutOfRange", 2, "v", "9 ppm"]
    assert [one["code"] for one in first[1]["problems"]] == ["SignatureInvalid"]
    assert (again[0]["duplicate"], len(intake.log.readings)) == (True, 1)
    assert intake.log.readings[0].source == "http/live"


@pytest.mark.parametrize(
    "spoilt",
    [{"boot": 0}, {"counter": -1}, {"counter": 2**53}, {"more": 1}, {"device": "a b"}, {"payload": 1}, {"key": None}],
)
def test_a_message_of_no_form_is_a_problem_document(doors: Caller, spoilt: dict[str, Any]) -> None:
    """Must answer 422 with field, value and rule."""
    body = [{"device": "mast-1", "boot": 1, "counter": 0, "payload": "[]"} | spoilt]
    answer = doors.post("/telemetry", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidInput")


def test_a_device_is_proposed_over_http_and_shown_when_it_is_in_service(intake: Field, doors: Caller) -> None:
    """Must answer 202 with what waits, 404 until it is approved, and to another company always."""
    facts = {"id": "mast-9", "feed": "live", "channels": [channel()]}
    answer = doors.post("/devices", facts)
    assert (answer.status_code, set(answer.json())) == (202, {"approval", "payloadHash", "expiresAt"})
    assert doors.client.get("/api/v1/devices/mast-9").json()["code"] == "DeviceUnknown"
    intake.agreed({"action": "enrol", "enrolled": facts})
    assert doors.client.get("/api/v1/devices/mast-9").json()["active"] is True
    assert [one["id"] for one in doors.client.get("/api/v1/devices").json()] == ["mast-9"]
    doors.who = RIVAL
    assert doors.client.get("/api/v1/devices/mast-9").status_code == 404
    assert doors.client.get("/api/v1/devices").json() == []


def test_keys_certificates_projects_and_ends_of_service_are_proposed(intake: Field, doors: Caller) -> None:
    """Must propose each change under its own address, and revoke a key at once."""
    intake.enrolled()
    key = {"id": "k2", "algorithm": "ed25519", "public": "ab" * 32}
    certificate = {
        "channel": "co2",
        "number": "1",
        "issuer": "laboratory",
        "calibratedAt": NOW_S - 9,
        "expiresAt": NOW_S + 9,
        "accuracyPpm": 1,
        "document": "00" * 32,
    }
    for path, body in (("keys", key), ("certificates", certificate), ("project", {"project": "7"}), ("retire", None)):
        assert doors.post(f"/devices/mast-1/{path}", body).status_code == 202, path
    revoked = doors.post("/devices/mast-1/keys/k1/revoke").json()
    assert revoked["keys"][0]["revokedAt"] == NOW_S
    assert ["mast-1" in one.payload for one in intake.desk.approvals.of_tenant("grove")] == [True] * 5


def test_a_table_comes_in_over_http_and_problems_can_be_read(intake: Field, doors: Caller) -> None:
    """Must list bad rows by line, keep them for the company, and show them to nobody else."""
    intake.enrolled(keys=[])
    content = f"time,channel,value,unit\n{NOW_S},co2,400,ppm\n{NOW_S + 1},co2,400,ppb\n".encode()
    files = {"file": ("rows.csv", content, "text/csv")}
    report = doors.post("/telemetry/mast-1/table", files=files).json()
    assert (report["rows"], report["accepted"], report["problems"][0]["line"]) == (2, 1, "3")
    kept = doors.client.get("/api/v1/telemetry/problems", params={"device": "mast-1"}).json()
    assert [(one["code"], one["alarm"]) for one in kept] == [("ReadingUnitWrong", False)]
    assert doors.post("/telemetry/mast-1/table").status_code == 422
    doors.who = RIVAL
    assert doors.client.get("/api/v1/telemetry/problems").json() == []
    assert doors.post("/telemetry/mast-1/table", files=files).status_code == 404


def test_roles_without_the_permission_are_refused_at_every_door(doors: Caller) -> None:
    """Must answer 403 to a role that may neither send readings nor enrol devices."""
    doors.who = Principal("vic", "grove", frozenset({Role.VERIFIER}))
    assert doors.post("/telemetry", []).status_code == 403
    assert doors.client.get("/api/v1/devices").status_code == 403
    assert doors.client.get("/api/v1/telemetry/problems").status_code == 403
