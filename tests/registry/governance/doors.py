"""The doors of governance on a database alone: nothing behind them asks a chain."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from registry.adapters.approvals import Approvals
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.tokens import Tokens
from registry.adapters.users import Users
from registry.api import approvals, audit_log, users
from registry.api.problems import install
from registry.domain.roles import Role

NOW = 1_700_000_000


@dataclass
class StandingClock:
    """A clock that a test sets."""

    time: int = NOW

    def now(self) -> int:
        return self.time


@dataclass
class Ground:
    """As much of the ground floor as governance needs."""

    database: Database
    home: Path
    clock: StandingClock = field(default_factory=StandingClock)

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.home)
        self.audit_log = AuditLog(self.database)
        self.approvals = Approvals(self.database, self.audit_log)
        self.users = Users(self.database, self.audit_log)
        app = FastAPI()
        app.state.registry = self
        install(app)
        for part in (approvals, audit_log, users):
            app.include_router(part.router)
        self.client = TestClient(app, raise_server_exceptions=False)

    def call(
        self, method: str, path: str, who: str, *roles: Role, tenant: str = "roastery", json: Any = None
    ) -> tuple[int, Any]:
        """Status and document of a call by somebody with these roles in their token."""
        token = self.tokens.issue_token(who, tenant, frozenset(roles), self.clock.time)
        answer = self.client.request(method, path, headers={"Authorization": f"Bearer {token}"}, json=json)
        return answer.status_code, answer.json()
