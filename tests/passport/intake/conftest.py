"""The doors of supply data on a database of their own; no chain is needed to take data in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from passport.api.intake_routes import intake_router
from passport.bootstrap import Passport, open_passport
from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.api.problems import as_document, install
from registry.bootstrap import assemble
from registry.config import load_settings
from registry.domain.roles import Role
from web.headers import SecureAnswers


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Iterator[FastAPI]:
    """The doors of this part, as the service mounts them."""
    settings = load_settings({"CARBONIX_HOME": str(tmp_path), "CARBONIX_DATABASE_URL": database.url})
    registry = assemble(settings, cast(ChainGateway, SimpleNamespace(deployment=None, chain_id=31337)))
    passport = open_passport(registry)
    app = FastAPI()
    app.state.registry, app.state.passport = registry, passport
    app.add_middleware(SecureAnswers, refuse=as_document)
    install(app)
    app.include_router(intake_router(passport))
    yield app
    registry.database.close()  # a server takes a hundred connections at most


class Company:
    """Somebody of a company who sends and asks."""

    def __init__(self, app: FastAPI, tenant: str, *roles: Role) -> None:
        self.tenant, self._app = tenant, app
        registry = app.state.registry
        token = registry.tokens.issue_token("ann", tenant, frozenset(roles), registry.clock.now())
        self.http = TestClient(app, headers={"Authorization": f"Bearer {token}"}, raise_server_exceptions=False)

    @property
    def passport(self) -> Passport:
        return cast(Passport, self._app.state.passport)


@pytest.fixture
def acme(app: FastAPI) -> Company:
    """The administrator of acme."""
    return Company(app, "acme", Role.COMPANY_ADMIN)


@pytest.fixture
def rival(app: FastAPI) -> Company:
    """The administrator of another company."""
    return Company(app, "rival", Role.COMPANY_ADMIN)
