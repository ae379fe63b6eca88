"""The doors of risk and of the public side over a database of their own; the clock stands where a test puts it."""

from __future__ import annotations

from calendar import timegm
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from passport.adapters.generations import touch
from passport.api.benchmark_routes import benchmark_router
from passport.api.public_routes import public_router
from passport.api.risk_routes import risk_router
from passport.api.routes import passport_router
from passport.bootstrap import Passport, open_passport
from passport.domain.factor_changes import Activity, FactorChange
from passport.domain.statement import statement_of
from passport.ports import SealedPassport
from passport.usecases.propose_factors import propose_factors
from registry.adapters.canonical_json import canonical
from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.api.problems import install
from registry.bootstrap import assemble
from registry.config import load_settings
from registry.domain.merkle import leaf_hash
from registry.domain.roles import Principal, Role
from registry.usecases.decide_change import decide_change
from tests.passport.products import product_with

TENANT = "roastery"
BASE = "https://id.example.com"


@dataclass
class Clock:
    """A clock that a test sets."""

    seconds: int = timegm((2026, 11, 22, 12, 0, 0))

    def now(self) -> int:
        return self.seconds

    def month(self, number: int, year: int = 2026) -> None:
        """Noon of the month's first day, UTC."""
        self.seconds = timegm((year, number, 1, 12, 0, 0))


@dataclass
class Desk:
    """The room, its doors, and whoever asks."""

    rooms: Passport
    client: TestClient
    clock: Clock

    @property
    def database(self) -> Database:
        return self.rooms.registry.database

    def call(
        self, method: str, path: str, *roles: Role, tenant: str = TENANT, body: Any = None, expect: int = 200
    ) -> Any:
        """The answer to somebody with these roles, in the expected status."""
        given = frozenset(roles or (Role.COMPANY_ADMIN,))
        token = self.rooms.registry.tokens.issue_token("ann", tenant, given, self.clock.now())
        answer = self.client.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    def get(self, path: str, *roles: Role, **how: Any) -> Any:
        return self.call("GET", path, *roles, **how)

    def put(self, path: str, body: Any, *roles: Role, **how: Any) -> Any:
        return self.call("PUT", path, *roles, body=body, **how)

    def add(self, *rows: SQLModel, tenant: str = TENANT) -> None:
        """Stores rows as another part of the room would."""
        with self.database.transaction() as session:
            session.add_all(rows)
            touch(session, tenant)

    def register(self, product_id: str, kilograms: str | None = None, *, tenant: str = TENANT, **facts: Any) -> None:
        """A product of a company, with its maker's own figure if one is given."""
        own = None if kilograms is None else Decimal(kilograms)
        legs = facts.pop("shipments", ())
        self.rooms.register(product_with(*legs, product_id=product_id, supplier_kg=own, **facts), tenant)

    def change_factor(self, activity: Activity, name: str, value: str, *, tenant: str = TENANT) -> None:
        """A company's own factor, agreed by two of its people."""
        ann = Principal("ann", tenant, frozenset({Role.COMPANY_ADMIN}))
        ben = Principal("ben", tenant, frozenset({Role.COMPLIANCE}))
        change = FactorChange(activity, name, Decimal(value), "a contract")
        sets, approvals, now = self.rooms.factor_sets, self.rooms.registry.approvals, self.clock.now()
        waiting = propose_factors([change], "", caller=ann, now=now, sets=sets, desk=approvals)
        said = {"approved": True, "payload_hash": waiting.payload_hash, "reason": "", "caller": ben, "now": now + 1}
        decide_change(waiting.id, desk=approvals, **said)  # type: ignore[arg-type]

    def seal(self, product_id: str) -> SealedPassport:
        """A sealed passport as the room keeps it, under a seal of which no chain knows."""
        assessed = self.rooms.assess(product_id)
        statement = statement_of(assessed, chain_id=31337, contract="0x" + "11" * 20, input_hash="0x" + "22" * 32)
        leaf = canonical(statement)
        sealed = SealedPassport(
            product_id=product_id,
            subject="0x" + leaf_hash(leaf).hex(),
            leaf=leaf,
            statement=statement,
            seal_id=1,
            root="0x" + "33" * 32,
            transaction="0x" + "44" * 32,
            block=1,
        )
        self.rooms.products.keep_passport(sealed)
        return sealed


def desk_on(database: Database, home: Path) -> Desk:
    """The doors over a database."""
    env = {"CARBONIX_HOME": str(home), "CARBONIX_DATABASE_URL": database.url, "CARBONIX_PUBLIC_URL": BASE}
    clock = Clock()
    nobody = cast(ChainGateway, SimpleNamespace(deployment=None, chain_id=31337))
    rooms, app = open_passport(assemble(load_settings(env), nobody, clock)), FastAPI()
    app.state.registry = rooms.registry
    install(app)
    for router in (passport_router, risk_router, benchmark_router, public_router):
        app.include_router(router(rooms))
    return Desk(rooms, TestClient(app, follow_redirects=False), clock)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """The doors on each engine."""
    return desk_on(database, tmp_path)


@pytest.fixture
def embedded(sqlite: Database, tmp_path: Path) -> Desk:
    """The doors on SQLite, for what no engine decides."""
    return desk_on(sqlite, tmp_path)
