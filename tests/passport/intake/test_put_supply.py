"""Facts about supply data over REST: what is written is read, and each fault is one problem."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi import FastAPI

from passport.adapters.factor_files import default_factors
from passport.domain.supply import Route
from passport.errors import ModeUnknown, SupplyExists
from passport.usecases.put_supply import put_supply
from registry.domain.roles import Role
from tests.passport.intake.conftest import Company

PRODUCT: dict[str, Any] = {
    "format": "carbonix/product/1",
    "product_id": "tea",
    "name": "Tea",
    "category": "F&B",
    "industry": "FMCG",
}
PARTNER: dict[str, Any] = {"id": "p-1", "name": "Mae Fah Co.", "country": "TH", "trust_score": "87.5", "violations": 1}
WAREHOUSE: dict[str, Any] = {"id": "w-1", "name": "Cold depot", "type": "cold storage", "country": "VN"}
ROUTE: dict[str, Any] = {
    "id": "r-1",
    "origin": "Chiang Rai",
    "destination": "Hanoi",
    "mode": "road",
    "distance_km": "1010.5",
}
SHIPMENT: dict[str, Any] = {
    "id": "s-1",
    "product_id": "tea",
    "partner_id": "p-1",
    "route_id": "r-1",
    "carrier": "Somebody",
    "weight_kg": 12.5,
    "quantity": 50,
    "late": False,
    "shipped_on": "2025-02-01",
    "received_on": "2025-02-03",
}
EVENT: dict[str, Any] = {
    "id": "e-1",
    "product_id": "tea",
    "warehouse_id": "w-1",
    "kind": "store",
    "at": "2025-02-03T08:00:00+07:00",
}
ALL: dict[str, dict[str, Any]] = {
    "products": PRODUCT,
    "partners": PARTNER,
    "warehouses": WAREHOUSE,
    "routes": ROUTE,
    "shipments": SHIPMENT,
    "storage-events": EVENT,
}


def put_all(company: Company) -> None:
    for kind, document in ALL.items():
        answer = company.http.post(f"/api/v1/{kind}", json=document)
        assert answer.status_code == 201, answer.text


def test_every_kind_is_written_read_and_listed(acme: Company) -> None:
    """Must answer what was sent, amounts as texts, and refuse the same id as new a second time."""
    put_all(acme)
    read = {kind: acme.http.get(f"/api/v1/{kind}/{one.get('id', 'tea')}").json() for kind, one in ALL.items()}
    assert read["products"]["product"]["industry"] == "FMCG"
    assert read["partners"]["trust_score"] == "87.5"
    assert read["routes"]["distance_km"] == "1010.5"
    assert read["storage-events"]["at"] == "2025-02-03T01:00:00Z"
    assert (read["shipments"]["weight_kg"], read["shipments"]["footprint"]) == ("12.5", "inside")
    for kind, document in ALL.items():
        again = acme.http.post(f"/api/v1/{kind}", json=document)
        assert (again.status_code, again.json()["code"]) == (409, "SupplyExists")
        assert len(acme.http.get(f"/api/v1/{kind}").json()["items"]) == 1


def test_a_write_is_in_the_next_footprint(acme: Company) -> None:
    """Must compute with a route's new distance as soon as it is written: 0.062 x 1010.5 x 0.00025 t, then twice."""
    put_all(acme)
    legs = acme.passport.assess("tea", "acme").footprint.transports
    assert float(legs[0].kg) == pytest.approx(0.062 * 1010.5 * 0.00025)
    acme.http.put("/api/v1/routes/r-1", json=ROUTE | {"distance_km": "2021"}).raise_for_status()
    assert acme.passport.assess("tea", "acme").footprint.transports[0].kg == 2 * legs[0].kg


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine
def test_an_absent_weight_is_kept_and_said(acme: Company) -> None:
    """Must keep a line without a weight, flag it, count 0.05 t as estimated, and take the flag away with a weight."""
    put_all(acme)
    bare = {name: value for name, value in SHIPMENT.items() if name not in ("weight_kg", "quantity")}
    kept = acme.http.put("/api/v1/shipments/s-1", json=bare).json()
    assert (kept["weight_kg"], kept["quality"]) == (None, ["weight unknown: not recorded"])
    weight = acme.passport.assess("tea", "acme").footprint.transports[0].inputs[2]
    assert (weight.basis, weight.how) == ("estimated", "0.05 t, for no weight is recorded")
    mended = acme.http.put("/api/v1/shipments/s-1", json=SHIPMENT | {"quality": kept["quality"]}).json()
    assert (mended["weight_kg"], mended["quality"]) == ("12.5", [])


def test_pages_follow_each_other(acme: Company) -> None:
    """Must give every record once over pages of two, by `next` and by Link."""
    for number in range(5):
        acme.http.put(f"/api/v1/partners/p-{number}", json=PARTNER | {"id": f"p-{number}"}).raise_for_status()
    path, seen = "/api/v1/partners?limit=2", []
    while path:
        answer = acme.http.get(path)
        seen += [item["id"] for item in answer.json()["items"]]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert seen == [f"p-{number}" for number in range(5)]


FAULTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("shipments", {"weight_kg": -1}, "weight_kg", "InvalidInput"),
    ("shipments", {"weight_kg": 0}, "weight_kg", "InvalidInput"),
    ("shipments", {"quantity": None}, "quantity", "InvalidInput"),
    ("shipments", {"points": [{"latitude": 91, "longitude": 0}]}, "points.0.latitude", "InvalidInput"),
    ("shipments", {"points": [{"latitude": 9, "longitude": -181}]}, "points.0.longitude", "InvalidInput"),
    ("shipments", {"mode": "teleport"}, "mode", "ModeUnknown"),
    ("shipments", {"route_id": "nowhere"}, "route_id", "ReferenceUnknown"),
    ("shipments", {"received_on": "2025-01-01"}, "received_on", "InvalidInput"),
    ("partners", {"trust_score": 100.5}, "trust_score", "InvalidInput"),
    ("partners", {"total_shipments": 3, "late_shipments": 4}, "late_shipments", "InvalidInput"),
    ("partners", {"name": '=HYPERLINK("http://x")'}, "name", "InvalidInput"),
    ("partners", {"name": "a\x00b"}, "name", "InvalidInput"),
    ("partners", {"name": "\ud800"}, "name", "InvalidInput"),
    ("partners", {"country": "ZZ"}, "country", "InvalidInput"),
    ("partners", {"colour": "red"}, "colour", "InvalidInput"),
    ("warehouses", {"type": "volcano"}, "type", "WarehouseUnknown"),
    ("routes", {"distance_km": -5}, "distance_km", "InvalidInput"),
    ("storage-events", {"kind": "burn"}, "kind", "InvalidInput"),
    ("products", {"category": "Magic"}, "category", "CategoryUnknown"),
    ("products", {"industry": "Magic"}, "industry", "IndustryUnknown"),
    ("products", {"name": "@SUM(A1)"}, "name", "InvalidInput"),
    ("products", {"shipments": [{"shipment_id": "x"}]}, "shipments[0].points", "DistanceMissing"),
]


def test_each_fault_is_one_problem(acme: Company) -> None:
    """Must refuse with the field, its value and the rule, store nothing, and keep everything else."""
    put_all(acme)
    for kind, change, field, code in FAULTS:
        key = "product_id" if kind == "products" else "id"
        sent = json.dumps(ALL[kind] | {key: "other"} | change)
        answer = acme.http.post(f"/api/v1/{kind}", content=sent, headers={"Content-Type": "application/json"})
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["field"]) == (422, code, field), change
        assert problem["rule"]
    for kind in ALL:
        assert acme.http.get(f"/api/v1/{kind}/other").status_code == 404
        assert len(acme.http.get(f"/api/v1/{kind}").json()["items"]) == 1


def test_another_company_sees_nothing(acme: Company, rival: Company) -> None:
    """Must answer another company's records as if they did not exist, in lists and by id, and never change them."""
    put_all(acme)
    for kind, document in ALL.items():
        key = document.get("id", "tea")
        assert rival.http.get(f"/api/v1/{kind}").json()["items"] == []
        assert rival.http.get(f"/api/v1/{kind}/{key}").status_code == 404
    assert rival.http.put("/api/v1/partners/p-1", json=PARTNER | {"name": "Ours"}).status_code == 201
    assert acme.http.get("/api/v1/partners/p-1").json()["name"] == "Mae Fah Co."
    assert rival.http.post("/api/v1/products", json=PRODUCT).json()["code"] == "ProductExists"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine
def test_an_id_that_nobody_can_have_is_a_problem(acme: Company) -> None:
    """Must refuse an address with signs that no database keeps as text, on every door that takes an id."""
    for kind in (*ALL, "imports"):
        for path in ("/%00", "?after=%00", "/%C3%A9", "?after=%20", "?limit=0"):
            assert acme.http.get(f"/api/v1/{kind}{path}").status_code == 422, (kind, path)
    assert acme.http.get("/api/v1/epcis/events?after=%20").status_code == 422


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine
def test_only_writers_write_and_readers_read(app: FastAPI) -> None:
    """Must hold each door to its permission: writing, partners, transport."""
    procurement, ops = Company(app, "acme", Role.PROCUREMENT), Company(app, "acme", Role.SCM_OPS)
    assert procurement.http.post("/api/v1/partners", json=PARTNER).status_code == 403
    assert ops.http.post("/api/v1/partners", json=PARTNER).status_code == 201
    assert ops.http.get("/api/v1/partners").status_code == 403
    assert procurement.http.get("/api/v1/partners").status_code == 200
    assert Company(app, "acme", Role.CEO).http.get("/api/v1/shipments").status_code == 403


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine
def test_a_use_case_refuses_by_name(acme: Company) -> None:
    """Must name unknown modes and taken ids before anything is stored."""
    store, factors = acme.passport.supply, default_factors()
    route = Route("r", "A", "B", mode="teleport")
    with pytest.raises(ModeUnknown):
        put_supply(route, "acme", store=store, factors=factors)
    assert put_supply(Route("r", "A", "B"), "acme", store=store, factors=factors)
    with pytest.raises(SupplyExists):
        put_supply(Route("r", "A", "B"), "acme", store=store, factors=factors, new=True)


def test_who_wrote_what_is_told(acme: Company) -> None:
    """Must leave one entry of the audit log for each record written over REST, under the writer's name."""
    acme.http.post("/api/v1/products", json=PRODUCT).raise_for_status()
    acme.http.put("/api/v1/products/tea", json=PRODUCT).raise_for_status()
    acme.http.post("/api/v1/partners", json=PARTNER).raise_for_status()
    acme.http.put("/api/v1/partners/p-1", json=PARTNER | {"name": "Other Co."}).raise_for_status()
    assert acme.http.post("/api/v1/partners", json=PARTNER).status_code == 409
    told = acme.passport.registry.audit_log.entries("acme")
    assert [(entry.actor, entry.action, entry.subject) for entry in told] == [
        ("ann", "products.created", "tea"),
        ("ann", "products.put", "tea"),
        ("ann", "partners.created", "p-1"),
        ("ann", "partners.replaced", "p-1"),
    ]
