"""Facts about order entry over HTTP: instructions are the signed ones, words are the maker's, each acts once.

What marketplace/usecases promises in check_order.py, modify_order.py, replace_order.py and cancel_order.py.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from marketplace.adapters.exchange_chain import ExchangeChain
from marketplace.adapters.sequencer import DeskLimits
from marketplace.adapters.signature_pool import FEWEST
from marketplace.api.order_door import MOST_PER_TURN
from marketplace.domain.limits import HOUSE_LIMITS
from marketplace.domain.maker_words import cancel_all_text, cancellation_text, modification_text
from registry.adapters.signer import LocalSigner
from registry.api.body_limit import LARGEST_BODY_BYTES
from registry.api.problems import RETRY_AFTER_S
from registry.domain.orders import Instructions, SelfTrade, Side, TimeInForce
from registry.domain.roles import Role
from registry.errors import ChainUnavailable
from tests.marketplace.orders.conftest import PRICE, Doors

pytestmark = pytest.mark.chain


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()


def word(doors: Doors, signer: LocalSigner, text: str) -> str:
    return "0x" + signer.sign_text(text).hex()


def at_exchange(doors: Doors) -> tuple[int, str]:
    return doors.trading.registry.chain.chain_id, doors.trading.market.exchange.address


def soon(doors: Doors) -> int:
    return doors.trading.registry.chain.head().time + 300


def test_signed_instructions_decide(doors: Doors) -> None:
    """Must let an IOC die, keep a post-only order from trading, and say so in the words of the doors."""
    dead = doors.place(Side.Buy, told=Instructions(TimeInForce.IOC)).json()
    assert (dead["status"], dead["restingCredits"]) == ("canceled", "0")
    assert doors.place(Side.Sell).json()["status"] == "open"
    refused(doors.place(Side.Buy, told=Instructions(TimeInForce.POST)), 409, "PostOnlyWouldTrade")
    filled = doors.place(Side.Buy, 1, told=Instructions(TimeInForce.FOK, market=True)).json()
    assert (filled["status"], [trade["credits"] for trade in filled["trades"]]) == ("closed", ["1"])
    assert doors.asks() == [(str(PRICE), "1")]


def test_words_beside_the_order_must_be_the_signed_ones(doors: Doors) -> None:
    """Must refuse a body that says IOC over a salt that says GTC, and take one that agrees."""
    order, maker = doors.order(Side.Sell, told=Instructions(TimeInForce.POST, SelfTrade.DECREMENT))
    for field, value in (("timeInForce", "gtc"), ("postOnly", False), ("type", "market")):
        answer = doors.client.post("/api/v1/orders", json=doors.signed(order, maker, **{field: value}))
        refused(answer, 422, "InvalidInput")
        assert answer.json()["field"] == field
    agreed = doors.signed(order, maker, timeInForce="post", postOnly=True, type="limit", clientOrderId="a-1")
    answer = doors.client.post("/api/v1/orders", json=agreed)
    assert (answer.status_code, answer.json()["clientOrderId"]) == (201, "a-1")


def test_a_client_order_id_acts_once(doors: Doors) -> None:
    """Must answer the same request with the same bytes, and refuse another order under the same key."""
    sent = doors.signed(*doors.order(Side.Sell))
    headers = {"Idempotency-Key": "key-1"}
    first = doors.client.post("/api/v1/orders", json=sent, headers=headers)
    again = doors.client.post("/api/v1/orders", json=sent, headers=headers)
    assert (first.status_code, again.status_code, again.content) == (201, 200, first.content)
    other = doors.signed(*doors.order(Side.Sell))
    refused(doors.client.post("/api/v1/orders", json=other, headers=headers), 409, "IdempotencyConflict")
    refused(doors.client.post("/api/v1/orders", json=sent), 409, "OrderDuplicated")
    refused(
        doors.client.post("/api/v1/orders", json=sent | {"clientOrderId": "b"}, headers=headers), 422, "InvalidInput"
    )


def test_orders_of_one_moment_are_answered_each_for_itself(doors: Doors) -> None:
    """Must refuse one by name, answer a twin as the first, and take the others, though one group brings them all."""
    doors.place(Side.Sell)
    doors.trading.market.orders.watch(watching=True)
    good, bad = doors.signed(*doors.order(Side.Sell)), doors.signed(*doors.order(Side.Sell, price=PRICE + 1))
    sent = [good, bad, good, {"order": {}}, doors.signed(*doors.order(Side.Sell))]

    async def at_once() -> list[Response]:
        transport = ASGITransport(doors.client.app)
        async with AsyncClient(transport=transport, base_url="http://door", headers=doors.client.headers) as client:
            return await asyncio.gather(*(client.post("/api/v1/orders", json=one) for one in sent))

    answers = asyncio.run(at_once())
    assert [answer.status_code for answer in answers] == [201, 409, 200, 422, 201]
    assert (answers[1].json()["code"], answers[2].content) == ("PriceOffTick", answers[0].content)


def test_a_chain_that_is_away_is_told_to_who_waits(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must answer the first orders of a server that has no node yet, and those after them when it has."""
    sent = [doors.signed(*doors.order(Side.Sell)) for _ in range(MOST_PER_TURN + 1)]
    doors.trading.market.close()

    def away(_exchange: ExchangeChain) -> int:
        raise ChainUnavailable("the node does not answer")

    async def all_answered() -> list[int]:
        transport = ASGITransport(doors.client.app)
        async with AsyncClient(transport=transport, base_url="http://door", headers=doors.client.headers) as client:
            with monkeypatch.context() as patch:
                patch.setattr(ExchangeChain, "chain_id", property(away))
                waiting = asyncio.gather(*(client.post("/api/v1/orders", json=one) for one in sent))
                first = await asyncio.wait_for(waiting, 10)
            after = await asyncio.wait_for(client.post("/api/v1/orders", json=sent[0]), 10)
            return [answer.status_code for answer in (*first, after)]

    assert asyncio.run(all_answered()) == [503] * len(sent) + [201]


