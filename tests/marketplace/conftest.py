"""A market on a real chain: a seller with credits, buyers with money, all approved, taken back after each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from marketplace.api.routes import market_router
from marketplace.bootstrap import Marketplace, open_marketplace
from marketplace.usecases.place_order import Placed
from registry.adapters.chain import ChainGateway
from registry.adapters.signer import LocalSigner
from registry.api.problems import install
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import Order, Side, salt_of
from registry.domain.roles import Role
from registry.domain.struct import to_struct
from tests.deployed import Characters, DeployedChain
from tests.issue_credits import issue_credits, send

TICK = 10_000
MONEY = 10_000_000_000  # 10,000.00 baht for each buyer
EXPIRES_IN_S = 3_600


@dataclass(frozen=True, slots=True)
class Stage:
    """Who and what stands on the chain before each test."""

    chain: DeployedChain
    characters: Characters
    batch: int


@dataclass(slots=True)
class Trading:
    """One process of the market, with short words for what tests do to it."""

    stage: Stage
    registry: Registry
    market: Marketplace
    sent: int = 0

    def order(self, side: Side, maker: LocalSigner, credits: int, price: int, **changes: object) -> Order:
        """An order that nothing speaks against; `changes` replace fields."""
        order = Order(
            maker=maker.address,
            taker=ZERO_ADDRESS,
            recipient=ZERO_ADDRESS,
            batch=self.stage.batch,
            payment=self.market.payment,
            side=side,
            credits=credits,
            price=price,
            expiry=self.registry.chain.head().time + EXPIRES_IN_S,
            epoch=0,
            max_fee_bps=45,
            flags=0,
            min_fill=0,
            salt=salt_of(1),
            memo=ZERO_HASH,
        )
        return replace(order, **changes)  # type: ignore[arg-type]

    def place(self, side: Side, maker: LocalSigner, credits: int, price: int, **changes: object) -> Placed:
        """Signs and places an order."""
        order = self.order(side, maker, credits, price, **changes)
        return self.market.place(order, self.market.sign(order, maker))

    def send(self, signer: LocalSigner, contract: str, function: str, *args: object) -> None:
        """A transaction of a character."""
        self.sent += 1
        self.registry.outbox.transact(f"test:{self.sent}", signer, contract, function, *args)

    def read(self, contract: str, function: str, *args: object) -> int:
        """A number read at the chain's head."""
        chain = self.registry.chain
        return int(chain.call(contract, function, *args, at=chain.head().number))

    def funds(self, holder: LocalSigner) -> int:
        """Units of the payment token that a character holds."""
        return self.read("PaymentToken", "balanceOf", holder.address)

    def held_kg(self, holder: LocalSigner) -> int:
        """Kilograms of the batch that a character holds."""
        return self.read("CarbonCredit", "balanceOf", holder.address, self.stage.batch)

    def digest(self) -> str:
        """The book's digest."""
        return self.market.book(self.stage.batch).digest

    def restarted(self) -> Trading:
        """The same home, opened by a new process after this one has ended."""
        self.market.close()
        registry = assemble(self.registry.settings, self.stage.chain.gateway)
        return Trading(self.stage, registry, open_marketplace(registry), self.sent)


@pytest.fixture(scope="module")
def stage(session_deployment: DeployedChain, characters: Characters) -> Iterator[Stage]:
    """Sixteen credits with the absorber and money with two buyers, taken back when the module is done."""
    before = session_deployment.engine.snapshot()
    issued = issue_credits(session_deployment, characters)
    approve(session_deployment.gateway, characters)
    yield Stage(session_deployment, characters, issued.batch)
    session_deployment.engine.revert(before)


def approve(gateway: ChainGateway, characters: Characters) -> None:
    """The absorber lets the exchange move its credits, the emitter and the second roof owner their money."""
    exchange = gateway.address_of("CreditExchange")
    send(gateway, characters.absorber, "CarbonCredit", "setApprovalForAll", exchange, True)
    for buyer in (characters.emitter, characters.absorber2):
        send(gateway, characters.admin, "PaymentToken", "mint", buyer.address, MONEY)
        send(gateway, buyer, "PaymentToken", "approve", exchange, MONEY)


@pytest.fixture
def trading(stage: Stage, tmp_path: Path) -> Iterator[Trading]:
    """An empty market in a home of its own."""
    before = stage.chain.engine.snapshot()
    registry = opened(stage.chain, tmp_path)
    now = Trading(stage, registry, open_marketplace(registry))
    yield now
    now.market.close()
    registry.close()
    stage.chain.engine.revert(before)


@pytest.fixture
def client(trading: Trading) -> Iterator[TestClient]:
    """The market's doors for somebody who is signed in as nobody yet."""
    app = FastAPI()
    app.state.registry = trading.registry
    install(app)
    app.include_router(market_router(trading.market))
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def as_it_travels(order: Order) -> dict[str, str]:
    """An order as JSON carries it: amounts as text, its side by name."""
    return {key: str(value) for key, value in to_struct(order).items()} | {"side": order.side.name.lower()}


def signed_in(trading: Trading, *roles: Role) -> dict[str, str]:
    """The header of a person in these roles."""
    token = trading.registry.tokens.issue_token("ann", "farm", frozenset(roles), trading.registry.clock.now())
    return {"Authorization": f"Bearer {token}"}


def opened(chain: DeployedChain, home: Path) -> Registry:
    settings = load_settings({"CARBONIX_HOME": str(home), "CARBONIX_DEPLOYMENTS": str(chain.deployments_dir)})
    return assemble(settings, chain.gateway)
