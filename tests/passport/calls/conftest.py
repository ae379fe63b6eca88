"""The passport room without a chain: the calls of this folder read a database and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from passport.api.explanation_routes import explanation_router
from passport.api.footprint_list import footprint_list_router
from passport.api.partner_routes import partner_router
from passport.api.report_call import report_call_router
from passport.api.routes import passport_router
from passport.bootstrap import Passport, open_passport
from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.api.problems import install
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.roles import Role

TENANT = "roastery"


@dataclass
class House:
    """A room over a database and a client that is signed in as somebody of a company."""

    rooms: Passport
    client: TestClient

    @property
    def database(self) -> Database:
        return self.rooms.registry.database

    def headers(self, *roles: Role, tenant: str = TENANT) -> dict[str, str]:
        registry = self.rooms.registry
        roles_of = frozenset(roles or (Role.COMPANY_ADMIN,))
        text = registry.tokens.issue_token("tester", tenant, roles_of, registry.clock.now())
        return {"Authorization": f"Bearer {text}"}

    def get(self, path: str, *roles: Role, tenant: str = TENANT, **headers: str) -> Any:
        """The answer to somebody with these roles, of this company."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=self.headers(*roles, tenant=tenant) | named)


def registry_on(database: Database, home: Path) -> Registry:
    """An assembled registry whose chain nobody asks."""
    settings = load_settings({"CARBONIX_HOME": str(home), "CARBONIX_DATABASE_URL": database.url})
    return assemble(settings, cast(ChainGateway, SimpleNamespace(deployment=None, chain_id=31337)))


def house_on(database: Database, home: Path) -> House:
    """The room's doors over a database."""
    rooms, app = open_passport(registry_on(database, home)), FastAPI()
    app.state.registry = rooms.registry
    install(app)
    app.include_router(passport_router(rooms))
    app.include_router(partner_router(rooms))
    app.include_router(footprint_list_router(rooms))
    app.include_router(report_call_router(rooms))
    app.include_router(explanation_router(rooms))
    return House(rooms, TestClient(app))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A room on each engine."""
    return house_on(database, tmp_path)


@pytest.fixture
def embedded(sqlite: Database, tmp_path: Path) -> House:
    """A room on SQLite, for what no engine decides."""
    return house_on(sqlite, tmp_path)
