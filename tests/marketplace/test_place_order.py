"""Placing over HTTP: every refusal by its name, with its numbers, and everything else as it was.

What marketplace/usecases promises in place_order.py, cancel_order.py, show_book.py and quote.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from marketplace.bootstrap import open_marketplace
from marketplace.domain.commands import Expire
from marketplace.domain.journal import Entry
from marketplace.errors import OrderOverfilled
from registry.adapters.typed_data import order_digest
from registry.domain.orders import Order, Side, salt_of
from registry.domain.roles import Role
from registry.domain.units import ONE_CREDIT_KG
from tests.marketplace.conftest import MONEY, TICK, Trading, as_it_travels, opened, signed_in

PRICE = 250_000_000
FEE = 2_250_000  # 45 basis points of two credits at PRICE
WALLET = "0x" + "77" * 20
# PUSH32 a selector, MSTORE at 0, RETURN the word: a wallet that accepts everything (ERC-1271), and one that does not.
YES_WALLET = "0x7f1626ba7e" + "00" * 28 + "60005260206000f3"
NO_WALLET = "0x7fffffffff" + "00" * 28 + "60005260206000f3"


@pytest.fixture
def doors(trading: Trading, client: TestClient) -> TestClient:
    """The market's doors, for a signed-in trader who also operates."""
    client.headers.update(signed_in(trading, Role.NET_ABSORBER, Role.OPERATOR))
    return client


def body(order: Order, signature: str) -> dict[str, Any]:
    """The order with a signature, as JSON."""
    return {"order": as_it_travels(order), "signature": signature}


def sell(trading: Trading, **changes: object) -> Order:
    return replace(trading.order(Side.Sell, trading.stage.characters.absorber, 2, PRICE), **changes)  # type: ignore[arg-type]


def buy(trading: Trading, **changes: object) -> Order:
    return replace(trading.order(Side.Buy, trading.stage.characters.emitter, 2, PRICE), **changes)  # type: ignore[arg-type]


def post(doors: TestClient, trading: Trading, order: Order) -> Any:
    """Places an order signed by its own maker."""
    who = trading.stage.characters
    signer = who.absorber if order.maker == who.absorber.address else who.emitter
    return doors.post("/api/v1/orders", json=body(order, trading.market.sign(order, signer)))


def test_an_order_is_stored_matched_and_settled_over_http(doors: TestClient, trading: Trading) -> None:
    """Must answer each call with amounts as strings, settle once, and show the very fee that the treasury got."""
    who = trading.stage.characters
    held_kg, treasury = trading.held_kg(who.emitter), trading.funds(who.treasury)
    placed = post(doors, trading, sell(trading))
    assert placed.status_code == 201
    assert (placed.json()["restingCredits"], placed.json()["trades"]) == ("2", [])
    (trade,) = post(doors, trading, buy(trading)).json()["trades"]
    assert (trade["credits"], trade["price"], trade["status"]) == ("2", str(PRICE), "waiting")
    (settlement,) = doors.post("/api/v1/settlements").json()
    assert (settlement["number"], settlement["fee"], len(settlement["trades"])) == ("1", str(FEE), 1)
    (listed,) = doors.get("/api/v1/trades").json()
    assert (listed["price"], listed["fee"]["cost"]) == (str(PRICE), str(FEE))
    assert listed["transaction"] == settlement["transaction"]
    assert (trading.held_kg(who.emitter), trading.funds(who.treasury)) == (held_kg + 2 * ONE_CREDIT_KG, treasury + FEE)
    book = doors.get(f"/api/v1/book/{trading.stage.batch}").json()
    assert (book["bids"], book["asks"]) == ([], [])
    assert doors.post("/api/v1/settlements").json() == []


def test_a_maker_withdraws_an_order_by_signature(doors: TestClient, trading: Trading) -> None:
    """Must take the maker's word only, and only once."""
    order = sell(trading)
    placed = post(doors, trading, order).json()["order"]
    text = trading.market.exchange.cancellation_text(placed)
    who = trading.stage.characters
    path = f"/api/v1/orders/{placed}/cancellation"
    forged = doors.post(path, json={"signature": "0x" + who.stranger.sign_text(text).hex()})
    assert (forged.status_code, forged.json()["code"]) == (409, "InvalidSignature")
    cancelled = doors.post(path, json={"signature": "0x" + who.absorber.sign_text(text).hex()})
    assert cancelled.json() == {"order": placed, "credits": "2"}
    twice = doors.post(path, json={"signature": "0x" + who.absorber.sign_text(text).hex()})
    assert twice.json()["code"] == "OrderWasCancelled"
    assert doors.get(f"/api/v1/book/{trading.stage.batch}").json()["asks"] == []


