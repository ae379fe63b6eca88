"""Settlement's doors on a real chain: policy, strikes, reconciliation block by block, and the treasury's report.

What marketplace/usecases/reconcile_settlements.py and report_treasury.py promise.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from marketplace.adapters.settlement_tables import SettlingTradeRow
from marketplace.domain.batching import BatchPolicy
from marketplace.domain.reconciliation import DifferenceKind
from marketplace.domain.settlement import TradeState
from marketplace.domain.treasury import FeeLine
from marketplace.errors import AccountStruck
from marketplace.settling import SettlementOffice
from registry.domain.orders import Side, salt_of
from registry.errors import TransactionRejected
from tests.marketplace.conftest import Trading
from web.system.settling import BackgroundSettlement

pytestmark = pytest.mark.chain
PRICE, FEE = 250_000_000, 1_125_000
SILENCE_S = 86_400


def matched(trading: Trading, credits: int, salt: int = 1) -> None:
    """One trade that waits between the absorber and the emitter."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, credits, PRICE, salt=salt_of(salt))
    trading.place(Side.Buy, who.emitter, credits, PRICE, salt=salt_of(salt))


def test_the_policy_lets_a_small_batch_wait_until_it_is_old(trading: Trading) -> None:
    """Must send two trades at once where two fill a batch, and one only after its time, whatever the gas costs then."""
    office = SettlementOffice(trading.market, BatchPolicy(most_matches=2, old_after_s=30, latest_s=60, dear_wei=0))
    matched(trading, 1)
    assert office.settle(at_once=False) == []
    assert [record.state for record in trading.market.trades()] == [TradeState.MATCHED]
    matched(trading, 1, salt=2)
    assert office.settle(at_once=False) == []  # full, and gas is dearer than nothing
    trading.stage.chain.engine.increase_time(60)
    trading.stage.chain.engine.mine()
    (settlement,) = office.settle(at_once=False)
    assert len(settlement.outcomes) == 2
    cheap = SettlementOffice(trading.market, BatchPolicy(most_matches=1))
    matched(trading, 1, salt=3)
    assert len(cheap.settle(at_once=False)) == 1


def test_the_treasury_report_equals_the_treasurys_balance(client: TestClient, trading: Trading) -> None:
    """Must sum the fees of all trades on chain, exactly what the treasury holds."""
    who = trading.stage.characters
    assert trading.market.settlement.treasury().lines == ()
    for salt, credits in ((1, 3), (2, 1)):
        matched(trading, credits, salt)
        trading.market.settle()
    report = trading.market.settlement.treasury()
    notional = 4 * PRICE
    assert report.lines == (FeeLine(trading.market.payment, 2, 4, notional, 4 * FEE, 4 * FEE),)
    assert report.adds_up
    assert trading.funds(who.treasury) == 4 * FEE
    shown = client.get("/api/v1/treasury").json()
    assert (shown["addsUp"], shown["feeBps"], shown["treasury"]) == (True, 45, who.treasury.address)
    assert [line["fee"] for line in shown["lines"]] == [str(4 * FEE)]


def test_chain_and_book_are_compared_at_each_block(client: TestClient, trading: Trading) -> None:
    """Must agree up to the head, and name the trade that the book tells otherwise than the chain."""
    matched(trading, 2)
    trading.market.settle()
    office = trading.market.settlement
    head = trading.registry.chain.head().number
    assert (office.reconciled_to(), office.differences(9)) == (head, [])
    assert client.get("/api/v1/reconciliation").json() == {"block": head, "agrees": True, "differences": []}
    with trading.registry.database.transaction() as session:
        row = session.get_one(SettlingTradeRow, 1)
        row.fee, row.credits = str(2 * FEE - 1), "3"
    assert office.reconcile() == []  # the block was compared before it was changed
    office.reconciliation.forget(0)
    kinds = [difference.kind for difference in office.reconcile()]
    assert kinds == [DifferenceKind.FILL_DIFFERS, DifferenceKind.FILLED_DIFFERS, DifferenceKind.FILLED_DIFFERS]
    shown = client.get("/api/v1/reconciliation").json()
    assert (shown["agrees"], len(shown["differences"])) == (False, 3)
    assert f"fee {2 * FEE}" in shown["differences"][0]["found"]


