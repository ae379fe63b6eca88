"""Facts about what would last: a record that nobody can read again, a write that another one swallows, a full house."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from passport.adapters.file_intake import judged_file
from passport.adapters.risk_tables import GtinRow
from passport.api import import_routes
from registry.domain.roles import Role
from tests.passport.intake.conftest import Company
from tests.passport.intake.test_capture_events import GTIN, STORED, capture, document

WRITERS = 6
THREADS = 40  # on which the service answers everybody
TEA = {"format": "carbonix/product/1", "product_id": "tea", "name": "Tea", "category": "F&B"}
NEVER = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59.999999Z")


@pytest.mark.parametrize("at", NEVER)
def test_an_instant_that_no_calendar_has_is_refused(acme: Company, at: str) -> None:
    """Must refuse it at each door, so that the list of storage events can be told."""
    acme.http.post("/api/v1/products", json=TEA).raise_for_status()
    acme.http.post("/api/v1/warehouses", json={"id": "w", "name": "W"}).raise_for_status()
    event = {"id": "e", "product_id": "tea", "warehouse_id": "w", "kind": "store", "at": at}
    refused = acme.http.post("/api/v1/storage-events", json=event)
    assert (refused.status_code, refused.json()["field"]) == (422, "at")
    told = capture(acme, document(STORED | {"eventTime": at}))
    assert (told.status_code, told.json()["field"]) == (422, "epcisBody.eventList.0.eventTime")
    assert acme.http.get("/api/v1/storage-events").json()["items"] == []


@pytest.mark.parametrize(
    "event",
    [
        json.dumps(STORED | {"eventID": "urn:uuid:\ud800"}),
        json.dumps(STORED | {"type": "\ud800"}),
        json.dumps(STORED | {"\ud800": 1}),
        json.dumps(STORED | {"sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 7}]}]}).replace(
            '"value": 7', '"value": 1e999'
        ),
    ],
)
def test_an_event_that_cannot_be_told_again_is_one_problem(acme: Company, event: str) -> None:
    """Must refuse half characters and endless numbers wherever they stand, keep the good event, and list it."""
    body = json.dumps(document(STORED, "the other")).replace('"the other"', event)
    kept = acme.http.post("/api/v1/epcis/capture", content=body)
    assert (kept.status_code, kept.json()["stored"], kept.json()["refused"]) == (201, 1, 1)
    alone = acme.http.post("/api/v1/epcis/capture", content=json.dumps(document("it")).replace('"it"', event))
    assert (alone.status_code, alone.headers["content-type"]) == (422, "application/problem+json")
    listed = acme.http.get("/api/v1/epcis/events")
    assert (listed.status_code, len(listed.json()["items"])) == (200, 1)


def test_one_of_many_makes_a_record(acme: Company) -> None:
    """Must answer 201 to one of those who make the same id at once, and refuse the others by name."""
    partner = {"id": "p", "name": "P"}
    for path, sent in (("/api/v1/products", TEA), ("/api/v1/partners", partner)):
        with ThreadPoolExecutor(WRITERS) as pool:
            answers = list(pool.map(lambda _, path=path, sent=sent: acme.http.post(path, json=sent), range(WRITERS)))
        assert sorted(one.status_code for one in answers) == [201] + [409] * (WRITERS - 1)
        assert {one.json().get("code") for one in answers} == {None, "SupplyExists"}


def test_many_may_replace_a_record_at_once(acme: Company, rival: Company) -> None:
    """Must take every replacement of one record, and leave another company's product as it is."""
    rival.http.post("/api/v1/products", json=TEA | {"product_id": "mate"}).raise_for_status()

    def put(number: int) -> int:
        answer = acme.http.put("/api/v1/partners/p", json={"id": "p", "name": f"P{number}"})
        return int(answer.status_code)

    with ThreadPoolExecutor(WRITERS) as pool:
        assert sorted(pool.map(put, range(WRITERS))) == [200] * (WRITERS - 1) + [201]
    for method, path in (("POST", "/api/v1/products"), ("PUT", "/api/v1/products/mate")):
        taken = acme.http.request(method, path, json=TEA | {"product_id": "mate", "name": "Mine"})
        assert (taken.status_code, taken.json()["code"]) == (409, "ProductExists")
    assert rival.http.get("/api/v1/products/mate").json()["product"]["name"] == "Tea"


def test_an_event_counts_once_its_product_has_a_gtin(acme: Company) -> None:
    """Must take storage out of an event that is sent again after its product got the number, and only once."""
    acme.http.post("/api/v1/products", json=TEA).raise_for_status()
    assert capture(acme, document(STORED)).json()["storage_events"] == 0
    with acme.passport.registry.database.transaction() as session:
        session.add(GtinRow(gtin=GTIN, tenant="acme", product_id="tea"))
    again = [capture(acme, document(STORED)).json() for _ in range(2)]
    assert [(one["stored"], one["storage_events"]) for one in again] == [(0, 1), (0, 0)]
    assert acme.passport.products.product("tea").stays[0].events == 1
    wrong = STORED | {"errorDeclaration": {"declarationTime": "2026-02-04T08:00:00Z"}}
    assert capture(acme, document(wrong)).json()["withdrawn"] == 1
    assert capture(acme, document(STORED)).json()["storage_events"] == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine
def test_a_preview_tells_of_partners_only_who_may_read_them(acme: Company, app: FastAPI) -> None:
    """Must hide what is kept of a partner from a writer who may not read partners (matrix: SCM Ops, leaderboard)."""
    partner = {"id": "p-1", "name": "One", "trust_score": 37}
    acme.http.post("/api/v1/partners", json=partner).raise_for_status()
    files = {"file": ("p.csv", b"id,name,trust_score\np-1,Uno,99\n", "text/csv")}
    for company, shown in ((Company(app, "acme", Role.SCM_OPS), False), (acme, True)):
        staged = company.http.post("/api/v1/imports/partners", files=files)
        again = company.http.get(f"/api/v1/imports/{staged.json()['id']}")
        dropped = company.http.post(f"/api/v1/imports/{staged.json()['id']}/drop")
        for answer in (staged, again, dropped):
            assert [one["id"] for one in answer.json()["changes"]] == ["p-1"]
            assert ("37" in json.dumps(answer.json()["changes"])) is shown


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine
def test_slow_files_keep_nobody_else_waiting(acme: Company, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must answer others while more files are being read than there are threads."""
    read = Event()

    def slow(*given: Any, **named: Any) -> Any:
        assert read.wait(60)
        return judged_file(*given, **named)

    monkeypatch.setattr(import_routes, "judged_file", slow)
    files = {"file": ("p.csv", b"id,name\np-1,One\n", "text/csv")}
    many = THREADS + 5
    with TestClient(app, headers=dict(acme.http.headers)) as client, ThreadPoolExecutor(many + 1) as pool:
        waiting = [pool.submit(client.post, "/api/v1/imports/partners", files=files) for _ in range(many)]
        other = pool.submit(client.get, "/api/v1/partners")
        try:
            assert other.result(timeout=60).status_code == 200
        finally:
            read.set()
        assert {one.result(timeout=60).status_code for one in waiting} == {201}
