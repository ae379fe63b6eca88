"""Facts about files of supply data: staged, previewed with differences, committed once, each fault told by row."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from passport.adapters.product_store import ProductTable
from passport.adapters.supply_store import SupplyTable
from passport.domain.supply import Kind, Route, ShippedLine
from passport.usecases import commit_import, stage_import
from registry.adapters.database import Database
from tests.passport.intake.conftest import Company
from tests.passport.intake.real_data import SCMS, with_shipments
from web.cli import app as commands

VERBS = (stage_import, commit_import)
PARTNERS = "id,name,country,trust_score\np-1,One,TH,90\np-2,=cmd(),TH,80\np-3,Three,ZZ,101\n"


def upload(company: Company, kind: str, text: str) -> Any:
    files = {"file": ("partners.csv", text.encode(), "text/csv")}
    return company.http.post(f"/api/v1/imports/{kind}", files=files)


def names(company: Company) -> dict[str, str]:
    return {one["id"]: one["name"] for one in company.http.get("/api/v1/partners").json()["items"]}


def test_every_verb_says_what_it_promises() -> None:
    """Must open each verb's file with one sentence."""
    assert all(verb.__doc__ and verb.__doc__.strip().endswith(".") for verb in VERBS)


def test_good_rows_wait_for_the_commit_and_bad_ones_are_told(acme: Company) -> None:
    """Must change nothing when staged, report each fault with row, field, value and rule, and write good rows once."""
    staged = upload(acme, "partners", PARTNERS)
    report = staged.json()
    assert (staged.status_code, report["rows"], report["kept"], report["refused"], report["new"]) == (201, 3, 1, 2, 1)
    assert [(fault["row"], fault["field"]) for fault in report["faults"]] == [
        (3, "name"),
        (4, "country"),
        (4, "trust_score"),
    ]
    assert names(acme) == {}
    committed = acme.http.post(f"/api/v1/imports/{report['id']}/commit")
    assert (committed.status_code, committed.json()["state"]) == (200, "committed")
    assert names(acme) == {"p-1": "One"}
    again = acme.http.post(f"/api/v1/imports/{report['id']}/commit").json()
    assert (again["code"], again["state"]) == ("ImportClosed", "committed")
    entry = acme.passport.registry.audit_log.entries("acme", 0, 10)[-1]
    assert (entry.action, entry.subject) == ("import.committed", report["id"])


def test_what_changed_since_the_preview_is_not_overwritten(acme: Company) -> None:
    """Must refuse a commit whose records were written over REST in between, and keep what was written."""
    upload_one = upload(acme, "partners", "id,name\np-1,One\n").json()
    acme.http.post("/api/v1/partners", json={"id": "p-1", "name": "Somebody"}).raise_for_status()
    refused = acme.http.post(f"/api/v1/imports/{upload_one['id']}/commit")
    assert (refused.status_code, refused.json()["code"]) == (409, "ImportOutdated")
    assert names(acme)["p-1"] == "Somebody"
    assert acme.http.post(f"/api/v1/imports/{upload_one['id']}/drop").json()["state"] == "dropped"


def test_a_preview_shows_the_differences(acme: Company) -> None:
    """Must tell new, changed and unchanged rows apart, with what each changed field was and will be."""
    first = upload(acme, "partners", "id,name\np-1,One\np-2,Two\n").json()
    acme.http.post(f"/api/v1/imports/{first['id']}/commit").raise_for_status()
    report = upload(acme, "partners", "id,name\np-1,Uno\np-2,Two\np-3,Three\n").json()
    assert (report["new"], report["changed"], report["unchanged"]) == (1, 1, 1)
    assert report["changes"] == [{"row": 2, "id": "p-1", "differences": {"name": {"from": "One", "to": "Uno"}}}]
    dropped = acme.http.post(f"/api/v1/imports/{report['id']}/drop").json()
    assert (dropped["state"], names(acme)["p-1"]) == ("dropped", "One")


def test_a_column_that_is_not_there_changes_nothing(acme: Company) -> None:
    """Must keep trust, weight, storage and legs of records whose file says nothing about them; a blank cell clears."""
    for kind, text in (
        ("partners", "id,name,trust_score\np-1,One,90\np-2,Two,80\n"),
        ("shipments", "id,carrier,weight_kg,quantity\ns-1,A,5,2\n"),
        ("partners", "id,name,violations\np-1,Uno,2\n"),
        ("partners", "id,name,trust_score\np-2,Two,\n"),
        ("shipments", "id,carrier\ns-1,B\n"),
    ):
        report = upload(acme, kind, text).json()
        acme.http.post(f"/api/v1/imports/{report['id']}/commit").raise_for_status()
    one, two = acme.http.get("/api/v1/partners").json()["items"]
    assert (one["name"], one["trust_score"], one["violations"], two["trust_score"]) == ("Uno", "90", 2, None)
    line = acme.http.get("/api/v1/shipments/s-1").json()
    assert (line["carrier"], line["weight_kg"], line["quality"]) == ("B", "5", [])
    storage = [{"warehouse": "w", "type": "ambient", "dwell_days": 4}]
    tea = {"format": "carbonix/product/1", "product_id": "tea", "name": "Tea", "category": "F&B", "storage": storage}
    acme.http.post("/api/v1/products", json=tea).raise_for_status()
    report = upload(acme, "products", "product_id,name,category\ntea,Green tea,F&B\n").json()
    assert report["changes"] == [{"row": 2, "id": "tea", "differences": {"name": {"from": "Tea", "to": "Green tea"}}}]
    acme.http.post(f"/api/v1/imports/{report['id']}/commit").raise_for_status()
    assert acme.passport.products.product("tea").stays[0].dwell_days == 4


