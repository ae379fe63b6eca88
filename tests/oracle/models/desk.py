"""The oracle's models as the running room joins them, over a database and without any chain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from oracle.adapters.models.training import Trained
from oracle.api.model_routes import model_router
from oracle.bootstrap import Oracle, open_oracle
from oracle.usecases.register_model import register_model
from registry.adapters.database import Database
from registry.api.problems import install
from registry.domain.approvals import Approval
from registry.domain.roles import Principal, Role
from registry.usecases.decide_change import decide_change
from tests.passport.calls.conftest import registry_on

NOW = 1_700_000_000
OLA = Principal("ola", "sensors", frozenset({Role.OPERATOR}))
BEN = Principal("ben", "sensors", frozenset({Role.COMPLIANCE}))


@dataclass(frozen=True)
class Desk:
    """Short words for what tests do to models."""

    oracle: Oracle

    def proposed(self, trained: Trained, caller: Principal = OLA, **changed: Any) -> Approval:
        """A model proposed; `changed` replaces its card or its files."""
        given = {"card": trained.card, "files": trained.files} | changed
        approvals = self.oracle.registry.approvals
        return register_model(
            given["card"], given["files"], "", caller=caller, now=NOW, shelf=self.oracle.models, desk=approvals
        )

    def decided(self, waiting: Approval, caller: Principal = BEN, **said: Any) -> Approval:
        """The second person's word."""
        words = {"approved": True, "payload_hash": waiting.payload_hash, "reason": "", "now": NOW + 1}
        return decide_change(waiting.id, caller=caller, desk=self.oracle.registry.approvals, **(words | said))

    def agreed(self, trained: Trained) -> None:
        """A model in force."""
        self.decided(self.proposed(trained))

    def client(self, *roles: Role, tenant: str = "sensors", subject: str = "tester") -> TestClient:
        """A client that is signed in with these roles."""
        registry, app = self.oracle.registry, FastAPI()
        app.state.registry = registry
        install(app)
        app.include_router(model_router(self.oracle))
        token = registry.tokens.issue_token(subject, tenant, frozenset(roles), registry.clock.now())
        return TestClient(app, headers={"Authorization": f"Bearer {token}"})


def desk_on(database: Database, home: Path) -> Desk:
    """The room over a database."""
    return Desk(open_oracle(registry_on(database, home)))
