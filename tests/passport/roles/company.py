"""A company that holds something of every kind, each with a mark that nobody else may ever read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient

from registry.domain.roles import Role
from tests.web.told import TENANT, Told

SECRET = "zebrawood"
PRODUCT = "held-product"
PARTNERS = [f"held-partner-{number}" for number in range(7)]
SUPPLIER_KG = "7654.321"
MARKS = (SECRET, "7654.321", "7654321")


@dataclass
class Company:
    """The told company with more in it; `ids` is everything that has a name there."""

    told: Told
    client: TestClient
    ids: list[str] = field(default_factory=list)
    tokens: dict[tuple[frozenset[Role], str], str] = field(default_factory=dict)

    def call(self, method: str, path: str, *roles: Role, tenant: str = TENANT, **sent: Any) -> Any:
        """The answer to somebody with these roles; each set of roles is another person."""
        held = frozenset(roles)
        if (held, tenant) not in self.tokens:
            who, now = "+".join(sorted(held)) or "nobody", self.told.registry.clock.now()
            self.tokens[held, tenant] = self.told.registry.tokens.issue_token(who, tenant, held, now)
        headers = {"Authorization": f"Bearer {self.tokens[held, tenant]}"} | sent.pop("headers", {})
        return self.client.request(method, path, headers=headers, **sent)

    def fill(self) -> None:
        """Writes one of each kind through the doors that exist, as the roles that may."""
        for path, document in _documents().items():
            answer = self.call("POST", path, Role.COMPANY_ADMIN, json=document)
            assert answer.status_code == 201, answer.text
        changes = [{"activity": "transport", "name": "road", "value": "0.07", "source": f"bills of {SECRET}"}]
        proposed = self.call("PUT", "/api/v1/factors", Role.COMPANY_ADMIN, json={"factors": changes})
        assert proposed.status_code == 202, proposed.text
        self.ids = [PRODUCT, *PARTNERS, "held-warehouse", "held-route", "held-shipment", "held-event"]
        self.ids += [proposed.json()["id"], "premium-coffee-500g"]


def _documents() -> dict[str, dict[str, Any]]:
    written: dict[str, dict[str, Any]] = {
        "/api/v1/products": {
            "format": "carbonix/product/1",
            "product_id": PRODUCT,
            "name": f"{SECRET} chair",
            "category": "Fashion",
            "supplier_kg": SUPPLIER_KG,
        },
        "/api/v1/warehouses": {"id": "held-warehouse", "name": f"{SECRET} depot", "type": "ambient"},
        "/api/v1/routes": {
            "id": "held-route",
            "origin": f"{SECRET} port",
            "destination": "Hanoi",
            "mode": "road",
            "distance_km": "100",
        },
    }
    for number, partner in enumerate(PARTNERS):
        written[f"/api/v1/partners?{number}"] = {
            "id": partner,
            "name": f"{SECRET} {number}",
            "country": "VN",
            "trust_score": 50 + number,
            "total_shipments": 10,
            "late_shipments": number,
        }
    written["/api/v1/shipments"] = {
        "id": "held-shipment",
        "product_id": PRODUCT,
        "partner_id": PARTNERS[0],
        "route_id": "held-route",
        "carrier": f"{SECRET} lines",
        "weight_kg": 20,
        "quantity": 10,
    }
    written["/api/v1/storage-events"] = {
        "id": "held-event",
        "product_id": PRODUCT,
        "warehouse_id": "held-warehouse",
        "kind": "store",
        "at": "2025-02-03T08:00:00+07:00",
    }
    return written
