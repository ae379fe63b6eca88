"""Fixtures of webhooks: a whole registry over each kind of database, whose chain nobody asks, and a real receiver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from registry.adapters.abi import ABI_DIR
from registry.adapters.chain import ChainGateway
from registry.adapters.chain_engines import DEV_CHAIN_ID
from registry.adapters.database import Database
from registry.adapters.deployment import deployment_of_addresses
from registry.adapters.webhook_sender import HttpSender
from registry.api import webhooks
from registry.api.problems import install
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.events import Block, ChainEvent
from registry.domain.roles import Role
from registry.domain.webhooks import Webhook
from tests.registry.governance.doors import StandingClock
from tests.registry.webhooks.receiver import Receiver, receiving

NOBODY = "http://127.0.0.1:9"
TIME = 1_700_000_000


class UnaskedChain(ChainGateway):
    """A gateway that knows its chain's number without asking a node."""

    chain_id = DEV_CHAIN_ID


@dataclass
class Ground:
    """The registry, its doors, and the clock."""

    registry: Registry
    clock: StandingClock
    client: TestClient

    def call(self, method: str, path: str, *roles: Role, tenant: str = "roastery", json: Any = None) -> tuple[int, Any]:
        """Status and document of a call by somebody with these roles in their token."""
        token = self.registry.tokens.issue_token("ada", tenant, frozenset(roles), self.clock.time)
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.client.request(method, f"/api/v1/webhooks{path}", headers=headers, json=json)
        return answer.status_code, answer.json() if answer.content else None

    def register(self, url: str, *events: str, tenant: str = "roastery") -> dict[str, Any]:
        asked = {"url": url, "events": events}
        status, made = self.call("POST", "", Role.COMPANY_ADMIN, tenant=tenant, json=asked)
        assert status == 201, made
        return dict(made)

    def happen(self, *names: str) -> None:
        """A block with these events, one after the other."""
        tip = self.registry.events.tip()
        number, parent = (tip.number + 1, tip.hash) if tip else (1, "0x" + "0" * 64)
        block = Block(number, f"0x{number:064x}", parent, TIME + number)
        said = {"id": 2**60, "from": "0x" + "11" * 20}
        told = [
            ChainEvent(number, log, f"0x{number:062x}{log:02x}", "CarbonCredit", name, said)
            for log, name in enumerate(names)
        ]
        assert self.registry.events.append([block], told)

    def webhook(self, made: dict[str, Any]) -> Webhook:
        return self.registry.webhooks.find("roastery", made["id"])

    def try_out(self, made: dict[str, Any], event: str) -> None:
        status, _ = self.call("POST", f"/{made['id']}/tests", Role.COMPANY_ADMIN, json={"event": event})
        assert status == 200

    def turn(self, made: dict[str, Any]) -> Webhook | None:
        return self.registry.deliver_webhook(self.webhook(made))


@pytest.fixture
def ground(database: Database, tmp_path: Path) -> Iterator[Ground]:
    settings = replace(load_settings({}), home=tmp_path / "home", database_url=database.url, rpc_url=None)
    settings = replace(settings, confirmations=1)
    contracts = sorted(file.stem for file in ABI_DIR.glob("*.json"))
    addresses = {name: f"0x{place:040x}" for place, name in enumerate(contracts, start=1)}
    clock = StandingClock()
    deployment = deployment_of_addresses(DEV_CHAIN_ID, addresses)
    registry = assemble(settings, UnaskedChain(NOBODY, deployment), clock)
    registry = replace(registry, webhook_sender=HttpSender(loopback=True))
    app = FastAPI()
    app.state.registry = registry
    install(app)
    app.include_router(webhooks.router)
    yield Ground(registry, clock, TestClient(app, raise_server_exceptions=False))
    registry.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found