def test_a_row_may_name_only_what_is_there(acme: Company, rival: Company) -> None:
    """Must refuse rows that name unknown partners or another company's product, and no other row."""
    assert upload(rival, "products", "product_id,name,category\ntea,Tea,F&B\n").json()["new"] == 1
    number = rival.http.get("/api/v1/imports").json()["items"][0]["id"]
    rival.http.post(f"/api/v1/imports/{number}/commit").raise_for_status()
    lines = "id,product_id,partner_id\ns-1,,\ns-2,tea,\ns-3,,p-9\n"
    report = upload(acme, "shipments", lines).json()
    assert [(fault["row"], fault["field"]) for fault in report["faults"]] == [(3, "product_id"), (4, "partner_id")]
    products = upload(acme, "products", "product_id,name,category\ntea,Tea,F&B\nmate,Mate,F&B\n").json()
    assert (products["kept"], products["faults"][0]["rule"]) == (1, "is the id of another company's product")
    assert acme.http.get(f"/api/v1/imports/{number}").status_code == 404
    assert acme.http.post(f"/api/v1/imports/{number}/commit").status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine
def test_hostile_uploads_are_problems_and_the_server_stays_up(acme: Company) -> None:
    """Must answer with one problem what is too large (announced or not), no form, no file, of no kind, or empty."""
    huge = acme.http.post("/api/v1/imports/partners", content=b"", headers={"Content-Length": str(2 * 1024**3)})
    assert (huge.status_code, huge.json()["code"]) == (413, "RequestEntityTooLarge")

    def endless() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n'
        for _ in range(60):
            yield b"x" * 1_000_000

    form = {"Content-Type": "multipart/form-data; boundary=b"}
    assert acme.http.post("/api/v1/imports/partners", content=endless(), headers=form).status_code == 413
    assert acme.http.post("/api/v1/imports/partners", content=b"junk", headers=form).status_code in (400, 422)
    assert acme.http.post("/api/v1/imports/partners", data={}).json()["code"] == "FileRefused"
    assert upload(acme, "volcanoes", PARTNERS).json()["field"] == "kind"
    assert upload(acme, "partners", "id,colour\np,red\n").json()["value"] == "column 'colour'"
    assert upload(acme, "partners", "id,name\n").json()["value"] == "no rows"
    assert upload(acme, "partners", PARTNERS).status_code == 201


@with_shipments
@pytest.mark.timeout(300)
def test_the_real_file_goes_in_and_waits_for_a_distance(sqlite: Database, tmp_path: Path) -> None:
    """Must check without a change, import 10,323 lines once, and take a line in when its route has a distance."""
    environment = {"CARBONIX_DATABASE_URL": sqlite.url, "CARBONIX_HOME": str(tmp_path)}
    run, report = CliRunner(env=environment), tmp_path / "report.json"
    checked = run.invoke(commands, ["import", "shipments", str(SCMS), "--check", "--report", str(report)])
    told = json.loads(report.read_text())
    assert (checked.exit_code, told["kept"], told["refused"], told["faults"][0]["row"]) == (1, 10_323, 1, 3_286)
    imported = run.invoke(commands, ["import", "shipments", str(SCMS), "--tenant", "acme", "--json"])
    found = json.loads(imported.stdout)
    assert (imported.exit_code, found["state"], found["new"]) == (1, "committed", 10_323)
    assert found["beside"] == {"partners": 73, "products": 184, "routes": 567}
    store, products = SupplyTable(sqlite), ProductTable(sqlite)
    line = store.record(Kind.Shipments, "scms-1", "acme")
    assert isinstance(line, ShippedLine)
    assert products.product(line.product_id or "").shipments == ()
    way = store.record(Kind.Routes, line.route_id or "", "acme")
    assert isinstance(way, Route)
    store.put(replace(way, distance_m=6_000_000), "acme")
    legs = products.product(line.product_id or "").shipments
    assert [leg.distance_km for leg in legs if leg.shipment_id == "scms-1"] == [6_000]