Refusal = tuple[str, Callable[[Trading], Order], dict[str, str]]
NOT_LISTED = "0x" + "99" * 20

REFUSALS: list[Refusal] = [
    ("ZeroCredits", lambda t: sell(t, credits=0), {}),
    ("OrderFlags", lambda t: sell(t, flags=2), {"flags": "2"}),
    ("OrderFlags", lambda t: buy(t, flags=4), {"flags": "4"}),
    ("OrderFee", lambda t: sell(t, max_fee_bps=44), {"maxFeeBps": "44", "feeBps": "45"}),
    ("OrderBelowMinimum", lambda t: sell(t, min_fill=3), {"minFill": "3", "asked": "2"}),
    ("RecipientIsExchange", lambda t: sell(t, recipient=t.market.exchange.address), {}),
    ("PaymentNotListed", lambda t: sell(t, payment=NOT_LISTED), {"payment": NOT_LISTED}),
    ("PriceOffTick", lambda t: sell(t, price=PRICE + 1), {"price": str(PRICE + 1), "tick": str(TICK)}),
    ("PriceOffTick", lambda t: sell(t, price=0), {"price": "0"}),
    ("BatchUnknown", lambda t: sell(t, batch=99), {"batch": "99"}),
    ("OrderCriteria", lambda t: sell(t, batch=0), {}),
    ("OrderInstructions", lambda t: sell(t, salt=1 << 16 | 1 << 6), {"bits": "64"}),
    ("OrderCriteria", lambda t: buy(t, country="0x5448"), {}),
    ("OrderCriteria", lambda t: sell(t, labels=1), {}),
    ("OrderEpoch", lambda t: sell(t, epoch=1), {"expected": "0", "actual": "1"}),
]


@pytest.mark.parametrize(("name", "build", "facts"), REFUSALS)
def test_an_order_that_cannot_stand_is_refused_by_name(
    doors: TestClient, trading: Trading, name: str, build: Callable[[Trading], Order], facts: dict[str, str]
) -> None:
    """Must answer one problem with the values and the rule, and leave the book as it was."""
    refused_and_unchanged(doors, trading, build(trading), name, facts)


def refused_and_unchanged(doors: TestClient, trading: Trading, order: Order, name: str, facts: dict[str, str]) -> None:
    before = trading.digest()
    answer = post(doors, trading, order)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (404 if name.endswith("Unknown") else 409, name)
    assert answer.headers["content-type"] == "application/problem+json"
    assert {key: problem[key] for key in facts} == facts
    assert len(problem["detail"]) > 10
    assert trading.digest() == before
    assert trading.market.order(trading.market.exchange.order_hash(order)) is None


def test_an_expired_order_is_refused_by_chain_time(doors: TestClient, trading: Trading) -> None:
    """Must compare with the time of the block, and name both times."""
    now = trading.registry.chain.head().time
    facts = {"expiry": str(now), "chainTime": str(now)}
    refused_and_unchanged(doors, trading, sell(trading, expiry=now), "OrderExpired", facts)


