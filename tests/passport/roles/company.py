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
OFFSET = {
    "offset_amount": 3,
    "offset_type": "VER",
    "certificate_id": f"{PRODUCT}-certificate",
    "provider": f"{PRODUCT} provider",
    "cost": 30,
    "project": "zebrawood forest",
}
PROJECT = "77"
SERIES = f"period_start,period_end,net_kg\n2024-01-01,2024-07-01,{SUPPLIER_KG}\n2024-07-01,2025-01-01,0\n"
MARKS = (SECRET, "7654.321", "7654321")


@dataclass
class Company:
    """The told company with more in it; `ids` names it by the segment of its address."""

    told: Told
    client: TestClient
    ids: dict[str, list[str]] = field(default_factory=dict)
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
        """Writes one of each kind through the doors, as the roles that may, and remembers every id."""
        for path, document in _documents().items():
            self.write("POST", path, Role.COMPANY_ADMIN, json=document)
        for path, document in _statements().items():
            self.write("PUT", path, Role.COMPANY_ADMIN, json=document)
        rows = {"file": ("rows.csv", f"id,name,country\nheld-row,{SECRET} row,TH\n".encode(), "text/csv")}
        changes = [{"activity": "transport", "name": "road", "value": "0.07", "source": f"bills of {SECRET}"}]
        staged = self.write("POST", "/api/v1/imports/partners", Role.COMPANY_ADMIN, files=rows)
        proposed = self.write("PUT", "/api/v1/factors", Role.COMPANY_ADMIN, json={"factors": changes})
        offset = self.write("POST", "/api/scm/carbon/offset", Role.COMPANY_ADMIN, json=OFFSET)
        order = {"framework": "gri", "period": 2025, "organisation": f"{SECRET} Ltd"}
        report = self.write("POST", "/api/v1/reports", Role.COMPLIANCE, json=order)
        self.write("PUT", f"/api/v1/projects/{PROJECT}/boundary", Role.NET_ABSORBER, json=_boundary())
        self.write("POST", "/api/v1/classifications", Role.NET_ABSORBER, json={"series": SERIES})
        products = [PRODUCT]
        self.ids = dict.fromkeys(("footprint", "footprints", "products", "p"), products)
        self.ids |= {"partners": PARTNERS[:1], "warehouses": ["held-warehouse"], "routes": ["held-route"]}
        self.ids |= {"shipments": ["held-shipment"], "storage-events": ["held-event"], "claims": ["held-claim"]}
        self.ids |= {"sustainability-certificates": ["held-paper"], "approvals": [proposed["id"]]}
        self.ids |= {"imports": [staged["id"]], "reports": [report["id"]], "projects": [PROJECT]}
        self.ids |= {
            "offset": [PRODUCT],
            "offsets": [str(value) for key, value in offset.items() if key.endswith("id")],
        }

    def write(self, method: str, path: str, role: Role, **sent: Any) -> Any:
        """What a write answers, which must succeed."""
        answer = self.call(method, path, role, headers={"Idempotency-Key": f"fill-{path}"}, **sent)
        assert answer.is_success, (path, answer.text)
        return answer.json() if answer.content else {}


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


def _boundary() -> dict[str, Any]:
    ring = [[98.9, 18.8], [98.91, 18.8], [98.91, 18.81], [98.9, 18.8]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"geometry": geometry, "kind": "forestry", "expectedTonnesPerYear": 10}


def _statements() -> dict[str, dict[str, Any]]:
    claim = {"productId": PRODUCT, "kind": "footprint_at_most", "amount": "7654.321"}
    paper = {"subjectKind": "product", "subjectId": PRODUCT, "scheme": f"{SECRET} label", "number": "1"}
    return {
        "/api/v1/claims/held-claim": claim,
        "/api/v1/sustainability-certificates/held-paper": paper
        | {"validFrom": "2025-01-01", "validUntil": "2030-01-01"},
    }
