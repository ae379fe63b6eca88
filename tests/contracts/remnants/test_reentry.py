"""A member's or taker's receiver hook, and a hostile payment token, find every verb of the pool closed to them."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.refusals import ask, refused
from tests.contracts.remnants.conftest import CREDITS, PRICE

HONEST, REENTERING = 0, 5
VERBS = ("join", "leave", "take", "collect")


@pytest.fixture(scope="module")
def wallet(module_isolation, admin, credit, remnants, batch, absorber, token):
    """A contract with 3,000 kg and money, which the pool may move; the admin is its owner."""
    contract = admin.deploy(brownie.ContractWallet, admin)
    credit.safeTransferFrom(absorber, contract, batch, 3_000, b"", {"from": absorber})
    token.mint(contract, CREDITS * PRICE, {"from": admin})
    contract.execute(credit, credit.setApprovalForAll.encode_input(remnants, True))
    contract.execute(token, token.approve.encode_input(remnants, CREDITS * PRICE))
    return contract


@pytest.fixture
def act(wallet, remnants, admin):
    """Lets the wallet call a verb of the pool."""

    def acting(verb, *arguments):
        return wallet.execute(remnants, encode(remnants, verb, *arguments), {"from": admin})

    return acting


def encode(remnants, verb, number, kg=1):
    arguments = (number, kg) if verb == "join" else (number,)
    return getattr(remnants, verb).encode_input(*arguments)


@pytest.mark.parametrize("verb", VERBS)
def test_who_leaves_cannot_call_back(credit, remnants, batch, wallet, act, open_round, verb):
    """Must refuse every verb from the hook of the credits that come back, and leave the member in the round."""
    number = open_round()
    act("join", number, 1_000)
    wallet.setReentry(remnants, encode(remnants, verb, number))
    wallet.setMoods(HONEST, REENTERING)
    with refused("ReentrancyGuardReentrantCall"):
        act("leave", number)
    assert (remnants.kilogramsOf(number, wallet), credit.balanceOf(remnants, batch)) == (1_000, 1_000)


@pytest.mark.parametrize("verb", VERBS)
def test_who_takes_cannot_call_back(remnants, token, wallet, act, full, verb):
    """Must refuse every verb from the hook of the credits that were bought, and leave round and money as they were."""
    number = full()
    wallet.setReentry(remnants, encode(remnants, verb, number))
    wallet.setMoods(HONEST, REENTERING)
    with refused("ReentrancyGuardReentrantCall"):
        act("take", number)
    assert not remnants.roundOf(number).dict()["taken"]
    assert token.balanceOf(wallet) == CREDITS * PRICE


@pytest.mark.parametrize("verb", VERBS)
def test_a_hostile_token_cannot_call_back(credit, remnants, batch, admin, taker, members, full, verb):
    """Must refuse every verb from the middle of the payment, and of the payout."""
    money = admin.deploy(brownie.ReenteringToken)
    number, other, due = full(payment=money), full(payment=money), CREDITS * PRICE
    money.mint(taker, 2 * due)
    money.approve(remnants, 2 * due, {"from": taker})
    remnants.take(other, {"from": taker})

    money.setReentry(remnants, encode(remnants, verb, number))
    with refused("ReentrancyGuardReentrantCall"):
        ask(remnants.take, number, {"from": taker})
    with refused("ReentrancyGuardReentrantCall"):
        ask(remnants.collect, other, {"from": members[0]})
    assert credit.balanceOf(remnants, batch) == 2_000
    assert (money.balanceOf(remnants), remnants.kilogramsOf(other, members[0])) == (due, 1_333)


def test_a_hostile_token_opens_a_round_and_gains_nothing(credit, remnants, batch, admin, taker, full):
    """Must let a round be opened from within a payment: it has a number of its own, and holds nothing."""
    money = admin.deploy(brownie.ReenteringToken)
    number, due = full(payment=money), CREDITS * PRICE
    money.mint(taker, due)
    money.approve(remnants, due, {"from": taker})
    money.setReentry(remnants, remnants.openRound.encode_input(batch, 1, money, PRICE))
    remnants.take(number, {"from": taker})
    assert remnants.roundOf(number + 1).dict()["joinedKg"] == 0
    assert credit.balanceOf(taker, batch) == 2_000
