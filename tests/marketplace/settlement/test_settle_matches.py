"""Sell order, buy order, match, settlement: on the real chain, through crashes, with the fee to the last unit.

What marketplace/usecases/settle_matches.py promises.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace.domain.settlement import MATCHES_PER_BATCH, Failed, Settled
from registry.adapters.chain import ChainGateway
from registry.adapters.outbox import Outbox
from registry.domain.orders import RETIRE_ON_SETTLEMENT, Side, salt_of
from registry.errors import ChainUnavailable, Refused
from tests.marketplace.conftest import MONEY, Trading

PRICE = 250_000_000  # 250.00 baht a credit
ZERO = 0


class Crash(Exception):
    """The process dies here."""


def matched(trading: Trading, credits: int = 4) -> None:
    """One trade that waits: `credits` at PRICE between the absorber and the emitter."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, credits, PRICE)
    placed = trading.place(Side.Buy, who.emitter, credits, PRICE + 10_000)
    assert [trade.price_minor for trade in placed.trades] == [PRICE]


def test_a_trade_moves_credits_money_and_exactly_the_fee(trading: Trading) -> None:
    """Must give the buyer the credits, the seller notional less fee, the treasury 45 basis points, and nobody more."""
    who, held_kg = trading.stage.characters, trading.held_kg(trading.stage.characters.absorber)
    matched(trading)
    (settlement,) = trading.market.settle()
    notional, fee = 4 * PRICE, 4_500_000
    assert settlement.outcomes == (Settled(notional, fee),)
    assert trading.funds(who.treasury) == fee
    assert trading.funds(who.absorber) == notional - fee
    assert trading.funds(who.emitter) == MONEY - notional
    assert trading.held_kg(who.emitter) == 4_000
    assert trading.held_kg(who.absorber) == held_kg - 4_000
    assert trading.read("CarbonCredit", "balanceOf", trading.market.exchange.address, trading.stage.batch) == 0
    (record,) = trading.market.trades()
    assert (record.outcome, record.transaction) == (settlement.outcomes[0], settlement.transaction)
    assert trading.market.settle() == []


def test_a_partial_fill_leaves_the_rest_in_the_book_and_it_settles_later(trading: Trading) -> None:
    """Must number settlements one after the other and fill one order over several of them."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, 5, PRICE)
    trading.place(Side.Buy, who.emitter, 2, PRICE)
    (first,) = trading.market.settle()
    trading.place(Side.Buy, who.absorber2, 3, PRICE)
    (second,) = trading.market.settle()
    assert (first.batch.number, second.batch.number) == (1, 2)
    assert trading.funds(who.treasury) == first.fee_minor + second.fee_minor == 5 * 1_125_000
    assert trading.market.book(trading.stage.batch).asks == ()


def test_a_full_batch_settles_in_one_transaction(trading: Trading) -> None:
    """Must fit the largest batch into a block."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, MATCHES_PER_BATCH, PRICE)
    for salt in range(MATCHES_PER_BATCH):
        trading.place(Side.Buy, who.emitter if salt % 2 else who.absorber2, 1, PRICE, salt=salt_of(salt))
    (settlement,) = trading.market.settle()
    assert settlement.outcomes == (Settled(PRICE, 1_125_000),) * MATCHES_PER_BATCH
    assert trading.funds(who.treasury) == MATCHES_PER_BATCH * 1_125_000


def test_an_order_that_retires_on_settlement_makes_a_certificate(trading: Trading) -> None:
    """Must send the seller's credits straight into the buyer's certificate."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, 1, PRICE)
    trading.place(Side.Buy, who.emitter, 1, PRICE, flags=RETIRE_ON_SETTLEMENT, memo="0x" + "5a" * 32)
    (settlement,) = trading.market.settle()
    assert isinstance(settlement.outcomes[0], Settled)
    assert trading.held_kg(who.emitter) == 0
    assert trading.read("RetirementCertificate", "balanceOf", who.emitter.address) == 1


def die_before_sending(patch: pytest.MonkeyPatch) -> None:
    """The batch is stored, nothing is signed."""

    def transact(*_: object) -> None:
        raise Crash

    patch.setattr(Outbox, "transact", transact)


def die_before_broadcast(patch: pytest.MonkeyPatch) -> None:
    """The transaction is signed and stored, no node has seen it."""

    def send_raw(*_: object) -> None:
        raise Crash

    patch.setattr(ChainGateway, "send_raw", send_raw)


def die_after_mining(patch: pytest.MonkeyPatch) -> None:
    """The chain has settled, we have not heard of it."""
    transact: Callable[..., object] = Outbox.transact

    def transact_and_die(*args: object) -> None:
        transact(*args)
        raise Crash

    patch.setattr(Outbox, "transact", transact_and_die)


@pytest.mark.parametrize("die", [die_before_sending, die_before_broadcast, die_after_mining])
def test_a_crash_during_settlement_settles_once(trading: Trading, die: Callable[[pytest.MonkeyPatch], None]) -> None:
    """Must settle the same batch after a restart, and no other."""
    who = trading.stage.characters
    matched(trading)
    with pytest.MonkeyPatch.context() as patch:
        die(patch)
        with pytest.raises(Crash):
            trading.market.settle()
    again = trading.restarted()
    again.registry.outbox.restore()
    (settlement,) = again.market.settle()
    assert settlement.batch.number == trading.read("CreditExchange", "lastBatchNo") == 1
    assert trading.funds(who.treasury) == settlement.fee_minor == 4_500_000
    assert trading.held_kg(who.emitter) == 4_000
    assert again.market.settle() == []


def test_a_dead_node_changes_nothing(trading: Trading) -> None:
    """Must keep the batch for a node that answers again."""
    matched(trading)

    def silent(*_: object) -> None:
        raise ChainUnavailable("the node does not answer")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ChainGateway, "prepare", silent)
        with pytest.raises(ChainUnavailable):
            trading.market.settle()
    assert len(trading.market.settle()) == 1


def test_a_revoked_allowance_fails_its_own_match_alone(trading: Trading) -> None:
    """Must settle the other match, name the error, cancel the order at fault and reopen the innocent one."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, 5, PRICE)
    faulty = trading.place(Side.Buy, who.emitter, 2, PRICE)
    trading.place(Side.Buy, who.absorber2, 3, PRICE)
    trading.send(who.emitter, "PaymentToken", "approve", trading.market.exchange.address, ZERO)
    (settlement,) = trading.market.settle()
    failed, settled = settlement.outcomes
    assert isinstance(failed, Failed)
    assert failed.name == "ERC20InsufficientAllowance"
    assert (
        failed.sentence
        == f"{trading.market.exchange.address} may move 0 payment units, needed {2 * PRICE * 9955 // 10_000}"
    )
    assert settled == Settled(3 * PRICE, 3 * 1_125_000)
    assert trading.funds(who.treasury) == 3 * 1_125_000
    assert trading.funds(who.emitter) == MONEY
    (ask,) = trading.market.book(trading.stage.batch).asks
    assert (ask.price_minor, ask.credits) == (PRICE, 2)
    with pytest.raises(Refused) as refusal:
        trading.market.cancel(faulty.order, trading_cancellation(trading, faulty.order))
    assert refusal.value.name == "OrderWasCancelled"
    assert trading.digest() == trading.restarted().digest()


