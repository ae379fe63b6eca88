"""Facts about many orders of one call: short ways to read, check and answer give what the long ones give."""

from __future__ import annotations

import json
import random
from dataclasses import fields, replace
from typing import Any

import pytest
from fastapi.exceptions import RequestValidationError

from marketplace.adapters.order_bodies import DEFAULTS, NAMES
from marketplace.adapters.order_digest import _TYPE_HASH as TYPE_HASH
from marketplace.adapters.order_digest import OrderDigests
from marketplace.adapters.order_words import words_of
from marketplace.adapters.signature_pool import FEWEST, SignaturePool
from marketplace.api.order_answers import entered_json, placed_json
from marketplace.api.order_reading import asked_of, by_schema, read_order, read_orders
from marketplace.api.order_schemas import EnteredOut, PlaceBody, PlacedOut, PlaceManyBody
from marketplace.api.schemas import OrderBody
from marketplace.domain.commands import Cancelled, Market, Traded
from marketplace.errors import OrderDuplicated
from marketplace.usecases.place_order import Placed
from registry.adapters.signer import dev_signer
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import Order, Side, salt_of
from registry.domain.struct import camel
from registry.errors import InvalidInput
from tests.marketplace.conftest import as_it_travels

MAKER = dev_signer(0)
DIGESTS = OrderDigests(31337, "0x" + "ab" * 20)
ORDER = Order(
    maker=MAKER.address,
    taker=ZERO_ADDRESS,
    recipient=ZERO_ADDRESS,
    batch=1,
    payment="0x" + "cd" * 20,
    side=Side.Sell,
    credits=5,
    price=10_000,
    expiry=2_000_000_000,
    epoch=0,
    max_fee_bps=45,
    flags=0,
    min_fill=0,
    salt=salt_of(1),
    memo=ZERO_HASH,
)


def told(order: Order = ORDER, **changes: object) -> dict[str, Any]:
    """An order as it travels; None takes a field away."""
    said = as_it_travels(order) | changes
    return {"order": {key: value for key, value in said.items() if value is not None}, "signature": "0x" + "11" * 65}


def body(*orders: dict[str, Any]) -> bytes:
    return json.dumps({"orders": orders}).encode()


def test_the_short_way_knows_every_field_of_an_order() -> None:
    """Must read all that is signed, and nothing else."""
    assert set(NAMES) == {field.name for field in fields(Order)}


def test_what_a_client_leaves_out_is_what_the_schema_says() -> None:
    """Must fill in the schema's own defaults on the short way."""
    told = {name: field for name, field in OrderBody.model_fields.items() if not field.is_required()}
    assert {camel(name): str(field.default) for name, field in told.items()} == DEFAULTS


def test_orders_are_read_as_the_schema_reads_them() -> None:
    """Must give the schema's orders, senders and signatures, whichever way a body is read."""
    bodies = [
        body(told(), told(taker=None, kind=None, memo=None, minFill=None), told() | {"clientOrderId": 'a"\\b'}),
        body(told(maker=MAKER.address.upper().replace("X", "x")), told()),
        body(told(side="buy", batch="0", country="0x5448", vintageFrom="2020", labels=str(2**32 - 1))),
        body(told(salt=str(2**256 - 2**16), credits="00012")),
        body(told() | {"postOnly": False}, told()),
        body(told(credits=5)),
    ]
    for sent in bodies:
        assert read_orders(sent, "farm/ann") == by_schema(PlaceManyBody.model_validate_json(sent), "farm/ann")


def test_one_order_is_read_as_the_schema_reads_it() -> None:
    """Must give the schema's order and sender, under the body's own key, the header's, or none."""
    for sent in (told(), told() | {"clientOrderId": "a"}, told(credits=5), told() | {"type": "limit"}):
        for key in (None, "a"):
            body = PlaceBody.model_validate(sent)
            long = (body.to_order(), body.signature, body.sender("farm/ann", key))
            assert read_order(json.dumps(sent).encode(), "farm/ann", key) == long
    with pytest.raises(InvalidInput):
        read_order(json.dumps(told() | {"clientOrderId": "a"}).encode(), "farm/ann", "b")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "256"},
        {"credits": str(2**64)},
        {"price": "-1"},
        {"price": "1e3"},
        {"price": "\u0661"},
        {"price": 1.5},
        {"batch": "9" * 79},
        {"maker": "0x" + "11" * 19},
        {"maker": "0x" + "11" * 20 + "|"},
        {"memo": "0x" + "zz" * 32},
        {"side": "both"},
        {"payment": None},
        {"colour": "blue"},
        {"salt": ["1"]},
        {"epoch": "0\n"},
    ],
)
def test_a_body_that_breaks_a_rule_is_named_on_the_short_way_too(changes: dict[str, object]) -> None:
    """Must refuse by field what the schema refuses."""
    with pytest.raises(RequestValidationError) as caught:
        read_orders(body(told(), told(**changes)), "farm/ann")
    assert caught.value.errors()[0]["loc"][:3] == ("orders", 1, "order")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32-le"])
def test_only_plain_utf_8_is_read(encoding: str) -> None:
    """Must refuse another encoding of good orders on both ways in, as the schema does."""
    one = json.dumps(told())
    with pytest.raises(RequestValidationError):
        read_orders(f'{{"orders":[{one}]}}'.encode(encoding), "farm/ann")
    with pytest.raises(RequestValidationError):
        read_order(one.encode(encoding), "farm/ann", None)


@pytest.mark.parametrize("sent", [b"", b"[]", b"{}", b'{"orders":[]}', b"[" * 100_000, body(*[told()] * 501), b"\xff"])
def test_a_body_that_holds_no_orders_is_named(sent: bytes) -> None:
    """Must refuse a body of the wrong shape, of no order and of too many."""
    with pytest.raises(RequestValidationError):
        read_orders(sent, "farm/ann")


