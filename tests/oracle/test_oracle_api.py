"""The room's HTTP doors: good rows kept, bad rows as problems, reports for everyone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from oracle.adapters.meter_files import SERF_EAST
from oracle.api.routes import oracle_router
from registry.api.problems import install
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.domain.roles import Role
from tests.oracle.conftest import ROOF, Room

pytestmark = pytest.mark.chain
METER = SERF_EAST.meter.id


@pytest.fixture
def client(room: Room) -> Iterator[TestClient]:
    """The room's routes in an application of their own; the caller may send readings."""
    app = FastAPI()
    app.state.registry = room.registry
    install(app)
    app.include_router(oracle_router(room.oracle))
    with TestClient(app, headers=signed_in(room, Role.NET_ABSORBER)) as opened:
        yield opened


def signed_in(room: Room, role: Role) -> dict[str, str]:
    now = room.registry.clock.now()
    caller = room.registry.accounts.admit("roof@example.org", "roofs", frozenset({role}), now)
    token = room.registry.tokens.issue_token(caller.subject, caller.tenant, caller.roles, now, 600)
    return {"Authorization": f"Bearer {token}"}


def sent(time: str, value: str, unit: str = "W", meter: str = METER) -> dict[str, str]:
    return {"meter": meter, "time": time, "value": value, "unit": unit}


def test_good_rows_are_kept_and_bad_rows_are_problems(client: TestClient, room: Room) -> None:
    """Must answer with one problem per refused row, under the name that Python uses, and keep the others."""
    body = [
        sent("2020-01-01 00:00:00Z", "100"),
        sent("2020-01-01 00:15:00Z", "99999"),
        sent("2020-01-01 00:30:00Z", "1", "kW"),
        sent("2020-01-01 00:45:00Z", "300"),
    ]
    answer = client.post("/api/v1/readings", json=body)
    assert answer.status_code == 200
    [imported] = answer.json()
    assert (imported["meter"], imported["rows"], imported["accepted"]) == (METER, 4, 2)
    assert [(each["code"], each["row"], each["field"]) for each in imported["refused"]] == [
        ("ReadingOutOfRange", 2, "value"),
        ("ReadingUnitWrong", 3, "unit"),
    ]
    assert imported["refused"][0]["value"] == "99999 W"
    assert imported["refused"][0]["type"] == "/problems/ReadingOutOfRange"
    assert client.post("/api/v1/readings", json=body).json() == [imported]
    summary = room.oracle.readings.summary(METER)
    assert summary is not None
    assert summary.readings == 2


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ([], 422, "InvalidInput"),
        ([{"meter": METER}], 422, "InvalidInput"),
        ([sent("2020-01-01 00:00:00Z", "100", meter="NO-SUCH-METER")], 404, "MeterUnknown"),
        ([sent("2020-01-01 00:00:00Z", "1"), sent("2020-01-01 00:00:00Z", "1", meter="X")], 404, "MeterUnknown"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_whole(
    client: TestClient, room: Room, body: list[dict[str, str]], status: int, code: str
) -> None:
    """Must refuse an empty, malformed or foreign list by name, and store nothing of it."""
    answer = client.post("/api/v1/readings", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert room.oracle.readings.summary(METER) is None


def test_only_those_who_may_send_readings_do(client: TestClient, room: Room) -> None:
    """Must refuse a caller without a token and one without the permission."""
    body = [sent("2020-01-01 00:00:00Z", "100")]
    assert client.post("/api/v1/readings", json=body, headers={"Authorization": ""}).status_code == 401
    emitter = signed_in(room, Role.NET_EMITTER)
    assert client.post("/api/v1/readings", json=body, headers=emitter).json()["code"] == "NotAuthorised"


def test_anyone_reads_a_report_and_its_projects_readings(client: TestClient, room: Room) -> None:
    """Must show report, documents, attestations and transaction, and what is stored of the project's meters."""
    monitoring = room.reported()
    receipt = room.oracle.submit(monitoring, room.attested(monitoring), room.characters.operator)
    public = {"Authorization": ""}
    shown = client.get(f"/api/v1/reports/{monitoring.report_hash}", headers=public).json()
    assert shown["report"]["lowerBoundKg"] == "1617"
    assert shown["report"]["kind"] == "Gain"
    assert shown["document"]["notice"] == DEMONSTRATION_NOTICE
    assert {each["layer"] for each in shown["attestations"]} == {"Sensor", "Model", "Expert"}
    assert shown["transaction"] == receipt.transaction
    readings = client.get(f"/api/v1/projects/{ROOF.number}/readings", headers=public).json()
    assert readings["notice"] == DEMONSTRATION_NOTICE
    assert readings["meters"] == [
        {
            "meter": METER,
            "readings": 10_000,
            "refused": 0,
            "start": "2016-07-01T07:00:00Z",
            "end": "2016-10-13T11:00:00Z",
            "files": list(monitoring.files),
        }
    ]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/reports/0x" + "00" * 32, 404, "ReportUnknown"),
        ("/api/v1/reports/0x12", 422, "InvalidInput"),
        ("/api/v1/projects/0/readings", 422, "InvalidInput"),
    ],
)
def test_what_does_not_exist_is_said_plainly(client: TestClient, path: str, status: int, code: str) -> None:
    """Must answer with a problem document under the error's name."""
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_project_without_readings_has_none(client: TestClient) -> None:
    """Must answer with an empty list for a project that no meter belongs to."""
    assert client.get("/api/v1/projects/999/readings").json()["meters"] == []