def test_a_batch_that_was_sent_and_not_read_waits_for_its_reading(trading: Trading) -> None:
    """Must raise no alarm between the chain's settling and our hearing of it."""
    matched(trading, 1)
    office, operator = trading.market.settlement, trading.market.operator
    assert operator is not None
    trading.market.desk.barrier()
    office.store.take_in(1)
    batch = office.store.form(1, 9, 1)
    assert batch is not None
    signed = [office.store.order(order) for order in (batch.trades[0].buy, batch.trades[0].sell)]
    operator.settle(batch, [order for order in signed if order])
    head = trading.registry.chain.head().number
    assert office.reconcile() == []
    assert office.reconciled_to() == head - 1
    trading.market.settle()
    assert (office.reconciled_to(), office.differences(9)) == (head, [])


def test_who_lets_too_many_trades_fail_places_no_more(client: TestClient, trading: Trading) -> None:
    """Must count one strike a failed trade against its maker, none against the other side, and refuse above three."""
    who, exchange = trading.stage.characters, trading.market.exchange.address
    for salts in ((1, 2, 3), (4,)):
        trading.send(who.emitter, "PaymentToken", "approve", exchange, 10**12)
        for salt in salts:
            matched(trading, 1, salt)
        trading.send(who.emitter, "PaymentToken", "approve", exchange, 0)
        trading.market.settle()
    shown = client.get(f"/api/v1/accounts/{who.emitter.address}/strikes").json()
    reasons = [strike["reason"] for strike in shown["strikes"]]
    assert (shown["allowed"], reasons) == (3, ["ERC20InsufficientAllowance"] * 4)
    assert client.get(f"/api/v1/accounts/{who.absorber.address}/strikes").json()["strikes"] == []
    trading.send(who.emitter, "PaymentToken", "approve", exchange, 10**12)
    with pytest.raises(AccountStruck) as refusal:
        trading.place(Side.Buy, who.emitter, 1, PRICE, salt=salt_of(5))
    assert refusal.value.facts == {"maker": who.emitter.address, "strikes": "4", "limit": "3"}


@pytest.mark.parametrize("every_s", [0, 1])
def test_what_a_maker_settled_by_itself_is_named_and_leaves_the_book(
    trading: Trading, every_s: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must tell SettledOutside though the operator is silent, by choice or by a fault, and offer nothing twice."""
    who = trading.stage.characters
    far = trading.registry.chain.head().time + 2 * SILENCE_S
    sell = trading.order(Side.Sell, who.absorber, 5, PRICE, expiry=far)
    trading.market.place(sell, trading.market.sign(sell, who.absorber))
    buy = replace(sell, maker=who.emitter.address, side=Side.Buy, credits=2, salt=salt_of(9))
    trading.market.settle()
    trading.stage.chain.engine.increase_time(SILENCE_S + 1)
    trading.stage.chain.engine.mine()
    signature = trading.market.sign(sell, who.absorber)
    trading.send(who.emitter, "CreditExchange", "settleOwn", buy, sell, signature, 2)
    monkeypatch.setattr(SettlementOffice, "settle", stands_still)
    BackgroundSettlement(trading.market, every_s).step()
    kinds = {difference.kind for difference in trading.market.settlement.differences(9)}
    assert kinds == {DifferenceKind.SETTLED_OUTSIDE}
    assert [ask.credits for ask in trading.market.book(trading.stage.batch).asks] == [3]


def stands_still(_office: SettlementOffice, *, at_once: bool) -> None:
    raise TransactionRejected("settle:2", "0x" + "ab" * 32, "somebody else used its nonce")
