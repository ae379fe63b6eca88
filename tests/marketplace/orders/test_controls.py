"""Facts about the operator's word: it binds every order at once, cancelling stays possible, and it is written down.

What marketplace/usecases promises in govern_market.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.orders import Side
from registry.domain.roles import Role
from tests.marketplace.orders.conftest import PRICE, Doors

pytestmark = pytest.mark.chain


def control(doors: Doors, name: str, **body: object) -> Any:
    headers = doors.as_(Role.OPERATOR, subject="olga", tenant="house")
    return doors.client.post(f"/api/v1/controls/{name}", json=body, headers=headers)


def told(doors: Doors) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry in doors.trading.registry.audit_log.entries("house")]


def test_a_halted_market_takes_no_order_and_lets_them_go(doors: Doors) -> None:
    """Must refuse by MarketHalted with the reason, keep cancelling open, and trade again when it is resumed."""
    batch = doors.trading.stage.batch
    placed = doors.place(Side.Sell).json()["order"]
    assert control(doors, "halt", batch=str(batch), reason="odd prices").status_code == 200
    refused = doors.place(Side.Sell)
    assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (
        409,
        "MarketHalted",
        "odd prices",
    )
    who = doors.trading.stage.characters
    text = doors.trading.market.exchange.cancellation_text(placed)
    sent = {"signature": "0x" + who.absorber.sign_text(text).hex()}
    assert doors.client.post(f"/api/v1/orders/{placed}/cancellation", json=sent).json()["credits"] == "2"
    assert control(doors, "resume", batch=str(batch)).status_code == 200
    assert doors.place(Side.Sell).status_code == 201
    market = f"{batch}/{doors.trading.market.payment}"
    assert told(doors) == [("market.halted", market), ("market.resumed", market)]


def test_a_collar_bounds_the_price(doors: Doors) -> None:
    """Must refuse an order outside, naming both bounds."""
    collar = {"batch": str(doors.trading.stage.batch), "low": str(PRICE), "high": str(PRICE + 20_000)}
    assert control(doors, "collar", **collar).status_code == 200
    refused = doors.place(Side.Sell, price=PRICE + 30_000).json()
    assert (refused["code"], refused["low"], refused["high"]) == ("PriceOutsideCollar", str(PRICE), str(PRICE + 20_000))
    assert doors.place(Side.Sell).status_code == 201
    assert control(doors, "collar", batch="1", low="5", high="4").status_code == 422


def test_the_kill_switch_empties_the_book(doors: Doors) -> None:
    """Must withdraw every order and take none until the house is resumed; the limits door says why."""
    doors.place(Side.Sell)
    assert control(doors, "kill", reason="key stolen").status_code == 200
    assert doors.asks() == []
    assert doors.place(Side.Sell).json()["code"] == "MarketHalted"
    assert doors.client.get("/api/v1/controls/limits").json()["halted"] == "key stolen"
    assert control(doors, "resume").status_code == 200
    assert doors.place(Side.Sell).status_code == 201


def test_only_the_operator_has_these_doors(doors: Doors) -> None:
    """Must refuse a trader at every control, and tell nobody's audit log."""
    batch = str(doors.trading.stage.batch)
    bodies: dict[str, dict[str, object]] = {
        "halt": {"reason": "mine now"},
        "resume": {},
        "collar": {"batch": batch},
        "limits": {},
        "contracts": {"code": "FOR-TH", "deliveryRule": "any forestry batch"},
        "kill": {"reason": "mine now"},
    }
    for name, body in bodies.items():
        answer = doors.client.post(f"/api/v1/controls/{name}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "NotAuthorised"), name
    assert doors.trading.registry.audit_log.entries("farm") == []
    assert control(doors, "contracts", **bodies["contracts"]).status_code == 200
    assert told(doors) == [("contract.listed", "FOR-TH")]
