"""Every rule that an order or a match can break fails that match by name, and moves nothing."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest
from brownie import chain

from tests.contracts.attestations import DAY_S, chain_time
from tests.contracts.exchange.conftest import PURSE
from tests.contracts.orders import ALL_OR_NONE, NOBODY, RETIRE, UNIT, buy, outcomes, reason_of, sell, sign, trade

PRICE, TICK = 250 * UNIT, UNIT // 100
MOST_CREDITS = (2**64 - 1) // 1_000
STRANGER = 13


@pytest.fixture
def refusal(deployed, batch, exchange, credit, token, absorber, emitter, certificates):
    """Trades 5 credits at 250 by two orders, expects a failure without any effect, and returns its reason."""

    def of(bid, ask, credits=5, price=PRICE):
        transaction = trade(deployed, bid, ask, credits, price)
        assert outcomes(transaction) == (0, 1)
        assert (credit.balanceOf(absorber, batch), credit.balanceOf(emitter, batch)) == (16_000, 0)
        assert (token.balanceOf(emitter), token.balanceOf(absorber)) == (PURSE, 0)
        assert (exchange.filledCredits(bid.hash), exchange.filledCredits(ask.hash)) == (0, 0)
        return reason_of(transaction, exchange, credit, token, certificates)

    return of


@pytest.fixture
def bid(deployed, batch):
    return lambda **changes: buy(deployed, **({"batch": batch, "credits": 5, "price": PRICE} | changes))


@pytest.fixture
def ask(deployed, batch):
    return lambda **changes: sell(deployed, **({"batch": batch, "credits": 5, "price": PRICE} | changes))


def test_nothing_is_not_traded(refusal, bid, ask):
    """Must refuse a match of zero credits."""
    assert refusal(bid(), ask(), credits=0) == ("ZeroCredits",)


def test_sides_are_opposite(deployed, batch, refusal, bid, ask):
    """Must refuse two sells, two buys, and a buy and a sell in each other's place."""
    one, other = ask(), bid()
    assert refusal(one, other) == ("SidesNotOpposite", one.hash, other.hash)
    assert refusal(one, one) == ("SidesNotOpposite", one.hash, one.hash)
    assert refusal(other, other) == ("SidesNotOpposite", other.hash, other.hash)


def test_both_trade_the_same_batch(deployed, batch, refusal, bid, ask):
    """Must refuse orders of two batches."""
    assert refusal(bid(batch=batch + 1), ask()) == ("BatchMismatch", batch + 1, batch)


def test_both_trade_the_same_money(refusal, bid, ask, token):
    """Must refuse orders of two payment tokens."""
    assert refusal(bid(payment=NOBODY), ask()) == ("PaymentMismatch", NOBODY, token.address.lower())


def test_money_is_on_the_list(refusal, bid, ask, credit):
    """Must refuse a token that nobody listed."""
    unlisted = credit.address
    assert refusal(bid(payment=unlisted), ask(payment=unlisted)) == ("PaymentNotListed", unlisted.lower())


def test_nobody_trades_with_itself(deployed, batch, refusal, ask, absorber):
    """Must refuse two orders of one maker."""
    own = buy(deployed, batch, 5, PRICE, key=8, maker=absorber.address)
    assert refusal(own, ask()) == ("SelfTrade", absorber.address.lower())


def test_the_taker_is_respected(refusal, bid, ask, absorber, emitter, stranger):
    """Must refuse a counterparty that the maker did not name, on either side."""
    named, seller, buyer = (each.address.lower() for each in (stranger, absorber, emitter))
    reserved = bid(taker=named)
    assert refusal(reserved, ask()) == ("TakerMismatch", reserved.hash, named, seller)
    reserved = ask(taker=named)
    assert refusal(bid(), reserved) == ("TakerMismatch", reserved.hash, named, buyer)


def test_the_named_taker_is_served(deployed, bid, ask, absorber, emitter):
    """Must settle where each side names the other."""
    assert outcomes(trade(deployed, bid(taker=absorber.address), ask(taker=emitter.address), 5, PRICE)) == (1, 0)


@pytest.mark.parametrize("price", [PRICE - TICK, PRICE + TICK])
def test_no_trade_crosses_a_limit(refusal, bid, ask, price):
    """Must refuse a match price one tick below the seller's or above the buyer's."""
    assert refusal(bid(), ask(), price=price) == ("PriceOutsideLimits", PRICE, price, PRICE)


def test_orders_that_do_not_cross_do_not_trade(refusal, bid, ask):
    """Must refuse a seller who wants more than the buyer gives."""
    assert refusal(bid(), ask(price=PRICE + TICK)) == ("PriceOutsideLimits", PRICE + TICK, PRICE, PRICE)


