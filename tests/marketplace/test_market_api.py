"""The market over HTTP: a whole trade with tokens and signed orders, and every refusal under its one name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from marketplace.api.routes import market_router
from registry.adapters.signer import LocalSigner
from registry.api.problems import install
from registry.domain.orders import Order, Side, salt_of
from registry.domain.roles import Role
from registry.domain.struct import camel
from registry.domain.units import ONE_CREDIT_KG
from tests.marketplace.conftest import Trading

pytestmark = pytest.mark.chain

PRICE = 250_000_000
FEE = 1_125_000  # 45 basis points of one credit at PRICE


@pytest.fixture
def client(trading: Trading) -> Iterator[TestClient]:
    """Somebody who is signed in as nobody yet."""
    app = FastAPI()
    install(app)
    app.state.registry = trading.registry
    app.include_router(market_router(trading.market))
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def signed_in(trading: Trading, *roles: Role) -> dict[str, str]:
    now = trading.registry.clock.now()
    return {"Authorization": f"Bearer {trading.registry.tokens.issue_token('tester', 'x', frozenset(roles), now)}"}


def body(trading: Trading, order: Order, signer: LocalSigner) -> dict[str, Any]:
    """An order as it travels, with its maker's signature."""
    texts = {camel(field.name): str(getattr(order, field.name)) for field in fields(Order)}
    return {"order": texts | {"side": order.side.name.lower()}, "signature": trading.market.sign(order, signer)}


def test_a_whole_trade_travels_over_http(client: TestClient, trading: Trading) -> None:
    """Must take two signed orders, match them, settle them on chain and show the trade, the fee exact."""
    who, trader = trading.stage.characters, signed_in(trading, Role.COMPANY_ADMIN)
    sale, bid = (
        trading.order(side, maker, 1, PRICE) for side, maker in ((Side.Sell, who.absorber), (Side.Buy, who.emitter))
    )
    held_kg, treasury = trading.held_kg(who.emitter), trading.funds(who.treasury)
    resting = client.post("/api/v1/orders", json=body(trading, sale, who.absorber), headers=trader)
    assert (resting.status_code, resting.json()["restingCredits"]) == (201, "1")
    matched = client.post("/api/v1/orders", json=body(trading, bid, who.emitter), headers=trader).json()
    assert [trade["status"] for trade in matched["trades"]] == ["waiting"]
    settled = client.post("/api/v1/settlements", headers=signed_in(trading, Role.OPERATOR)).json()
    assert [(entry["fee"], len(entry["trades"])) for entry in settled] == [(str(FEE), 1)]
    shown = client.get("/api/v1/trades").json()
    assert [(trade["fee"]["cost"], trade["price"]) for trade in shown] == [(str(FEE), str(PRICE))]
    assert shown[0]["transaction"] == settled[0]["transaction"]
    assert trading.held_kg(who.emitter) == held_kg + ONE_CREDIT_KG
    assert trading.funds(who.treasury) == treasury + FEE
    assert client.post("/api/v1/settlements", headers=signed_in(trading, Role.OPERATOR)).json() == []


@pytest.mark.parametrize(
    ("name", "status", "changes"),
    [
        ("OrderExpired", 409, {"expiry": 1}),
        ("PriceOffTick", 409, {"price": PRICE + 1}),
        ("BatchUnknown", 404, {"batch": 999}),
        ("OrderEpoch", 409, {"epoch": 7}),
        ("OrderFee", 409, {"max_fee_bps": 44}),
        ("ZeroCredits", 409, {"credits": 0}),
        ("InsufficientCredits", 409, {"credits": 10**6}),
    ],
)
def test_a_refused_order_has_the_chains_name_and_changes_nothing(
    client: TestClient, trading: Trading, name: str, status: int, changes: dict[str, int]
) -> None:
    """Must answer with a problem under the contract's error name, and leave the book as it was."""
    maker, before = trading.stage.characters.absorber, trading.digest()
    order = trading.order(Side.Sell, maker, **({"credits": 1, "price": PRICE} | changes))  # type: ignore[arg-type]
    answer = client.post(
        "/api/v1/orders", json=body(trading, order, maker), headers=signed_in(trading, Role.NET_ABSORBER)
    )
    assert (answer.status_code, answer.json()["code"]) == (status, name)
    assert answer.headers["content-type"] == "application/problem+json"
    assert trading.digest() == before