def trading_cancellation(trading: Trading, order: str) -> str:
    text = trading.market.exchange.cancellation_text(order)
    return "0x" + trading.stage.characters.emitter.sign_text(text).hex()


def test_reopened_credits_sell_to_the_next_buyer(trading: Trading) -> None:
    """Must carry on by itself: what a failed match gave back meets a waiting buyer and settles in the next batch."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, 2, PRICE)
    trading.place(Side.Buy, who.emitter, 2, PRICE)
    trading.place(Side.Buy, who.absorber2, 2, PRICE)
    trading.send(who.emitter, "PaymentToken", "approve", trading.market.exchange.address, ZERO)
    first, second = trading.market.settle()
    assert isinstance(first.outcomes[0], Failed)
    assert second.outcomes == (Settled(2 * PRICE, 2_250_000),)
    assert trading.held_kg(who.absorber2) == 2_000


def test_an_order_cancelled_on_chain_fails_by_its_own_name(trading: Trading) -> None:
    """Must learn from the chain that a maker withdrew, and keep the other side."""
    who = trading.stage.characters
    sell = trading.order(Side.Sell, who.absorber, 2, PRICE)
    trading.market.place(sell, trading.market.sign(sell, who.absorber))
    trading.place(Side.Buy, who.emitter, 2, PRICE)
    trading.send(who.absorber, "CreditExchange", "cancel", sell)
    (settlement,) = trading.market.settle()
    (failed,) = settlement.outcomes
    assert isinstance(failed, Failed)
    assert (failed.name, failed.facts) == ("OrderWasCancelled", {"order": trading.market.exchange.order_hash(sell)})
    view = trading.market.book(trading.stage.batch)
    assert [bid.credits for bid in view.bids] == [2]
    assert view.asks == ()


def test_a_batch_refused_as_a_whole_is_sent_again_later(trading: Trading) -> None:
    """Must keep the trades through a pause and settle them under the same number when it ends."""
    who = trading.stage.characters
    matched(trading)
    trading.send(who.guardian, "CreditExchange", "pauseSettlement")
    with pytest.raises(Refused) as refusal:
        trading.market.settle()
    assert refusal.value.name == "EnforcedPause"
    trading.send(who.admin, "CreditExchange", "unpauseSettlement")
    (settlement,) = trading.market.settle()
    assert (settlement.batch.number, settlement.batch.intent) == (1, "settle:1")
    assert trading.funds(who.treasury) == 4_500_000


def test_a_number_that_somebody_else_took_is_given_up(trading: Trading) -> None:
    """Must free the trades for the next number."""
    who = trading.stage.characters
    matched(trading)
    trading.market.desk.barrier()
    store = trading.market.settlement.store
    trading.market.desk.barrier()
    store.take_in(1)
    assert store.form(1, 9, 1) is not None
    buy, sell = (
        trading.order(side, maker, 1, PRICE) for side, maker in ((Side.Buy, who.emitter), (Side.Sell, who.absorber))
    )
    nothing = [{"buy": 0, "sell": 1, "credits": 0, "price": PRICE}]
    trading.send(who.exchange_operator, "CreditExchange", "settle", 1, [buy, sell], ["0x", "0x"], nothing)
    with pytest.raises(Refused) as refusal:
        trading.market.settle()
    assert refusal.value.name == "UnexpectedBatch"
    (settlement,) = trading.market.settle()
    assert settlement.batch.number == 2
    assert trading.funds(who.treasury) == 4_500_000


def test_a_stranger_cannot_settle(trading: Trading) -> None:
    """Must leave settling to the operator's role on chain."""
    matched(trading)
    with pytest.raises(Refused) as refusal:
        trading.send(trading.stage.characters.stranger, "CreditExchange", "settle", 1, [], [], [])
    assert refusal.value.name == "AccessManagedUnauthorized"
