"""The doors of offsets, approvals and evidence on a database of their own; recording needs no chain."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from passport.adapters.offset_desk import OffsetDesk
from passport.api.offset_routes import offset_router
from passport.bootstrap import open_passport
from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.api.approvals import router as approvals_router
from registry.api.evidence_chain import router as evidence_router
from registry.api.problems import install
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.roles import Role

SENT: dict[str, Any] = {
    "offset_amount": 12,
    "offset_type": "VER",
    "certificate_id": "VER-2024-0017",
    "provider": "Gold Standard",
    "cost": 187.5,
}


@dataclass
class HandClock:
    """A clock that a test moves."""

    time: int = 1_790_000_000

    def now(self) -> int:
        return self.time


@dataclass
class Company:
    """People of one company at the doors."""

    app: FastAPI
    tenant: str
    people: dict[str, TestClient] = field(default_factory=dict)

    def as_(self, subject: str, *roles: Role) -> TestClient:
        registry: Registry = self.app.state.registry
        token = registry.tokens.issue_token(subject, self.tenant, frozenset(roles), registry.clock.now())
        return TestClient(self.app, headers={"Authorization": f"Bearer {token}"}, raise_server_exceptions=False)

    @property
    def admin(self) -> TestClient:
        return self.as_("ann", Role.COMPANY_ADMIN)

    @property
    def compliance(self) -> TestClient:
        return self.as_("ben", Role.COMPLIANCE)

    def submit(self, key: str | None = None, **changed: Any) -> Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        answer: Response = self.admin.post("/api/scm/carbon/offset", json=SENT | changed, headers=headers)
        return answer

    def decide(self, approval: str, *, approved: bool = True, who: TestClient | None = None) -> Response:
        door, person = f"/api/v1/approvals/{approval}", who or self.compliance
        said = {"approved": approved, "payloadHash": person.get(door).json()["payloadHash"], "reason": "looked at it"}
        answer: Response = person.post(f"{door}/decision", json=said)
        return answer


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def app(database: Database, tmp_path: Path, clock: HandClock) -> FastAPI:
    """The doors of this part, as the service mounts them."""
    settings = load_settings({"CARBONIX_HOME": str(tmp_path), "CARBONIX_DATABASE_URL": database.url})
    deployment = SimpleNamespace(chain_id=31337)
    chain = SimpleNamespace(deployment=deployment, chain_id=31337, address_of=lambda _name: "0x" + "5e" * 20)
    return doors(assemble(settings, cast(ChainGateway, chain), clock))


def doors(registry: Registry) -> FastAPI:
    """The doors on an open registry."""
    app = FastAPI()
    passport = open_passport(registry)
    app.state.registry, app.state.desk = registry, passport.offsets
    install(app)
    app.include_router(offset_router(passport))
    app.include_router(approvals_router)
    app.include_router(evidence_router)
    return app


@pytest.fixture
def acme(app: FastAPI) -> Company:
    return Company(app, "acme")


@pytest.fixture
def rival(app: FastAPI) -> Company:
    return Company(app, "rival")


@pytest.fixture
def desk(app: FastAPI) -> OffsetDesk:
    return cast(OffsetDesk, app.state.desk)