def test_an_unfunded_bid_is_refused_by_name(client: TestClient, trading: Trading) -> None:
    """Must name what the buyer holds and what it would need."""
    stranger = trading.stage.characters.stranger
    order = trading.order(Side.Buy, stranger, 1, PRICE)
    problem = client.post(
        "/api/v1/orders", json=body(trading, order, stranger), headers=signed_in(trading, Role.NET_EMITTER)
    ).json()
    assert (problem["code"], problem["held"], problem["needed"]) == ("InsufficientFunds", "0", str(PRICE))


def test_another_hand_chain_or_contract_signs_nothing(client: TestClient, trading: Trading) -> None:
    """Must refuse the key of somebody else, and a signature over another order."""
    who, trader = trading.stage.characters, signed_in(trading, Role.COMPANY_ADMIN)
    order = trading.order(Side.Sell, who.absorber, 1, PRICE)
    other = trading.order(Side.Sell, who.absorber, 1, PRICE, salt=salt_of(2))
    for sent in (
        body(trading, order, who.stranger),
        body(trading, order, who.absorber) | {"signature": trading.market.sign(other, who.absorber)},
        body(trading, order, who.absorber) | {"signature": "0x"},
    ):
        assert client.post("/api/v1/orders", json=sent, headers=trader).json()["code"] == "InvalidSignature"


@pytest.mark.parametrize(
    ("roles", "status", "code"), [((), 403, "NotAuthorised"), ((Role.COMPANY_ADMIN,), 403, "NotAuthorised")]
)
def test_who_may_not_settle_is_told_who_may(
    client: TestClient, trading: Trading, roles: tuple[Role, ...], status: int, code: str
) -> None:
    """Must refuse the traders' hands and those without a role, and answer 401 without a token."""
    answer = client.post("/api/v1/settlements", headers=signed_in(trading, *roles))
    assert (answer.status_code, answer.json()["code"], answer.json()["allowed"]) == (status, code, "operator")
    assert client.post("/api/v1/settlements").status_code == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [("price", "-1"), ("credits", "1.5"), ("batch", str(2**256)), ("maker", "0x12"), ("side", "both"), ("salt", "๑")],
)
def test_a_field_that_breaks_its_rule_is_named(client: TestClient, trading: Trading, field: str, value: str) -> None:
    """Must name the field of the order with what was sent, before anything is signed for."""
    maker = trading.stage.characters.absorber
    sent = body(trading, trading.order(Side.Sell, maker, 1, PRICE), maker)
    sent["order"][field] = value
    problem = client.post("/api/v1/orders", json=sent, headers=signed_in(trading, Role.NET_ABSORBER)).json()
    assert (problem["code"], problem["field"], problem["value"]) == ("InvalidInput", f"order.{field}", value)


def test_a_maker_withdraws_an_order_by_its_own_word(client: TestClient, trading: Trading) -> None:
    """Must take the maker's signed cancellation and nobody else's."""
    who, trader = trading.stage.characters, signed_in(trading, Role.NET_ABSORBER)
    order = trading.order(Side.Sell, who.absorber, 2, PRICE)
    placed = client.post("/api/v1/orders", json=body(trading, order, who.absorber), headers=trader).json()
    path = f"/api/v1/orders/{placed['order']}/cancellation"
    book = f"/api/v1/book/{trading.stage.batch}"
    digest = bytes.fromhex(trading.market.exchange.cancellation_digest(placed["order"])[2:])
    forged, own = ("0x" + hand.sign_digest(digest).hex() for hand in (who.stranger, who.absorber))
    assert client.post(path, json={"signature": forged}, headers=trader).json()["code"] == "InvalidSignature"
    assert client.get(book).json()["asks"] == [{"price": str(PRICE), "amount": "2", "orders": 1, "shared": "0"}]
    assert client.post(path, json={"signature": own}, headers=trader).json()["credits"] == "2"
    assert client.get(book).json()["asks"] == []
