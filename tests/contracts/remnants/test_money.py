"""Whoever takes a round pays it exactly, and each member collects its kilograms' part, to the last unit."""

from __future__ import annotations

import brownie

from tests.contracts.refusals import ask, refused
from tests.contracts.remnants.conftest import CREDITS, PRICE


def test_every_unit_reaches_a_member(credit, remnants, batch, token, members, taker, full):
    """Must take credits x price, pay kilograms x price / 1,000, and keep nothing (L-5.6)."""
    number = full()
    before = token.balanceOf(taker)
    taken = remnants.take(number, {"from": taker})
    told = {"round": number, "taker": taker, "credits": CREDITS, "paid": CREDITS * PRICE}
    assert dict(taken.events["RoundTaken"]) == told
    assert before - token.balanceOf(taker) == CREDITS * PRICE == token.balanceOf(remnants)
    assert credit.balanceOf(taker, batch) == CREDITS * 1_000

    for member, kg in zip(members, (1_333, 666, 1), strict=True):
        collected = remnants.collect(number, {"from": member})
        told = {"round": number, "member": member, "kg": kg, "amount": kg * 400_000}
        assert dict(collected.events["ProceedsCollected"]) == told
        assert token.balanceOf(member) == kg * 400_000
    assert token.balanceOf(remnants) == 0


def test_a_part_is_collected_once_and_after_the_taking(remnants, members, taker, full, absorber):
    """Must refuse before, twice, and to who is no member."""
    number = full()
    with refused("RoundNotTaken", number):
        ask(remnants.collect, number, {"from": members[0]})
    remnants.take(number, {"from": taker})
    remnants.collect(number, {"from": members[0]})
    for account in (members[0], absorber):
        with refused("NotAMember", number, account.address):
            ask(remnants.collect, number, {"from": account})


def test_the_largest_price_is_paid_exactly(remnants, members, taker, admin, full):
    """Must multiply without overflow: 2^128 less its part below 1,000, twice."""
    money = admin.deploy(brownie.FreeToken, 18)
    price = 2**128 // 1_000 * 1_000
    number = full(payment=money, price=price)
    money.mint(taker, 2 * price)
    money.approve(remnants, 2 * price, {"from": taker})
    remnants.take(number, {"from": taker})
    for member in members:
        remnants.collect(number, {"from": member})
    assert money.balanceOf(members[2]) == price // 1_000
    assert money.balanceOf(remnants) == 0


def test_a_taker_without_money_takes_nothing(credit, remnants, batch, token, absorber, members, full):
    """Must refuse who did not allow the payment, or cannot pay it, and leave the round open."""
    number, due = full(), CREDITS * PRICE
    with refused("ERC20InsufficientAllowance", remnants.address, 0, due):
        ask(remnants.take, number, {"from": absorber})
    token.approve(remnants, due, {"from": absorber})
    with refused("ERC20InsufficientBalance", absorber.address, 0, due):
        ask(remnants.take, number, {"from": absorber})
    remnants.leave(number, {"from": members[0]})
    assert credit.balanceOf(members[0], batch) == 3_000


def test_a_token_that_keeps_a_part_is_refused(credit, remnants, batch, admin, taker, full):
    """Must refuse a payment of which less arrives, and move no credit."""
    money = admin.deploy(brownie.SkimmingToken)
    number, due = full(payment=money), CREDITS * PRICE
    money.mint(taker, due)
    money.approve(remnants, due, {"from": taker})
    with refused("PaymentShort", due, due - due // 100):
        ask(remnants.take, number, {"from": taker})
    assert (money.balanceOf(taker), credit.balanceOf(remnants, batch)) == (due, 2_000)


def test_a_blocked_member_stops_nobody_else(remnants, admin, members, taker, full):
    """Must pay the others where the token refuses one, and pay that one when it no longer does."""
    money = admin.deploy(brownie.BlacklistToken)
    number, due = full(payment=money), CREDITS * PRICE
    money.mint(taker, due)
    money.approve(remnants, due, {"from": taker})
    money.blockAccount(members[0])
    remnants.take(number, {"from": taker})
    remnants.collect(number, {"from": members[1]})
    with refused("AccountBlocked", members[0].address):
        ask(remnants.collect, number, {"from": members[0]})
    assert remnants.kilogramsOf(number, members[0]) == 1_333
    assert money.balanceOf(members[1]) == 666 * 400_000


def test_a_round_pays_in_its_own_money(credit, remnants, batch, admin, token, members, taker, full):
    """Must keep the money of two rounds apart: who takes a round for a worthless token gets nothing of a good one's."""
    worthless = admin.deploy(brownie.FreeToken, 6)
    good = full()
    remnants.take(good, {"from": taker})
    bad = remnants.openRound(batch, 1, worthless, PRICE, {"from": members[0]}).return_value
    remnants.join(bad, 1_000, {"from": members[0]})
    worthless.mint(taker, PRICE)
    worthless.approve(remnants, PRICE, {"from": taker})
    remnants.take(bad, {"from": taker})
    remnants.collect(bad, {"from": members[0]})
    assert (token.balanceOf(members[0]), worthless.balanceOf(members[0])) == (0, PRICE)
    assert token.balanceOf(remnants) == CREDITS * PRICE
