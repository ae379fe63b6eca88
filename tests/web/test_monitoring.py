"""Facts about monitoring: a company sees its own devices and no other's, live, resumed by number, with honest goals."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from oracle.adapters.device_keys import DeviceSigner
from oracle.adapters.device_sender import DeviceSender, SenmlRecord
from oracle.domain.device import Algorithm
from oracle.domain.envelope import Door, at_door
from registry.domain.roles import Principal, Role
from registry.usecases.decide_change import decide_change
from tests.web.told import Told
from web.api.monitoring import event_of, events_of
from web.front import Front
from web.system.simulated_air import SimulatedAir

FIRST_S = 1_700_000_000
SIGNER = DeviceSigner(Algorithm.ED25519, bytes(range(32)))
DEVICE = "mast-1"
SERIES = f"/api/v1/monitoring/series?device={DEVICE}&channel=co2&start={FIRST_S}&end={FIRST_S + 3_600}"


def enrol(front: Front, tenant: str) -> DeviceSender:
    """A sensor of the tenant, proposed by one person and approved by another."""
    intake = front.oracle.intake
    owner = Principal("ann", tenant, frozenset({Role.NET_ABSORBER}))
    second = Principal("ben", tenant, frozenset({Role.COMPLIANCE}))
    channel = {"channel": "co2", "unit": "ppm", "kind": "instant", "cadenceS": 60, "accuracyPpm": 30_000}
    key = {"id": "k1", "algorithm": "ed25519", "public": SIGNER.public}
    facts = {
        "id": DEVICE,
        "feed": "historic",
        "keys": [key],
        "channels": [channel | {"lowest": "300", "highest": "900"}],
    }
    waiting = intake.propose({"action": "enrol", "enrolled": facts}, owner)
    given = {"approved": True, "payload_hash": waiting.payload_hash, "reason": "", "caller": second}
    decide_change(waiting.id, **given, now=intake.clock.now(), desk=intake.approvals)  # type: ignore[arg-type]
    return DeviceSender(tenant, DEVICE, SIGNER, "k1")


def speak(front: Front, sender: DeviceSender, *values: str, minute: int = 0) -> None:
    records = [
        SenmlRecord("co2", "ppm", value, str(FIRST_S + 60 * (minute + place))) for place, value in enumerate(values)
    ]
    [report] = front.oracle.intake.accept([at_door(sender.message(records), Door.MQTT)])
    assert report.problems == ()


@pytest.fixture(scope="module")
def front(browser: TestClient) -> Front:
    """The rooms behind the pages."""
    found: Front = browser.app.state.front  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def senders(front: Front) -> dict[str, DeviceSender]:
    """The same name of a device in two companies: one hour of readings of the one, a few of the other."""
    found = {tenant: enrol(front, tenant) for tenant in ("grove", "rival")}
    speak(front, found["grove"], *(f"{410 + place % 5}" for place in range(50)))
    speak(front, found["rival"], "777.7")
    front.oracle.lake.refresh()
    return found


def test_a_company_sees_its_own_devices_and_no_others(
    told: Told, browser: TestClient, senders: dict[str, DeviceSender]
) -> None:
    """Must show each company its own stream of the same name, and a stranger none of both."""
    own, rival = (told.token(Role.NET_ABSORBER, tenant=tenant) for tenant in senders)
    page = browser.get("/monitoring?span=1h", headers=own)
    assert (page.status_code, "777.7" in page.text, DEVICE in page.text) == (200, False, True)
    assert "777.7" in browser.get("/monitoring", headers=rival).text
    assert DEVICE not in browser.get("/monitoring").text
    assert browser.get(SERIES, headers=own).json()["accepted"] == 50
    assert browser.get(SERIES, headers=rival).json()["accepted"] == 1
    stranger = browser.get(SERIES)
    assert (stranger.status_code, stranger.json()["code"]) == (404, "DeviceUnknown")
    assert browser.get("/monitoring?device=nobody&channel=co2", headers=own).status_code == 404


def test_a_stream_is_drawn_judged_or_not_and_given_as_data(
    told: Told, browser: TestClient, front: Front, senders: dict[str, DeviceSender]
) -> None:
    """Must show what the lake judged and what came since, its baseline, and the same as CSV and JSON."""
    own = told.token(Role.NET_ABSORBER, tenant="grove")
    speak(front, senders["grove"], "880", "881", minute=50)
    series = browser.get(SERIES, headers=own).json()
    assert (series["accepted"], series["unjudged"], len(series["values"])) == (50, 2, 52)
    assert series["values"][-1] == 881_000
    assert (series["zero"], series["million"], series["stepsMs"][0]) == ("0", "1000", 60_000)
    assert series["baseline"] == {"before": "412", "now": "414"}
    rows = browser.get(f"{SERIES}&format=csv", headers=own).text.splitlines()
    assert rows[1] == "2023-11-14T22:13:20.000Z,410,ppm,judged,"
    assert rows[-1].startswith("2023-11-14T23:04:20.000Z,881,ppm,not judged yet")
    page = browser.get("/monitoring?span=1h", headers=own).text
    assert "not judged yet" in page
    assert "signed, key holds" in page
    [row] = browser.get("/monitoring?format=json", headers=own).json()["rows"]
    assert (row["device"], row["readings"], row["value"], row["signing"]) == (DEVICE, 50, "881", "signed")


def test_bad_addresses_are_refused_by_name(told: Told, browser: TestClient, senders: dict[str, DeviceSender]) -> None:
    """Must name field and rule for a span, a device, a time and an id that cannot be."""
    own = told.token(Role.NET_ABSORBER, tenant="grove")
    assert browser.get("/monitoring?span=9y", headers=own).status_code == 422
    assert browser.get("/monitoring?device=%3Cb%3E", headers=own).status_code == 422
    asked = f"/api/v1/monitoring/series?device={DEVICE}&channel=co2&start=9&end="
    assert browser.get(f"{asked}9", headers=own).json()["code"] == "EmptyPeriod"
    assert browser.get(f"{asked}{10**9}", headers=own).json()["field"] == "end"
    wrong = browser.get("/api/v1/monitoring/live", headers=own | {"Last-Event-ID": "then"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "Last-Event-ID")


def test_the_line_is_resumed_where_it_broke(front: Front, senders: dict[str, DeviceSender]) -> None:
    """Must tell where it begins, bring each later reading once, of the own company alone, and tell of what is gone."""
    begun = heard(front, "grove", None, 2)
    assert [one["event"] for one in begun] == ["start", "credits"]
    known = int(begun[0]["id"])
    speak(front, senders["grove"], "431", minute=52)
    speak(front, senders["rival"], "555", minute=1)
    [readings, credits] = heard(front, "grove", known, 2)
    assert [one["value"] for one in readings["data"]["readings"]] == ["431"]
    assert int(readings["id"]) == known + 2
    assert credits["data"]["issuedKg"] == str(sum(one.issued_kg for one in front.frame().ledger.supplies.values()))
    assert heard(front, "grove", known + 2, 1)[0]["event"] == "credits"
    assert event_of("gap", {"asked": "1"}, 9) == b'event: gap\nid: 9\ndata: {"asked":"1"}\n\n'


def test_goals_never_mix_what_is_simulated_with_what_is_measured(browser: TestClient, front: Front) -> None:
    """Must leave the measured column of a demonstration's trades empty, and count no simulated project as real."""
    page = browser.get("/monitoring").text
    assert "330,000 tCO2e" in page
    assert "6.2 million THB" in page
    assert ("not measured" in page) == bool(front.notice)


