"""Facts about bad input at the exchange's doors: each gives one problem (RFC 9457), and the book stays as it was.

What marketplace/usecases promises in place_order.py and check_order.py, case by case as an exchange must expect them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from httpx import Response

from marketplace.adapters.order_bodies import MOST_ORDERS_AT_ONCE
from marketplace.adapters.order_facts import FactsView, OrderFacts
from marketplace.domain.limits import HOUSE_LIMITS
from registry.adapters.typed_data import order_digest
from registry.domain.certificate import UseCase
from registry.domain.orders import Side, salt_of
from registry.domain.roles import Role
from registry.errors import ChainUnavailable
from registry.usecases.retire_credits import retire
from tests.marketplace.conftest import TICK
from tests.marketplace.orders.conftest import PRICE, Doors

pytestmark = pytest.mark.chain

TEN_MEGABYTES = 10_000_000
FLOOD = 10_000  # with --whole; else enough to reach the limit and pass it
Sent = Callable[[], Response]


def off_tick(doors: Doors) -> Sent:
    return lambda: doors.place(Side.Sell, price=PRICE + 1)


def no_credits(doors: Doors) -> Sent:
    return lambda: doors.place(Side.Sell, 0)


def below_lot(doors: Doors) -> Sent:
    """A lot is one credit: half of one is no amount that could be signed."""
    sent = doors.signed(*doors.order(Side.Sell))
    sent["order"]["credits"] = "0.5"
    return lambda: doors.client.post("/api/v1/orders", json=sent)


def expired(doors: Doors) -> Sent:
    return lambda: doors.place(Side.Sell, expiry=doors.trading.registry.chain.head().time)


def replayed(doors: Doors) -> Sent:
    """The same order under another key; under its own it is answered as at first (test_order_doors.py)."""
    sent = doors.signed(*doors.order(Side.Sell), clientOrderId="first")
    assert doors.client.post("/api/v1/orders", json=sent).status_code == 201
    return lambda: doors.client.post("/api/v1/orders", json=sent | {"clientOrderId": "second"})


def replayed_after_its_fill(doors: Doors) -> Sent:
    sent = doors.signed(*doors.order(Side.Sell, 1), clientOrderId="first")
    doors.client.post("/api/v1/orders", json=sent)
    doors.place(Side.Buy, 1)
    doors.trading.market.settle()
    return lambda: doors.client.post("/api/v1/orders", json=sent | {"clientOrderId": "second"})


def wrong_chain(doors: Doors) -> Sent:
    order, maker = doors.order(Side.Sell)
    digest = order_digest(1, doors.trading.market.exchange.address, order)
    sent = doors.signed(order, maker) | {"signature": "0x" + maker.sign_digest(digest).hex()}
    return lambda: doors.client.post("/api/v1/orders", json=sent)


def unfunded(doors: Doors) -> Sent:
    order, _ = doors.order(Side.Buy)
    poor = doors.trading.stage.characters.stranger
    sent = doors.signed(replace(order, maker=poor.address), poor)
    return lambda: doors.client.post("/api/v1/orders", json=sent)


def frozen(doors: Doors) -> Sent:
    trading, who = doors.trading, doors.trading.stage.characters
    held = trading.held_kg(who.absorber)
    trading.send(who.compliance, "CarbonCredit", "setFrozenTokens", who.absorber.address, trading.stage.batch, held)
    return lambda: doors.place(Side.Sell)


def retired(doors: Doors) -> Sent:
    trading, absorber = doors.trading, doors.trading.stage.characters.absorber
    held = trading.held_kg(absorber)
    outbox, details = trading.registry.outbox, {"reason": "it is over"}
    retire(outbox, absorber, trading.stage.batch, held, absorber.address, details, "5a" * 16, UseCase.Voluntary)
    return lambda: doors.place(Side.Sell)


def halted(doors: Doors) -> Sent:
    doors.place(Side.Sell)
    said = {"batch": str(doors.trading.stage.batch), "reason": "odd prices"}
    doors.client.post("/api/v1/controls/halt", json=said, headers=doors.as_(Role.OPERATOR))
    return lambda: doors.place(Side.Sell)


def ten_megabytes(doors: Doors) -> Sent:
    return lambda: doors.client.post("/api/v1/orders", content=b" " * TEN_MEGABYTES)


CASES: dict[str, tuple[Callable[[Doors], Sent], int, str]] = {
    "off tick": (off_tick, 409, "PriceOffTick"),
    "no credits": (no_credits, 409, "ZeroCredits"),
    "below lot": (below_lot, 422, "InvalidInput"),
    "expired": (expired, 409, "OrderExpired"),
    "replayed": (replayed, 409, "OrderDuplicated"),
    "replayed after its fill": (replayed_after_its_fill, 409, "OrderDuplicated"),
    "wrong chain": (wrong_chain, 409, "InvalidSignature"),
    "unfunded": (unfunded, 409, "InsufficientFunds"),
    "frozen credits": (frozen, 409, "ERC7943InsufficientUnfrozenBalance"),
    "retired credits": (retired, 409, "InsufficientCredits"),
    "halted market": (halted, 409, "MarketHalted"),
    "ten megabytes": (ten_megabytes, 413, "RequestEntityTooLarge"),
}


@pytest.mark.parametrize(("build", "status", "code"), CASES.values(), ids=CASES.keys())
def test_bad_input_is_one_problem_and_leaves_the_book(
    doors: Doors, build: Callable[[Doors], Sent], status: int, code: str
) -> None:
    """Must name one fault with a sentence, and keep every order of the book as it was."""
    send = build(doors)
    before = doors.trading.digest()
    answer = send()
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), problem
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/problems/{code}"
    assert problem["title"]
    assert len(problem["detail"]) > 10
    assert doors.trading.digest() == before


def test_a_flood_of_one_key_fills_its_share_and_no_more(
    doors: Doors, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Must let as many orders rest as the house allows, refuse all others without asking the node, and serve others."""
    limit, codes = HOUSE_LIMITS.max_orders_per_maker, []
    flood = FLOOD if request.config.getoption("--whole") else limit + MOST_ORDERS_AT_ONCE
    sent = list(bids(doors, flood))
    with monkeypatch.context() as away:
        for start in range(0, flood, MOST_ORDERS_AT_ONCE):
            if start == limit:
                away.setattr(OrderFacts, "renewed", node_is_away)
            some = {"orders": sent[start : start + MOST_ORDERS_AT_ONCE]}
            codes += [line["code"] for line in doors.client.post("/api/v1/orders/batch", json=some).json()]
    assert codes == [None] * limit + ["TooManyOrders"] * (flood - limit)
    assert doors.place(Side.Sell).json()["status"] == "open"


def node_is_away(_chain: OrderFacts, _watching: bool = False) -> FactsView:
    raise ChainUnavailable("the node does not answer")


def bids(doors: Doors, count: int) -> Iterator[dict[str, Any]]:
    """So many bids of one maker for one credit at the lowest price, by nonce."""
    order, maker = doors.order(Side.Buy, 1, price=TICK)
    plain, chain = doors.signed(order, maker)["order"], doors.trading.market.orders.chain
    for nonce in range(1, count + 1):
        salt = salt_of(nonce)
        signature = maker.sign_digest(chain.digest(replace(order, salt=salt)))
        yield {"order": plain | {"salt": str(salt)}, "signature": "0x" + signature.hex()}