def signed(count: int) -> list[tuple[Order, bytes]]:
    """Orders, one in three of which somebody else signed, or nobody."""
    found, chance = [], random.Random(7)
    for number in range(count):
        order = replace(ORDER, salt=salt_of(number), credits=1 + chance.randrange(2**60))
        digest = DIGESTS.digest(order)
        signature = dev_signer(0 if number % 3 else 1).sign_digest(digest)
        found.append((order, bytes(65) if number % 7 == 6 else signature))
    return found


def one_by_one(orders: list[tuple[Order, bytes]]) -> list[tuple[bytes, bool]]:
    digests = [DIGESTS.digest(order) for order, _ in orders]
    return [(d, DIGESTS.signed_by_key(d, s, o.maker)) for d, (o, s) in zip(digests, orders, strict=True)]


def packed_orders(orders: list[tuple[Order, bytes]]) -> list[bytes]:
    return [words_of(order) + signature + bytes.fromhex(order.maker[2:]) for order, signature in orders]


def test_many_signatures_are_checked_beside_as_one_by_one() -> None:
    """Must give the same digests and verdicts, for any number of orders, and where a signature has another length."""
    digests = OrderDigests(31337, "0x" + "ab" * 20)
    orders = signed(3 * FEWEST + 1)
    try:
        for count in (1, FEWEST, len(orders)):
            assert digests.verdicts(orders[:count]) == one_by_one(orders[:count])
        odd = [*orders[:FEWEST], (ORDER, b"\1" * 64)]
        assert digests.verdicts(odd) == one_by_one(odd)
    finally:
        digests.close()


def test_every_process_gets_a_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must ask all that were taken, also where the orders do not go evenly into them: nobody is lost or forgotten."""
    monkeypatch.setattr("marketplace.adapters.signature_pool.FEWEST", 1)
    pool, orders = SignaturePool(TYPE_HASH, DIGESTS._prefix, processes=3), signed(4)
    try:
        assert pool.verdicts(packed_orders(orders)) == one_by_one(orders)
        assert len(pool._free) == 3
    finally:
        pool.close()


def test_a_process_that_is_gone_costs_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must check here what a killed process was asked, and everything where no process can be started."""
    orders = signed(2 * FEWEST)
    digests = OrderDigests(31337, "0x" + "ab" * 20)
    pool: SignaturePool = digests._pool
    try:
        assert digests.verdicts(orders) == one_by_one(orders)
        for worker in pool._free:
            worker.kill()
            worker.wait()
        assert digests.verdicts(orders) == one_by_one(orders)
        monkeypatch.setattr("marketplace.adapters.signature_pool.WORKER", "marketplace.no_such_part")
        for worker in pool._free:
            worker.kill()
        assert [digests.verdicts(orders) for _ in range(4)] == [one_by_one(orders)] * 4
    finally:
        digests.close()


def test_a_body_is_read_and_checked_beside_as_here() -> None:
    """Must give the orders, signatures, keys, digests and verdicts of the way through this process."""
    pool, orders = SignaturePool(TYPE_HASH, DIGESTS._prefix), signed(2 * FEWEST)
    sent = body(*({**told(order), "signature": f"0x{word.hex()}", "clientOrderId": "a"} for order, word in orders))
    try:
        found = pool.check_body(sent)
        assert found is not None
        asked = asked_of([one[:3] for one in found], "farm/ann")
        assert asked == by_schema(PlaceManyBody.model_validate_json(sent), "farm/ann")
        assert [one[3:] for one in found] == one_by_one(orders)
    finally:
        pool.close()


def test_a_body_that_no_process_reads_is_left_to_this_one() -> None:
    """Must say so of a small body, of an odd one, and where the process is gone; and go on afterwards."""
    pool, good = SignaturePool(TYPE_HASH, DIGESTS._prefix, processes=1), body(*[told()] * 2 * FEWEST)
    try:
        assert pool.check_body(body(told())) is None
        for odd in (good[:-1], b"[" * len(good), b"\xff" * len(good), good.replace(b'"5"', b'"5 "')):
            assert pool.check_body(odd) is None
        assert len(pool.check_body(good) or ()) == 2 * FEWEST
        pool._free[0].kill()
        pool._free[0].wait()
        assert pool.check_body(good) is None
        assert len(pool.check_body(good) or ()) == 2 * FEWEST
    finally:
        pool.close()


def test_answers_are_written_as_the_schema_writes_them() -> None:
    """Must write the same bytes past the schema: resting, traded, withdrawn, refused, under any key."""
    rests = Placed("0x" + "22" * 32, 7, (), 5, None, 1_700_000_000_000)
    trade = Traded(1, Market(1, ORDER.payment), "0x" + "22" * 32, "0x" + "33" * 32, 2, 10_000)
    gone = replace(rests, resting_credits=0, withdrawn=Cancelled(rests.order, 5, "ImmediateOrCancel"))
    for placed in (rests, replace(rests, trades=(trade,)), gone, replace(rests, resting_credits=0)):
        for key in (None, "a-1", '"\\/\x21\x7e'):
            assert placed_json(placed, key) == PlacedOut.of(placed, key).model_dump_json(by_alias=True)
    refusal = OrderDuplicated(order=rests.order)
    lines = [EnteredOut(placed=PlacedOut.of(rests, 'a"')), EnteredOut.refused(refusal)]
    long = f"[{','.join(line.model_dump_json(by_alias=True) for line in lines)}]"
    assert entered_json([(rests, 'a"'), (refusal, None)]) == long
