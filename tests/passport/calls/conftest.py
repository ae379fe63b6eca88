"""The passport room without a chain: the calls of this folder read a database and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from passport.api.partner_routes import partner_router
from passport.api.routes import passport_router
from passport.bootstrap import Passport, open_passport
from registry.adapters.accounts import Accounts
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from registry.adapters.tokens import Tokens
from registry.api.problems import install
from registry.bootstrap import Registry
from registry.domain.roles import Role

TENANT = "roastery"


@dataclass
class House:
    """A room over a database and a client that is signed in as somebody of a company."""

    rooms: Passport
    client: TestClient
    tokens: Tokens
    clock: SystemClock = field(default_factory=SystemClock)

    @property
    def database(self) -> Database:
        return self.rooms.registry.database

    def headers(self, *roles: Role, tenant: str = TENANT) -> dict[str, str]:
        text = self.tokens.issue_token("tester", tenant, frozenset(roles or (Role.COMPANY_ADMIN,)), self.clock.now())
        return {"Authorization": f"Bearer {text}"}

    def get(self, path: str, *roles: Role, tenant: str = TENANT, **headers: str) -> Any:
        """The answer to somebody with these roles, of this company."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=self.headers(*roles, tenant=tenant) | named)


def house_on(database: Database, home: Path) -> House:
    """The room's doors over a database."""
    tokens = Tokens(home)
    parts = {"database": database, "tokens": tokens, "clock": SystemClock(), "accounts": Accounts(database)}
    registry = cast(Registry, SimpleNamespace(**parts))
    rooms, app = open_passport(registry), FastAPI()
    app.state.registry = registry
    install(app)
    app.include_router(passport_router(rooms))
    app.include_router(partner_router(rooms))
    return House(rooms, TestClient(app), tokens)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A room on each engine."""
    return house_on(database, tmp_path)


@pytest.fixture
def embedded(sqlite: Database, tmp_path: Path) -> House:
    """A room on SQLite, for what no engine decides."""
    return house_on(sqlite, tmp_path)
