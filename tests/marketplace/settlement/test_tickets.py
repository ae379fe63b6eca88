"""The ticket before signing says what is charged after settling; a purchase may retire at once for a beneficiary.

What marketplace/usecases/write_ticket.py promises.
"""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from marketplace.adapters.exchange_chain import ExchangeChain
from marketplace.api.schemas import OrderBody
from marketplace.domain.commands import Criteria, ListContract
from marketplace.domain.journal import Entry
from marketplace.errors import PriceOffTick
from marketplace.usecases.write_ticket import write_ticket
from registry.adapters.signer import LocalSigner
from registry.domain.details import details_hash
from registry.domain.orders import RETIRE_ON_SETTLEMENT, Instructions, SelfTrade, Side, TimeInForce, instructions_of
from registry.domain.roles import Role
from tests.marketplace.conftest import Trading, signed_in

pytestmark = pytest.mark.chain
PRICE, FEE = 250_000_000, 1_125_000


def wish(trading: Trading, maker: LocalSigner, side: str, **more: object) -> dict[str, Any]:
    """What a maker asks a ticket for: two credits at PRICE."""
    asked = {"maker": maker.address, "side": side, "batch": str(trading.stage.batch)}
    return asked | {"credits": "2", "price": str(PRICE), "recipient": maker.address} | more