def test_more_credits_than_are_held_are_refused(doors: TestClient, trading: Trading) -> None:
    """Must name what is held and what is needed, in kilograms, open orders included."""
    held = trading.held_kg(trading.stage.characters.absorber)
    post(doors, trading, sell(trading))
    order = sell(trading, salt=salt_of(2), credits=held // 1_000)
    facts = {"heldKg": str(held), "neededKg": str(held // 1_000 * 1_000 + 2_000)}
    refused_and_unchanged(doors, trading, order, "InsufficientCredits", facts)


def test_more_money_than_is_held_is_refused(doors: TestClient, trading: Trading) -> None:
    """Must name what is held and what is needed, in units of the token, open orders included."""
    post(doors, trading, buy(trading))
    order = buy(trading, salt=salt_of(2), credits=39)
    facts = {"held": str(MONEY), "needed": str(41 * PRICE)}
    refused_and_unchanged(doors, trading, order, "InsufficientFunds", facts)


def test_an_unsettled_trade_still_binds_its_money(doors: TestClient, trading: Trading) -> None:
    """Must not let one balance stand behind a trade that waits and a new order."""
    post(doors, trading, sell(trading))
    post(doors, trading, buy(trading))
    facts = {"held": str(MONEY), "needed": str(41 * PRICE)}
    refused_and_unchanged(doors, trading, buy(trading, salt=salt_of(2), credits=39), "InsufficientFunds", facts)
    trading.market.settle()
    assert post(doors, trading, buy(trading, salt=salt_of(2), credits=38)).status_code == 201


def test_credits_without_approval_are_refused(doors: TestClient, trading: Trading) -> None:
    """Must say who has to approve whom for what."""
    exchange = trading.market.exchange.address
    trading.send(trading.stage.characters.absorber, "CarbonCredit", "setApprovalForAll", exchange, False)
    facts = {"operator": exchange, "asset": trading.market.exchange.credit_address, "needed": "2000"}
    refused_and_unchanged(doors, trading, sell(trading), "MissingApproval", facts)


def test_money_without_allowance_is_refused(doors: TestClient, trading: Trading) -> None:
    """Must name what is allowed and what is needed."""
    exchange = trading.market.exchange.address
    trading.send(trading.stage.characters.emitter, "PaymentToken", "approve", exchange, 2 * PRICE - 1)
    facts = {"allowed": str(2 * PRICE - 1), "needed": str(2 * PRICE), "asset": trading.market.payment}
    refused_and_unchanged(doors, trading, buy(trading), "MissingApproval", facts)


def test_the_same_order_twice_is_one_order(doors: TestClient, trading: Trading) -> None:
    """Must answer the repetition as the first, and change nothing."""
    order = sell(trading)
    first = post(doors, trading, order)
    assert first.status_code == 201
    before = trading.digest()
    again = post(doors, trading, order)
    assert (again.status_code, again.content) == (200, first.content)
    assert trading.digest() == before


def test_an_order_withdrawn_on_chain_is_refused(doors: TestClient, trading: Trading) -> None:
    """Must read cancellations from the chain."""
    order = sell(trading)
    trading.send(trading.stage.characters.absorber, "CreditExchange", "cancel", order)
    refused_and_unchanged(doors, trading, order, "OrderWasCancelled", {})


def test_an_order_of_an_earlier_epoch_is_refused(doors: TestClient, trading: Trading) -> None:
    """Must read the maker's epoch from the chain."""
    trading.send(trading.stage.characters.absorber, "CreditExchange", "raiseEpoch")
    refused_and_unchanged(doors, trading, sell(trading), "OrderEpoch", {"expected": "1", "actual": "0"})


def test_an_order_that_the_chain_has_filled_is_refused(doors: TestClient, trading: Trading, tmp_path: Path) -> None:
    """Must not sell twice what was settled, even for a book that never heard of the order."""
    order = sell(trading)
    post(doors, trading, order)
    post(doors, trading, buy(trading))
    trading.market.settle()
    registry = opened(trading.stage.chain, tmp_path / "another")
    stranger = open_marketplace(registry)
    with pytest.raises(OrderOverfilled, match="filled"):
        stranger.place(order, stranger.sign(order, trading.stage.characters.absorber))
    stranger.close()
    registry.close()


@pytest.mark.parametrize("wrong", ["key", "chain", "contract", "field", "length", "none"])
def test_a_foreign_signature_is_refused(doors: TestClient, trading: Trading, wrong: str) -> None:
    """Must refuse another key, chain, contract, a changed field, a cut signature and none by InvalidSignature."""
    order, who = sell(trading), trading.stage.characters
    exchange = trading.market.exchange.address
    digests = {
        "key": order_digest(31337, exchange, order),
        "chain": order_digest(1, exchange, order),
        "contract": order_digest(31337, trading.market.payment, order),
        "field": order_digest(31337, exchange, replace(order, price=PRICE - TICK)),
        "length": order_digest(31337, exchange, order),
        "none": order_digest(31337, exchange, order),
    }
    signer = who.stranger if wrong == "key" else who.absorber
    signature = "0x" + signer.sign_digest(digests[wrong]).hex()
    sent = {"length": signature[:-2], "none": "0x"}.get(wrong, signature)
    answer = doors.post("/api/v1/orders", json=body(order, sent))
    assert (answer.status_code, answer.json()["code"]) == (409, "InvalidSignature")
    assert answer.json()["maker"] == who.absorber.address
    assert trading.market.book(trading.stage.batch).asks == ()


def test_a_contract_wallet_signs_by_its_own_rule(trading: Trading) -> None:
    """Must ask the wallet (ERC-1271) where no key recovers, and believe only the right answer."""
    digest = "0x" + "11" * 32
    assert not trading.market.exchange.view().signed_by(WALLET, digest, "0x1234")
    trading.registry.chain.request("anvil_setCode", WALLET, YES_WALLET)
    assert trading.market.exchange.view().signed_by(WALLET, digest, "0x1234")
    trading.registry.chain.request("anvil_setCode", WALLET, NO_WALLET)
    assert not trading.market.exchange.view().signed_by(WALLET, digest, "0x1234")


def test_a_view_of_the_chain_stays_at_its_block(trading: Trading) -> None:
    """Must answer every question of one placing from one block, whatever is mined meanwhile."""
    maker, before = trading.stage.characters.absorber, trading.market.exchange.view()
    trading.send(maker, "CreditExchange", "raiseEpoch")
    assert before.epoch_of(maker.address) == 0
    assert trading.market.exchange.view().epoch_of(maker.address) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("credits", "2.5"),
        ("credits", "-1"),
        ("credits", str(2**64)),
        ("price", "1e9"),
        ("maker", "0x12"),
        ("batch", str(2**256)),
        ("salt", "\u0e51"),
        ("side", "hold"),
        ("memo", "0x00"),
        ("surprise", "1"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(doors: TestClient, trading: Trading, field: str, value: str) -> None:
    """Must answer InvalidInput with field, value and rule."""
    sent = body(sell(trading), "0x" + "00" * 65)
    sent["order"][field] = value
    answer = doors.post("/api/v1/orders", json=sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidInput")
    assert (answer.json()["field"], answer.json()["value"]) == (f"order.{field}", value)


def test_placing_and_settling_need_a_role(doors: TestClient, trading: Trading) -> None:
    """Must let nobody in without a token, let only the operator settle, and say who may."""
    order = sell(trading)
    sent = body(order, trading.market.sign(order, trading.stage.characters.absorber))
    bare = {"Authorization": ""}
    assert doors.post("/api/v1/orders", json=sent, headers=bare).status_code == 401
    assert doors.post("/api/v1/settlements", headers=bare).status_code == 401
    for roles in ((), (Role.NET_EMITTER,), (Role.COMPANY_ADMIN,)):
        refused = doors.post("/api/v1/settlements", headers=signed_in(trading, *roles))
        told = refused.json()
        assert (refused.status_code, told["code"], told["allowed"]) == (403, "NotAuthorised", "operator")
    assert doors.get("/api/v1/trades", headers=bare).json() == []


def test_the_fee_is_quoted_before_anyone_signs(doors: TestClient) -> None:
    """Must show notional, fee and net as the chain will take them, and refuse what is off the tick."""
    quoted = doors.get("/api/v1/fee", params={"credits": "16", "price": str(PRICE)}).json()
    assert (quoted["buyerPays"], quoted["fee"], quoted["sellerReceives"]) == ("4000000000", "18000000", "3982000000")
    refused = doors.get("/api/v1/fee", params={"credits": "1", "price": "1"})
    assert (refused.status_code, refused.json()["code"]) == (409, "PriceOffTick")


def test_the_book_shows_levels_without_expired_orders(doors: TestClient, trading: Trading) -> None:
    """Must add up each price, best first, and hide what chain time has ended."""
    post(doors, trading, sell(trading))
    post(doors, trading, sell(trading, salt=salt_of(2)))
    soon = trading.registry.chain.head().time + 100
    post(doors, trading, sell(trading, salt=salt_of(3), price=PRICE - TICK, expiry=soon))
    path = f"/api/v1/book/{trading.stage.batch}"
    assert [level["price"] for level in doors.get(path).json()["asks"]] == [str(PRICE - TICK), str(PRICE)]
    trading.stage.chain.engine.increase_time(200)
    trading.stage.chain.engine.mine()
    trading.market.desk.submit(Entry(Expire(trading.registry.chain.head().time))).result(10)
    assert doors.get(path).json()["asks"] == [{"price": str(PRICE), "amount": "4", "orders": 2, "shared": "0"}]
