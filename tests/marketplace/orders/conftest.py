"""A market with its doors, for a trader and an operator, on the marketplace's stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from marketplace.api.order_door import hot_routes
from marketplace.api.routes import market_router
from registry.adapters.signer import LocalSigner
from registry.api.problems import install
from registry.domain.orders import Instructions, Order, Side, salt_of
from registry.domain.roles import Role
from tests.marketplace.conftest import Trading, as_it_travels

PRICE = 250_000_000


@dataclass(slots=True)
class Doors:
    """The doors of one market, with short words for what makers send through them."""

    trading: Trading
    client: TestClient
    nonce: int = 100

    def order(
        self, side: Side, credits: int = 2, told: Instructions | None = None, **changes: object
    ) -> tuple[Order, LocalSigner]:
        """An order of the absorber (sell) or the emitter (buy), each with a nonce of its own."""
        who = self.trading.stage.characters
        maker = who.absorber if side is Side.Sell else who.emitter
        self.nonce += 1
        order = self.trading.order(side, maker, credits, PRICE, salt=salt_of(self.nonce, told))
        return replace(order, **changes), maker  # type: ignore[arg-type]

    def signed(self, order: Order, signer: LocalSigner, **beside: object) -> dict[str, Any]:
        """An order as it travels."""
        return {"order": as_it_travels(order), "signature": self.trading.market.sign(order, signer), **beside}

    def place(self, side: Side, credits: int = 2, told: Instructions | None = None, **changes: object) -> Any:
        """Places such an order."""
        return self.client.post("/api/v1/orders", json=self.signed(*self.order(side, credits, told, **changes)))

    def as_(self, *roles: Role, subject: str = "ann", tenant: str = "farm") -> dict[str, str]:
        """The header of somebody else."""
        registry = self.trading.registry
        token = registry.tokens.issue_token(subject, tenant, frozenset(roles), registry.clock.now())
        return {"Authorization": f"Bearer {token}"}

    def asks(self) -> list[tuple[str, str]]:
        """Price and credits of every ask of the stage's batch."""
        levels = self.trading.market.book(self.trading.stage.batch).asks
        return [(str(level.price_minor), str(level.credits)) for level in levels]


@pytest.fixture
def doors(trading: Trading) -> Iterator[Doors]:
    """The market's doors, for a signed-in trader."""
    app = FastAPI()
    app.state.registry = trading.registry
    install(app)
    app.router.routes[:0] = hot_routes(trading.market)
    app.include_router(market_router(trading.market))
    with TestClient(app) as client:
        found = Doors(trading, client)
        client.headers.update(found.as_(Role.NET_ABSORBER))
        yield found
