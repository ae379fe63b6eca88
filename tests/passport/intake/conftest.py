"""The doors of supply data on a database of their own; no chain is needed to take data in."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from passport.adapters.factor_files import default_factors
from passport.adapters.product_store import ProductTable
from passport.api.intake_routes import intake_router
from passport.bootstrap import Passport
from registry.adapters.audit_log import AuditLog
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from registry.adapters.tokens import Tokens
from registry.adapters.users import Users
from registry.api.problems import install
from registry.domain.roles import Role
from web.headers import SecureAnswers


@pytest.fixture
def app(database: Database, tmp_path: Path) -> FastAPI:
    """The doors of this part, as the service mounts them."""
    users = Users(database, AuditLog(database))
    registry: Any = SimpleNamespace(database=database, tokens=Tokens(tmp_path), clock=SystemClock(), users=users)
    passport = Passport(registry, ProductTable(database), default_factors())
    app = FastAPI()
    app.state.registry, app.state.passport = registry, passport
    app.add_middleware(SecureAnswers)
    install(app)
    app.include_router(intake_router(passport))
    return app


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
