"""Open settlements under reorganisations of 1 to 20 blocks: each trade has one effect, and nothing is final too early.

What marketplace/usecases/advance_settlements.py and compensate_failures.py promise.
"""

from __future__ import annotations

import pytest

from marketplace.domain.settlement import Failed, Settled, TradeState
from registry.adapters.chain import ChainGateway
from registry.domain.orders import Side, salt_of
from registry.errors import Refused
from tests.marketplace.conftest import Trading
from tests.marketplace.settlement.conftest import CONFIRMATIONS, DEEPEST_TESTED

pytestmark = pytest.mark.chain
PRICE, FEE = 250_000_000, 1_125_000


def matched(trading: Trading, number: int) -> None:
    """One trade of one credit that waits; from the seventeenth on the credits come back from the first buyer."""
    who = trading.stage.characters
    seller, buyer = (who.absorber, who.emitter) if number <= 16 else (who.emitter, who.absorber2)
    trading.place(Side.Sell, seller, 1, PRICE, salt=salt_of(number))
    trading.place(Side.Buy, buyer, 1, PRICE, salt=salt_of(number))


def reorganise(trading: Trading, depth: int) -> None:
    """Takes back the newest blocks, with all that was in them."""
    trading.stage.chain.engine.call("anvil_reorg", depth, [])


def dies(*_: object) -> None:
    """The process dies between storing and sending."""
    raise KeyboardInterrupt


def states(trading: Trading) -> list[TradeState]:
    return [record.state for record in reversed(trading.market.trades(limit=99))]


def hold_to_the_law(trading: Trading, trades: int) -> None:
    """Each trade filled once, each fee paid once, batches numbered without a gap, chain and book agree."""
    market, who = trading.market, trading.stage.characters
    assert trading.read("CreditExchange", "lastBatchNo") == trades
    assert trading.funds(who.treasury) == trades * FEE
    for record in market.trades(limit=99):
        for order in (record.trade.buy, record.trade.sell):
            assert trading.read("CreditExchange", "filledCredits", order) == 1
        assert record.transaction is not None
        receipt = trading.registry.chain.receipt(record.transaction)
        assert receipt is not None
        assert receipt.block == record.block
    assert market.settlement.differences(9) == []
    assert market.settlement.reconciled_to() == trading.registry.chain.head().number


def test_a_reorganisation_of_any_depth_leaves_each_trade_one_effect(young_trading: Trading) -> None:
    """Must settle each trade again in the new chain, once, and call it final only under all confirmations."""
    trading, engine = young_trading, young_trading.stage.chain.engine
    who = trading.stage.characters
    trading.send(who.emitter, "CarbonCredit", "setApprovalForAll", trading.market.exchange.address, True)
    engine.call("anvil_mine", hex(DEEPEST_TESTED))
    for depth in range(1, DEEPEST_TESTED + 1):
        matched(trading, depth)
        (first,) = trading.market.settle()
        engine.call("anvil_mine", hex(depth - 1)) if depth > 1 else None
        reorganise(trading, depth)
        assert trading.read("CreditExchange", "lastBatchNo") == depth - 1
        (again,) = trading.market.settle()
        assert again.transaction == first.transaction
        assert states(trading)[-1] is TradeState.MINED
        if depth % 5 == 0:
            engine.call("anvil_mine", hex(CONFIRMATIONS))
            assert trading.market.settle() == []
            assert set(states(trading)) == {TradeState.FINAL}
    hold_to_the_law(trading, DEEPEST_TESTED)


def test_several_open_batches_come_back_in_their_order(young_trading: Trading) -> None:
    """Must send three lost batches again by number, also from a process that was not there before."""
    for number in (1, 2, 3):
        matched(young_trading, number)
        young_trading.market.settle()
    reorganise(young_trading, 3)
    trading = young_trading.restarted()
    assert [settlement.batch.number for settlement in trading.market.settle()] == [1, 2, 3]
    assert states(trading) == [TradeState.MINED] * 3
    hold_to_the_law(trading, 3)
    trading.market.close()
    trading.registry.close()


def test_an_attempt_that_was_refused_once_may_succeed_in_another_history(young_trading: Trading) -> None:
    """Must take the earlier transaction as the batch's own, and never settle its trades a second time."""
    trading, who = young_trading, young_trading.stage.characters
    matched(trading, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ChainGateway, "send_raw", dies)
        with pytest.raises(KeyboardInterrupt):
            trading.market.settle()
    trading.send(who.guardian, "CreditExchange", "pauseSettlement")
    with pytest.raises(Refused) as refusal:
        trading.market.settle()
    assert refusal.value.name == "EnforcedPause"
    trading.send(who.admin, "CreditExchange", "unpauseSettlement")
    (second,) = trading.market.settle()
    assert second.batch.intent == "settle:1:1"
    reorganise(trading, 4)  # neither the pause nor what it refused ever was
    (first,) = trading.market.settle()
    assert first.transaction != second.transaction
    trading.stage.chain.engine.call("anvil_mine", hex(CONFIRMATIONS))
    trading.market.settle()
    assert states(trading) == [TradeState.FINAL]
    hold_to_the_law(trading, 1)


def test_only_the_final_outcome_is_made_good(young_trading: Trading) -> None:
    """Must forget what a lost block said, wait for finality, then reopen the innocent side and strike the other."""
    trading, who = young_trading, young_trading.stage.characters
    matched(trading, 1)
    (first,) = trading.market.settle()
    assert isinstance(first.outcomes[0], Settled)
    reorganise(trading, 1)
    trading.send(who.emitter, "PaymentToken", "approve", trading.market.exchange.address, 0)
    (second,) = trading.market.settle()
    assert isinstance(second.outcomes[0], Failed)
    assert states(trading) == [TradeState.MINED]
    assert trading.market.book(trading.stage.batch).asks == ()
    assert trading.market.settlement.strikes(who.emitter.address) == []
    trading.stage.chain.engine.call("anvil_mine", hex(CONFIRMATIONS))
    assert trading.market.settle() == []
    assert states(trading) == [TradeState.FAILED]
    assert [ask.credits for ask in trading.market.book(trading.stage.batch).asks] == [1]
    (strike,) = trading.market.settlement.strikes(who.emitter.address)
    assert (strike.trade, strike.reason) == (1, "ERC20InsufficientAllowance")
    assert trading.market.settlement.strikes(who.absorber.address) == []
    trading.market.settle()
    assert [ask.credits for ask in trading.market.book(trading.stage.batch).asks] == [1]