@pytest.mark.parametrize(
    ("sell_price", "price", "buy_price", "seen"),
    [
        (PRICE - 1, PRICE, PRICE, PRICE - 1),
        (PRICE - TICK, PRICE - 1, PRICE, PRICE - 1),
        (PRICE, PRICE, PRICE + 1, PRICE + 1),
        (0, 0, PRICE, 0),
    ],
)
def test_prices_are_on_the_tick(refusal, bid, ask, sell_price, price, buy_price, seen):
    """Must refuse a sell, match or buy price off the tick, and a price of nothing."""
    assert refusal(bid(price=buy_price), ask(price=sell_price), price=price) == ("PriceOffTick", seen, TICK)


def test_orders_expire_by_the_chain_s_clock(refusal, bid, ask):
    """Must refuse an order from the second of its expiry on, on either side."""
    expiry = chain_time() + DAY_S
    dead_bid, dead_ask = bid(expiry=expiry), ask(expiry=expiry)
    chain.sleep(DAY_S + 1)
    chain.mine()
    name, order, seen, now = refusal(dead_bid, ask())
    assert (name, order, seen) == ("OrderExpired", dead_bid.hash, expiry)
    assert now >= expiry
    assert refusal(bid(), dead_ask)[:3] == ("OrderExpired", dead_ask.hash, expiry)


def test_an_older_epoch_is_over(exchange, refusal, bid, ask, emitter, absorber):
    """Must refuse orders signed under another epoch than the maker's."""
    old = bid()
    exchange.raiseEpoch({"from": emitter})
    assert refusal(old, ask()) == ("OrderEpoch", old.hash, 1, 0)
    early = ask(epoch=1)
    assert refusal(bid(epoch=1), early) == ("OrderEpoch", early.hash, 0, 1)


def test_a_cancelled_order_is_over(exchange, refusal, bid, ask, emitter):
    """Must refuse an order that its maker withdrew."""
    withdrawn = bid()
    exchange.cancel(_struct(withdrawn), {"from": emitter})
    assert refusal(withdrawn, ask()) == ("OrderWasCancelled", withdrawn.hash)


def test_an_order_is_not_overfilled(refusal, bid, ask):
    """Must refuse one credit more than an order holds, on either side."""
    small = bid(credits=4)
    assert refusal(small, ask()) == ("OrderOverfilled", small.hash, 4, 0, 5)
    small = ask(credits=4)
    assert refusal(bid(), small) == ("OrderOverfilled", small.hash, 4, 0, 5)


def test_all_or_none_means_all(deployed, refusal, bid, ask):
    """Must refuse a part of an all-or-none order, and settle the whole."""
    whole = bid(credits=6, flags=ALL_OR_NONE)
    assert refusal(whole, ask()) == ("OrderAllOrNone", whole.hash, 6, 5)
    assert outcomes(trade(deployed, whole, ask(credits=6), 6, PRICE)) == (1, 0)


def test_a_fill_reaches_the_minimum(refusal, bid, ask):
    """Must refuse a fill one credit below the order's minimum."""
    choosy = ask(credits=10, min_fill=6)
    assert refusal(bid(), choosy) == ("OrderBelowMinimum", choosy.hash, 6, 5)


def test_nobody_pays_a_fee_that_it_did_not_sign(refusal, bid, ask):
    """Must refuse orders that agreed to 44 basis points, on either side."""
    stingy = bid(max_fee_bps=44)
    assert refusal(stingy, ask()) == ("OrderFee", stingy.hash, 44, 45)
    stingy = ask(max_fee_bps=44)
    assert refusal(bid(), stingy) == ("OrderFee", stingy.hash, 44, 45)


@pytest.mark.parametrize("flags", [4, 128])
def test_unknown_flags_are_refused(refusal, bid, ask, flags):
    """Must refuse a flag whose meaning the exchange does not know."""
    odd = bid(flags=flags)
    assert refusal(odd, ask()) == ("OrderFlags", odd.hash, flags)


def test_a_seller_cannot_retire_what_it_sells(refusal, bid, ask):
    """Must refuse retire-on-settlement on a sell order."""
    odd = ask(flags=RETIRE)
    assert refusal(bid(), odd) == ("OrderFlags", odd.hash, RETIRE)


def test_the_exchange_is_no_recipient(refusal, bid, ask, exchange):
    """Must refuse to leave credits or proceeds with itself."""
    trap = bid(recipient=exchange.address)
    assert refusal(trap, ask()) == ("RecipientIsExchange", trap.hash)
    trap = ask(recipient=exchange.address)
    assert refusal(bid(), trap) == ("RecipientIsExchange", trap.hash)