async def _heard(front: Front, tenant: str, known: int | None, count: int) -> list[bytes]:
    stream, found = events_of(front, tenant, known), []
    async for part in stream:
        if not part.startswith(b":"):
            found.append(part)
        if len(found) == count:
            break
    await stream.aclose()
    return found


def heard(front: Front, tenant: str, known: int | None, count: int) -> list[dict[str, Any]]:
    """The next events of the line, as a browser reads them."""
    found = []
    for part in asyncio.run(_heard(front, tenant, known, count)):
        fields = dict(line.split(": ", 1) for line in part.decode().strip().splitlines())
        found.append(fields | {"data": json.loads(fields["data"])})
    return found


def test_the_simulated_station_speaks_only_where_it_was_enrolled(front: Front) -> None:
    """Must end at once where nobody enrolled it."""
    before = front.oracle.log.count
    asyncio.run(asyncio.wait_for(SimulatedAir(front).run(), timeout=5))
    assert front.oracle.log.count == before


def test_who_left_before_the_first_byte_holds_no_seat(monkeypatch: pytest.MonkeyPatch, browser: TestClient) -> None:
    """Must give back the place of a reader whose line broke before anything could be sent."""
    monkeypatch.setattr("web.api.monitoring.MOST_STREAMS", 1)
    assert [asyncio.run(left_at_once(browser.app)) for _time in range(3)] == ["gone"] * 3


async def left_at_once(app: Any) -> str:
    """What became of a reader to whom nothing can be written."""
    said: list[str] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message.get("status") == 200:
            said.append("gone")
            raise OSError("the line is broken")
        said.append(str(message.get("status")))

    path = "/api/v1/monitoring/live"
    asgi = {"version": "3.0", "spec_version": "2.4"}
    where = {"server": ("here", 80), "client": ("there", 1), "scheme": "http", "root_path": ""}
    told = {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": []}
    with contextlib.suppress(Exception):
        await app({"type": "http", "http_version": "1.1", "asgi": asgi, **where, **told}, receive, send)
    return said[0]
