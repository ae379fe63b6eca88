"""Where the operator is silent, a maker settles its own order under every rule of a match, and disturbs no batch."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest
from brownie import chain

from tests.contracts.attestations import DAY_S, ZERO32, hash_of
from tests.contracts.exchange.conftest import PURSE
from tests.contracts.orders import EMITTER, RETIRE, UNIT, buy, outcomes, sell, settle, settle_own, trade
from tests.contracts.refusals import refused

PRICE, TICK = 250 * UNIT, UNIT // 100
LATER = 30 * DAY_S


@pytest.fixture
def silent(exchange):
    """The operator settled nothing for as long as makers must wait."""
    chain.sleep(int(exchange.silenceS()) + 1)
    chain.mine()


@pytest.fixture
def bid(deployed, batch):
    expiry = chain[-1].timestamp + LATER
    return lambda **changes: buy(
        deployed, **({"batch": batch, "credits": 5, "price": PRICE, "expiry": expiry} | changes)
    )


@pytest.fixture
def ask(deployed, batch):
    expiry = chain[-1].timestamp + LATER
    return lambda **changes: sell(
        deployed, **({"batch": batch, "credits": 5, "price": PRICE, "expiry": expiry} | changes)
    )


def test_a_buyer_settles_at_the_seller_s_price(
    deployed, bid, ask, silent, batch, credit, token, exchange, absorber, emitter, treasury
):
    """Must move credits, money and fee at the counter-order's price, under batch number 0 (L-9.6)."""
    own, counter = bid(price=PRICE + 8 * TICK), ask()
    clock = exchange.lastSettledAt()
    transaction = settle_own(deployed, own, counter, 5)

    assert credit.balanceOf(emitter, batch) == 5_000
    assert (token.balanceOf(emitter), token.balanceOf(absorber)) == (PURSE - 1_250 * UNIT, 1_244_375_000)
    assert token.balanceOf(treasury) == 5_625_000
    event = transaction.events["Trade"]
    assert (event["batchNo"], event["price"], event["buyOrder"], event["sellOrder"]) == (
        0,
        PRICE,
        own.hash,
        counter.hash,
    )
    assert "BatchSettled" not in transaction.events
    assert (exchange.lastBatchNo(), exchange.lastSettledAt()) == (0, clock)
    assert (exchange.filledCredits(own.hash), exchange.filledCredits(counter.hash)) == (5, 5)


def test_a_seller_settles_at_the_buyer_s_price(deployed, bid, ask, silent, token, emitter):
    """Must take what the buyer offered, above the seller's own limit."""
    settle_own(deployed, ask(), bid(price=PRICE + 8 * TICK), 1)
    assert token.balanceOf(emitter) == PURSE - PRICE - 8 * TICK


def test_the_operator_s_next_number_is_still_free(deployed, bid, ask, silent):
    """Must leave the batch number to the operator."""
    counter = ask()
    settle_own(deployed, bid(), counter, 2)
    assert outcomes(settle(deployed, [bid(), counter], [(0, 1, 3, PRICE)], batch_no=1)) == (1, 0)


def test_the_operator_is_waited_for(deployed, bid, ask, exchange):
    """Must refuse before the silence is over, counted from the deployment or the last success (L-9.6)."""
    silence_s, own, counter = int(exchange.silenceS()), bid(), ask()
    with refused("OperatorActive", exchange.lastSettledAt() + silence_s, ...):
        settle_own(deployed, own, counter, 1)
    chain.sleep(silence_s + 1)
    settled = trade(deployed, own, counter, 1, PRICE)
    assert exchange.lastSettledAt() == settled.timestamp
    with refused("OperatorActive", settled.timestamp + silence_s, ...):
        settle_own(deployed, own, counter, 1)


def test_a_batch_that_settles_nothing_is_silence(deployed, bid, ask, silent, exchange):
    """Must not let the operator hold makers off with batches that fail."""
    clock, dead = exchange.lastSettledAt(), ask(expiry=1)
    assert outcomes(trade(deployed, bid(), dead, 1, PRICE)) == (0, 1)
    assert exchange.lastSettledAt() == clock
    settle_own(deployed, bid(), ask(), 1)


def test_the_clock_starts_at_deployment(deployed, CreditExchange, credit, treasury, stranger):
    """Must not find a new exchange silent since 1970."""
    young = stranger.deploy(CreditExchange, deployed["RegistryAccess"], credit, treasury, 60)
    assert (young.lastSettledAt(), young.silenceS()) == (young.tx.timestamp, 60)
    assert young.registry() == deployed["CreditRegistry"]