def ticket(client: TestClient, asked: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/tickets", json=asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def signed_and_placed(client: TestClient, trading: Trading, maker: LocalSigner, told: dict[str, Any]) -> None:
    """Signs exactly what the ticket names and places it."""
    signature = "0x" + maker.sign_digest(bytes.fromhex(told["orderHash"][2:])).hex()
    body = {"order": told["order"], "signature": signature}
    answer = client.post("/api/v1/orders", json=body, headers=signed_in(trading, Role.COMPANY_ADMIN))
    assert answer.status_code == 201, answer.text


def test_the_fee_on_the_ticket_is_the_fee_that_is_charged(client: TestClient, trading: Trading) -> None:
    """Must show both sides notional, fee and net before they sign, equal to the last unit to what the chain moves."""
    who = trading.stage.characters
    before = trading.funds(who.absorber), trading.funds(who.treasury), trading.funds(who.emitter)
    told = {}
    for side, maker in (("sell", who.absorber), ("buy", who.emitter)):
        told[side] = ticket(client, wish(trading, maker, side))
        signed_and_placed(client, trading, maker, told[side])
    assert told["sell"]["quote"] == told["buy"]["quote"]
    assert f"{2 * FEE} units" in " ".join(told["sell"]["sentences"])
    assert told["buy"]["deliveryRule"] == f"Delivered are whole credits of batch {trading.stage.batch} and of no other."
    (settled,) = client.post("/api/v1/settlements", headers=signed_in(trading, Role.OPERATOR)).json()
    quoted = {name: int(told["buy"]["quote"][name]) for name in ("fee", "sellerReceives", "buyerPays")}
    assert settled["fee"] == str(quoted["fee"])
    after = trading.funds(who.absorber), trading.funds(who.treasury), trading.funds(who.emitter)
    moved = tuple(new - old for old, new in zip(before, after, strict=True))
    assert moved == (quoted["sellerReceives"], quoted["fee"], -quoted["buyerPays"])
    assert quoted == {"fee": 2 * FEE, "sellerReceives": 2 * PRICE - 2 * FEE, "buyerPays": 2 * PRICE}


def test_a_purchase_retires_at_once_for_its_beneficiary(client: TestClient, trading: Trading) -> None:
    """Must lead from private details to a certificate of the beneficiary that opens with the ticket's salt."""
    who = trading.stage.characters
    signed_and_placed(client, trading, who.absorber, ticket(client, wish(trading, who.absorber, "sell")))
    details = {"beneficiary": "โรงงานตัวอย่าง (SIMULATED)", "purpose": "footprint of 2026"}
    told = ticket(
        client, wish(trading, who.emitter, "buy", recipient=who.stranger.address, retire={"details": details})
    )
    retirement = told["retirement"]
    assert details_hash(details, retirement["salt"]) == retirement["detailsHash"] == told["order"]["memo"]
    assert int(told["order"]["flags"]) == RETIRE_ON_SETTLEMENT
    assert any("retire in the same transaction" in sentence for sentence in told["sentences"])
    signed_and_placed(client, trading, who.emitter, told)
    held_kg = trading.held_kg(who.emitter)
    client.post("/api/v1/settlements", headers=signed_in(trading, Role.OPERATOR))
    (trade,) = client.get("/api/v1/trades").json()
    assert trade["status"] == "final"
    trading.registry.follow()
    certificate = trading.registry.projection().certificates[int(trade["certificate"])]
    assert (certificate.beneficiary, certificate.kg) == (who.stranger.address, 2_000)
    assert certificate.details_hash == retirement["detailsHash"]
    assert trading.held_kg(who.emitter) == held_kg


def test_a_ticket_carries_instructions_criteria_and_epoch(client: TestClient, trading: Trading) -> None:
    """Must put into the order what the maker said, and nothing that it did not say."""
    who = trading.stage.characters
    trading.send(who.emitter, "CreditExchange", "raiseEpoch")
    asked = wish(trading, who.emitter, "buy", batch="0", timeInForce="ioc", market=True, selfTrade="cancel_both")
    told = ticket(client, asked | {"kind": "1", "country": "0x5448", "vintageFrom": "2023", "labels": "1"})
    order = OrderBody.model_validate(told["order"]).to_order()
    assert instructions_of(order.salt) == Instructions(TimeInForce.IOC, SelfTrade.CANCEL_BOTH, market=True)
    assert (order.epoch, order.side, order.flags, order.max_fee_bps) == (1, Side.Buy, 0, 45)
    assert told["orderHash"] == ExchangeChain(trading.registry.chain).order_hash(order)
    met = "forestry, country TH, vintage 2023 or later, label CORSIA eligible"
    assert told["deliveryRule"].endswith(f"which must meet: {met}.")
    other = ticket(client, asked)
    assert other["order"]["salt"] != told["order"]["salt"]


def test_a_standard_contract_brings_its_criteria_and_its_delivery_rule(client: TestClient, trading: Trading) -> None:
    """Must print the contract's own rule on the ticket, and refuse a name that is not listed."""
    rule = "The seller delivers any batch of Thai rice fields of 2024 or later."
    criteria = Criteria(kind=3, country="0x5448", vintage_from=2024)
    trading.market.desk.submit(Entry(ListContract("TH-RICE", criteria, rule))).result()
    asked = wish(trading, trading.stage.characters.emitter, "buy")
    told = ticket(client, asked | {"contract": "TH-RICE"})
    order = OrderBody.model_validate(told["order"]).to_order()
    assert (order.batch, order.kind, order.country, order.vintage_from) == (0, 3, "0x5448", 2024)
    assert told["deliveryRule"] == rule
    assert client.post("/api/v1/tickets", json=asked | {"contract": "NONE"}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"credits": "0"}, "ZeroCredits"),
        ({"price": str(PRICE + 1)}, "PriceOffTick"),
        ({"payment": "0x" + "99" * 20}, "PaymentNotListed"),
        ({"side": "sell", "retire": {"details": {"a": "b"}}}, "OrderFlags"),
        ({"retire": {"details": {"a": "b"}, "salt": "0x12"}}, "InvalidInput"),
        ({"market": True}, "OrderInstructions"),
        ({"price": "1.5"}, "InvalidInput"),
    ],
)
def test_a_ticket_for_what_cannot_trade_is_refused(
    client: TestClient, trading: Trading, changes: dict[str, Any], name: str
) -> None:
    """Must name the rule, as the order itself would be refused, and offer nothing to sign."""
    answer = client.post("/api/v1/tickets", json=wish(trading, trading.stage.characters.emitter, "buy") | changes)
    assert answer.status_code >= 400
    assert answer.json()["code"] == name


def test_a_ticket_needs_no_door(trading: Trading) -> None:
    """Must refuse a price off the tick before any signature exists."""
    draft = trading.order(Side.Sell, trading.stage.characters.absorber, 1, PRICE)
    told = write_ticket(draft, exchange=trading.market.exchange)
    assert (told.quote.fee_minor, told.retirement) == (FEE, None)
    with pytest.raises(PriceOffTick):
        write_ticket(
            trading.order(Side.Sell, trading.stage.characters.absorber, 1, 1), exchange=trading.market.exchange
        )