def test_the_door_waits_for_no_process_that_is_busy(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must check here what gathered while large calls have every process: the loop answers all others, too."""
    sent = [doors.signed(*doors.order(Side.Sell, 1)) for _ in range(FEWEST)]
    pool = doors.trading.market.orders.chain._digests._pool

    def wait_on_loop(_packed: object) -> None:
        raise AssertionError("the loop would stand still")

    async def at_once() -> list[Response]:
        transport = ASGITransport(doors.client.app)
        async with AsyncClient(transport=transport, base_url="http://door", headers=doors.client.headers) as client:
            return await asyncio.gather(*(client.post("/api/v1/orders", json=one) for one in sent))

    monkeypatch.setattr(pool, "_most", 0)  # none is free, and none may be started
    monkeypatch.setattr(pool, "verdicts", wait_on_loop)
    assert {answer.status_code for answer in asyncio.run(at_once())} == {201}


def test_many_orders_of_one_call_stand_for_themselves(doors: Doors) -> None:
    """Must take what stands and name what does not, line by line, in order."""
    good, bad, cross = (
        doors.signed(*doors.order(Side.Sell)),
        doors.signed(*doors.order(Side.Sell, price=PRICE + 1)),
        doors.signed(*doors.order(Side.Buy, 1)),
    )
    answer = doors.client.post("/api/v1/orders/batch", json={"orders": [good, bad, cross]}).json()
    assert [line["code"] for line in answer] == [None, "PriceOffTick", None]
    assert answer[0]["placed"]["status"] == "open"
    assert [trade["credits"] for trade in answer[2]["placed"]["trades"]] == ["1"]


def test_a_maker_modifies_an_order_by_its_word(doors: Doors) -> None:
    """Must need the maker's word for exactly these credits and a time that is near, and hear it once."""
    placed, who = doors.place(Side.Sell, 5).json()["order"], doors.trading.stage.characters
    until = soon(doors)
    text, path = modification_text(*at_exchange(doors), placed, 3, until), f"/api/v1/orders/{placed}/modification"
    forged = {"credits": "3", "validUntil": str(until), "signature": word(doors, who.stranger, text)}
    refused(doors.client.post(path, json=forged), 409, "InvalidSignature")
    sent = forged | {"signature": word(doors, who.absorber, text)}
    refused(doors.client.post(path, json=sent | {"credits": "4"}), 409, "InvalidSignature")
    changed = doors.client.post(path, json=sent)
    assert (changed.status_code, changed.json()["restingCredits"]) == (200, "3")
    assert doors.client.post(path, json=sent).json()["sequence"] == changed.json()["sequence"]
    late = modification_text(*at_exchange(doors), placed, 2, until + 9_999)
    sent = {"credits": "2", "validUntil": str(until + 9_999), "signature": word(doors, who.absorber, late)}
    refused(doors.client.post(path, json=sent), 409, "MakerWordExpired")
    assert doors.asks() == [(str(PRICE), "3")]


def test_a_replacement_happens_whole_or_not_at_all(doors: Doors) -> None:
    """Must let the old order go only if the new one comes, both signed by one maker; one balance backs either."""
    held = doors.trading.held_kg(doors.trading.stage.characters.absorber) // 1_000
    old, absorber = doors.place(Side.Sell, held).json()["order"], doors.trading.stage.characters.absorber
    path, away = f"/api/v1/orders/{old}/replacement", word(doors, absorber, cancellation_text(*at_exchange(doors), old))
    unfit, maker = doors.order(Side.Sell, held + 1)
    refused(doors.client.post(path, json=doors.signed(unfit, maker, cancellation=away)), 409, "InsufficientCredits")
    assert doors.asks() == [(str(PRICE), str(held))]
    new, maker = doors.order(Side.Sell, held, price=PRICE + 10_000)
    refused(doors.client.post(path, json=doors.signed(new, maker)), 409, "InvalidSignature")
    answer = doors.client.post(path, json=doors.signed(new, maker, cancellation=away))
    assert (answer.status_code, answer.json()["status"]) == (201, "open")
    assert doors.asks() == [(str(PRICE + 10_000), str(held))]


def test_a_maker_withdraws_everything_at_once(doors: Doors) -> None:
    """Must take the maker's fresh word, or the session of its own wallet, and leave other makers' orders."""
    first, second = (doors.place(Side.Sell).json()["order"] for _ in range(2))
    doors.place(Side.Buy, price=PRICE - 10_000)
    who, until = doors.trading.stage.characters, soon(doors)
    text = cancel_all_text(*at_exchange(doors), who.absorber.address, until)
    sent = {"maker": who.absorber.address, "validUntil": str(until), "signature": word(doors, who.emitter, text)}
    refused(doors.client.post("/api/v1/orders/cancellations", json=sent), 409, "InvalidSignature")
    refused(
        doors.client.post("/api/v1/orders/cancellations", json={"maker": who.absorber.address}), 409, "MakerWordExpired"
    )
    gone = doors.client.post(
        "/api/v1/orders/cancellations", json=sent | {"signature": word(doors, who.absorber, text)}
    ).json()
    assert [(one["order"], one["credits"]) for one in gone] == [(first, "2"), (second, "2")]
    own = doors.as_(Role.NET_EMITTER, subject=who.emitter.address, tenant=who.emitter.address)
    sent = {"maker": who.emitter.address}
    left = doors.client.post("/api/v1/orders/cancellations", json=sent, headers=own).json()
    assert [one["credits"] for one in left] == ["2"]


def test_a_name_that_looks_like_a_wallet_is_no_wallet(doors: Doors) -> None:
    """Must not let an account withdraw the orders of an address because it bears the address as its name."""
    order, maker = doors.order(Side.Sell)
    placed = doors.client.post("/api/v1/orders", json=doors.signed(order, maker)).json()["order"]
    for tenant, status in (("farm", 409), (maker.address, 200)):
        caller = doors.as_(Role.NET_ABSORBER, subject=maker.address, tenant=tenant)
        answer = doors.client.post(f"/api/v1/orders/{placed}/cancellation", json={}, headers=caller)
        assert answer.status_code == status, answer.json()


@pytest.mark.parametrize("many", [False, True])
def test_a_full_desk_takes_nothing_and_names_when_to_come_back(
    doors: Doors, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    """Must answer 503 with Retry-After, keep nothing of the call, and take the very same call when there is room."""
    sent: dict[str, Any] = doors.signed(*doors.order(Side.Sell))
    path, body = ("/api/v1/orders/batch", {"orders": [sent]}) if many else ("/api/v1/orders", sent)
    desk, maker = doors.trading.market.desk, sent["order"]["maker"]
    with monkeypatch.context() as full:
        full.setattr(desk, "_limits", DeskLimits(waiting_entries=0))
        answer = doors.client.post(path, json=body)
    refused(answer, 503, "DeskBusy")
    assert answer.headers["Retry-After"] == str(RETRY_AFTER_S)
    assert (desk.number, doors.trading.market.orders.backing.resting(maker), doors.asks()) == (0, [], [])
    assert doors.client.post(path, json=body).status_code == (200 if many else 201)
    assert doors.asks() == [(str(PRICE), "2")]


def test_one_key_cannot_flood_the_book(doors: Doors) -> None:
    """Must refuse the order above the house's limit by name, whatever is behind it."""
    assert HOUSE_LIMITS.max_orders_per_maker < 10_000
    operator = doors.as_(Role.OPERATOR)
    doors.client.post("/api/v1/controls/limits", json={"maxOrdersPerMaker": "2"}, headers=operator)
    assert [doors.place(Side.Sell, 1).status_code for _ in range(2)] == [201, 201]
    refused(doors.place(Side.Sell, 1), 409, "TooManyOrders")
    refused(doors.place(Side.Buy, HOUSE_LIMITS.max_credits_per_order + 1), 409, "OrderTooLarge")


@pytest.mark.parametrize("path", ["/api/v1/orders", "/api/v1/orders/batch", "/api/v1/orders/cancellations"])
def test_a_body_of_ten_megabytes_is_refused_early(doors: Doors, path: str) -> None:
    """Must answer 413 by the announced length, and without one as soon as too much came."""
    large = b" " * (10 * LARGEST_BODY_BYTES)
    assert doors.client.post(path, content=large).status_code == 413
    parts = (b" " * 100_000 for _ in range(100))
    answer = doors.client.post(path, content=parts, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert doors.place(Side.Sell).status_code == 201


@pytest.mark.parametrize(
    "sent", [b"", b"{", b"[]", b"null", b'{"order": 1}', b"\xff\xfe", b'{"order":{"maker":"0x1"}}']
)
def test_a_body_that_is_no_order_is_named(doors: Doors, sent: bytes) -> None:
    """Must answer InvalidInput for whatever is not an order."""
    refused(doors.client.post("/api/v1/orders", content=sent), 422, "InvalidInput")