def test_only_the_maker_settles_its_order(exchange, bid, ask, silent, stranger, emitter):
    """Must refuse anyone else, with whatever orders in hand."""
    own, counter = bid(), ask()
    with refused("CallerNotMaker", stranger.address, emitter.address):
        exchange.settleOwn(astuple(own.order), astuple(counter.order), counter.signature, 1, {"from": stranger})


def test_the_counter_order_is_signed(deployed, bid, ask, silent, absorber):
    """Must refuse a counter-order whose maker did not sign it."""
    forged = ask(key=EMITTER)
    with refused("InvalidSignature", forged.hash, absorber.address):
        settle_own(deployed, bid(), forged, 1)


def test_a_pause_stops_makers_too(deployed, bid, ask, silent, exchange, guardian, emitter):
    """Must refuse while settlement is paused."""
    exchange.pauseSettlement({"from": guardian})
    with refused("EnforcedPause"):
        settle_own(deployed, bid(), ask(), 1)


def test_every_rule_of_a_match_holds(deployed, bid, ask, silent, batch, absorber, emitter, exchange, stranger):
    """Must refuse what a batch would refuse, by the same names."""
    old, whole, small = ask(expiry=1), bid(flags=1), ask(credits=2)
    reserved = ask(taker=stranger.address)
    for own, counter, credits, refusal in (
        (bid(), old, 1, ("OrderExpired", old.hash, 1, ...)),
        (whole, ask(), 1, ("OrderAllOrNone", whole.hash, 5, 1)),
        (bid(), small, 3, ("OrderOverfilled", small.hash, 2, 0, 3)),
        (bid(), reserved, 1, ("TakerMismatch", reserved.hash, stranger.address, emitter.address)),
        (bid(price=PRICE - TICK), ask(), 1, ("PriceOutsideLimits", PRICE, PRICE, PRICE - TICK)),
        (bid(batch=batch + 1), ask(), 1, ("BatchMismatch", batch + 1, batch)),
        (bid(), ask(), 0, ("ZeroCredits",)),
    ):
        with refused(*refusal):
            settle_own(deployed, own, counter, credits)


def test_what_was_withdrawn_stays_so(deployed, bid, ask, silent, exchange, absorber, emitter):
    """Must heed cancellations and epochs of both sides."""
    own, counter = bid(), ask()
    exchange.cancel(astuple(own.order), {"from": emitter})
    with refused("OrderWasCancelled", own.hash):
        settle_own(deployed, own, counter, 1)
    exchange.raiseEpoch({"from": absorber})
    with refused("OrderEpoch", counter.hash, 1, 0):
        settle_own(deployed, bid(), counter, 1)


def test_a_failed_settlement_leaves_nothing(deployed, bid, ask, silent, exchange, token, emitter):
    """Must undo the fills of both orders where the payment fails."""
    token.approve(exchange, 0, {"from": emitter})
    own, counter = bid(), ask()
    with refused("ERC20InsufficientAllowance", exchange.address, 0, 1_244_375_000):
        settle_own(deployed, own, counter, 5)
    assert (exchange.filledCredits(own.hash), exchange.filledCredits(counter.hash)) == (0, 0)


def test_a_maker_s_purchase_may_retire(deployed, bid, ask, silent, certificates, emitter):
    """Must retire on settlement as a batch does (L-9.9)."""
    settle_own(deployed, bid(flags=RETIRE, memo=hash_of("details")), ask(), 5)
    assert certificates.ownerOf(1) == emitter
    with refused("EmptyDetails"):
        settle_own(deployed, bid(flags=RETIRE, memo=ZERO32), ask(), 5)


def test_a_maker_settles_an_order_with_criteria(deployed, bid, ask, silent, batch, exchange):
    """Must judge the criteria against the counter-order's batch."""
    settle_own(deployed, bid(batch=0, country="0x5448"), ask(), 1)
    foreign = bid(batch=0, country="0x564e")
    with refused("CriteriaNotMet", foreign.hash, batch):
        settle_own(deployed, foreign, ask(), 1)


def test_an_own_order_needs_no_signature_but_its_own_words(deployed, bid, ask, silent, exchange):
    """Must take the caller's word for its order, exactly as it stands in the call."""
    own = bid()
    changed = replace(own, order=replace(own.order, credits=7))
    settle_own(deployed, changed, ask(), 5)
    assert exchange.filledCredits(own.hash) == 0
    assert exchange.filledCredits(exchange.hashOrder(astuple(changed.order))) == 5
