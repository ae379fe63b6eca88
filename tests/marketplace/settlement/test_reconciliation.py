"""Chain and book side by side, block by block: every way in which they can differ has its name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from marketplace.adapters.token_arrivals import token_arrivals
from marketplace.domain.reconciliation import DifferenceKind, Fill, compare_block, compare_filled
from marketplace.domain.treasury import FeeLine, report_fees
from registry.domain.events import ChainEvent

BAHT, SILVER, TREASURY = "0x" + "ba" * 20, "0x" + "51" * 20, "0x" + "77" * 20
PRICE, FEE = 10_000, 45
NOTED = (Fill(3, 0, "0xb0", "0xa0", 1, PRICE, FEE), Fill(3, 1, "0xb1", "0xa1", 1, PRICE, None))
CHEAPER = replace(NOTED[0], fee_minor=44)


def traded(batch_no: int, pair: int, log: int, payment: str = BAHT, credits: int = 1) -> ChainEvent:
    """A trade of the orders 0xb<pair> and 0xa<pair>."""
    notional = credits * PRICE
    told = {
        "batchNo": batch_no,
        "buyOrder": f"0xb{pair}",
        "sellOrder": f"0xa{pair}",
        "batch": 1,
        "payment": payment,
        "credits": credits,
        "price": PRICE,
        "notional": notional,
        "fee": notional * 45 // 10_000,
    }
    return event("CreditExchange", "Trade", log, told)


def failed(batch_no: int, position: int, log: int) -> ChainEvent:
    return event("CreditExchange", "MatchFailed", log, {"batchNo": batch_no, "position": position, "reason": "0x"})


def event(contract: str, name: str, log: int, told: dict[str, Any], transaction: str = "0x01") -> ChainEvent:
    return ChainEvent(9, log, transaction, contract, name, told)


def test_a_block_that_tells_what_was_noted_agrees() -> None:
    """Must find nothing where each fill and each failure is at its place."""
    assert compare_block(9, [traded(3, 0, 1), failed(3, 1, 2)], NOTED) == []
    assert compare_block(9, [], []) == []


@pytest.mark.parametrize(
    ("events", "noted", "kinds"),
    [
        ([], NOTED[:1], [DifferenceKind.FILL_MISSING]),
        ([traded(3, 0, 1)], (), [DifferenceKind.FILL_UNKNOWN]),
        ([traded(3, 0, 1), traded(3, 1, 2)], NOTED, [DifferenceKind.FILL_DIFFERS]),
        ([failed(3, 0, 1), failed(3, 1, 2)], NOTED, [DifferenceKind.FILL_DIFFERS]),
        ([traded(3, 0, 1), failed(3, 1, 2)], (CHEAPER, NOTED[1]), [DifferenceKind.FILL_DIFFERS]),
        ([traded(4, 0, 1)], NOTED[:1], [DifferenceKind.FILL_MISSING, DifferenceKind.FILL_UNKNOWN]),
        ([traded(0, 0, 1)], (), [DifferenceKind.SETTLED_OUTSIDE]),
    ],
)
def test_every_difference_is_named(
    events: list[ChainEvent], noted: tuple[Fill, ...], kinds: list[DifferenceKind]
) -> None:
    """Must say what is missing, unknown, different, or settled by a maker itself."""
    assert [difference.kind for difference in compare_block(9, events, noted)] == kinds


def test_fills_of_the_contract_are_the_books() -> None:
    """Must name the order whose filled credits differ, and both numbers."""
    (difference,) = compare_filled(9, {"0xa": 4, "0xb": 4}, {"0xa": 4, "0xb": 5})
    assert (difference.kind, difference.subject) == (DifferenceKind.FILLED_DIFFERS, "0xb")
    assert (difference.expected, difference.found) == ("4", "5")


def paid(log: int, value: int, to: str = TREASURY, transaction: str = "0x01") -> ChainEvent:
    return event("PaymentToken", "Transfer", log, {"from": "0x" + "cc" * 20, "to": to, "value": value}, transaction)


def test_the_treasury_report_is_the_sum_of_fees_on_chain() -> None:
    """Must add up fees and arrivals of trades, and leave out what else reached the treasury, and later blocks."""
    events = [
        traded(3, 0, 1, credits=4),
        paid(2, 4 * PRICE - 180, to="0x" + "aa" * 20),
        paid(3, 180),
        paid(4, 1_000, transaction="0x02"),
        replace(traded(4, 1, 1), block=10),
    ]
    report = report_fees(events, TREASURY, 9, BAHT)
    assert report.lines == (FeeLine(BAHT, 1, 4, 4 * PRICE, 180, 180),)
    assert report.adds_up


def test_each_payment_token_has_a_line_of_its_own() -> None:
    """Must count what arrived in the token of the trade, also where one transaction settles in two tokens."""
    silver = replace(paid(5, FEE), contract=SILVER)
    events = [traded(3, 0, 1), traded(3, 1, 2, payment=SILVER), paid(3, FEE)]
    missing, baht = report_fees(events, TREASURY, 9, BAHT).lines
    assert (baht.adds_up, missing.payment, missing.adds_up) == (True, SILVER, False)
    assert report_fees([*events, silver], TREASURY, 9, BAHT).adds_up
    assert not report_fees([*events, silver, replace(silver, log_index=6)], TREASURY, 9, BAHT).adds_up


def test_arrivals_of_another_token_are_asked_of_the_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must ask in bounded stretches for that token's transfers to the treasury, and read them as the ABI says."""
    monkeypatch.setattr("marketplace.adapters.token_arrivals.BLOCKS_PER_READ", 2)
    asked = list[dict[str, Any]]()

    class Node:
        def request(self, method: str, spec: dict[str, Any]) -> list[dict[str, Any]]:
            asked.append(spec)
            log = {"blockNumber": "0x9", "logIndex": "0x5", "transactionHash": "0x01", "data": f"0x{FEE:064x}"}
            sender = "0x" + "cc" * 20
            topics = [spec["topics"][0], "0x" + sender[2:].rjust(64, "0"), spec["topics"][2]]
            return [log | {"topics": topics}] if spec["toBlock"] == "0x9" else []

    found = list(token_arrivals(Node(), SILVER, TREASURY, 7, 9))  # type: ignore[arg-type]
    assert [(one["fromBlock"], one["toBlock"], one["address"]) for one in asked] == [
        ("0x7", "0x8", SILVER),
        ("0x9", "0x9", SILVER),
    ]
    assert found == [replace(paid(5, FEE), contract=SILVER)]


def test_a_fee_that_did_not_arrive_shows() -> None:
    """Must not add up where a unit is missing, or where the token's transfers are not known."""
    assert not report_fees([traded(3, 0, 1), paid(2, FEE - 1)], TREASURY, 9, BAHT).adds_up
    assert not report_fees([traded(3, 0, 1, payment=SILVER)], TREASURY, 9, BAHT).adds_up
    assert report_fees([], TREASURY, 9, BAHT).adds_up