def test_the_maker_s_key_signed(refusal, bid, ask, emitter, absorber):
    """Must refuse a signature of another key, on either side."""
    forged = bid(key=STRANGER)
    assert refusal(forged, ask()) == ("InvalidSignature", forged.hash, emitter.address.lower())
    forged = ask(key=STRANGER)
    assert refusal(bid(), forged) == ("InvalidSignature", forged.hash, absorber.address.lower())


@pytest.mark.parametrize(
    "change",
    [
        {"taker": "0x" + "22" * 20},
        {"recipient": "0x" + "22" * 20},
        {"credits": 6},
        {"price": PRICE + TICK},
        {"expiry": 2**40},
        {"max_fee_bps": 46},
        {"min_fill": 2},
        {"salt": 7},
        {"memo": "0x" + "22" * 32},
    ],
)
def test_a_signature_over_another_order_is_refused(deployed, refusal, bid, ask, emitter, change):
    """Must refuse an order whose every other word was signed, but not this one."""
    signed = bid()
    changed = replace(signed.order, **({**change, "taker": ask().order.maker} if "taker" in change else change))
    actual = sign(deployed, changed)
    assert actual.hash != signed.hash
    forged = replace(actual, signature=signed.signature)
    assert refusal(forged, ask()) == ("InvalidSignature", actual.hash, emitter.address.lower())


def test_a_signature_for_another_contract_is_refused(deployed, oracle, refusal, bid, ask):
    """Must refuse an order that was signed for another contract."""
    elsewhere = sign({**_contracts(deployed), "CreditExchange": oracle}, bid().order)
    name, order, _ = refusal(elsewhere, ask())
    assert name == "InvalidSignature"
    assert order != elsewhere.hash


def test_a_revoked_allowance_fails_the_match(token, exchange, refusal, bid, ask, emitter):
    """Must name the token's own refusal where the buyer withdrew its allowance."""
    token.approve(exchange, PRICE, {"from": emitter})
    assert refusal(bid(), ask())[0] == "ERC20InsufficientAllowance"


def test_a_revoked_approval_fails_the_match(credit, exchange, refusal, bid, ask, absorber):
    """Must name the ledger's own refusal where the seller withdrew its approval."""
    credit.setApprovalForAll(exchange, False, {"from": absorber})
    assert refusal(bid(), ask()) == ("ERC1155MissingApprovalForAll", exchange.address.lower(), absorber.address.lower())


def test_a_seller_sells_what_it_holds(refusal, bid, ask, absorber, batch):
    """Must refuse a seller who signed more than it holds."""
    reason = refusal(bid(credits=17), ask(credits=17), credits=17)
    assert reason == ("InsufficientCredits", absorber.address.lower(), batch, 16_000, 17_000)


def test_a_buyer_pays_what_it_holds(deployed, token, refusal, batch, ask, stranger, exchange):
    """Must refuse a buyer without money."""
    token.approve(exchange, PURSE, {"from": stranger})
    poor = buy(deployed, batch, 5, PRICE, key=STRANGER, maker=stranger.address)
    assert refusal(poor, ask())[0] == "ERC20InsufficientBalance"


def test_a_paused_ledger_fails_the_match(credit, refusal, bid, ask, guardian):
    """Must fail the match, not the batch, while transfers are paused."""
    credit.pauseTransfers({"from": guardian})
    assert refusal(bid(), ask()) == ("EnforcedPause",)


def test_an_absurd_size_fails_the_match(refusal, bid, ask):
    """Must fail by name on the first number of credits whose kilograms no ledger can count, and on 2^64 - 1."""
    for credits in (MOST_CREDITS + 1, 2**64 - 1):
        assert refusal(bid(credits=credits), ask(credits=credits), credits=credits) == ("MassTooLarge", credits * 1_000)
    retiring = bid(credits=MOST_CREDITS + 1, flags=RETIRE, memo="0x" + "ab" * 32)
    reason = refusal(retiring, ask(credits=MOST_CREDITS + 1), credits=MOST_CREDITS + 1)
    assert reason == ("MassTooLarge", (MOST_CREDITS + 1) * 1_000)
    reason = refusal(bid(credits=MOST_CREDITS), ask(credits=MOST_CREDITS), credits=MOST_CREDITS)
    assert reason[0] == "InsufficientCredits"


def _struct(signed):
    return astuple(signed.order)


def _contracts(deployed):
    return {name: deployed[name] for name in ("PaymentToken", "CreditExchange")}
