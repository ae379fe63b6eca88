"""A round gathers exactly whole credits of one batch; until somebody takes it each member leaves when it likes."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.refusals import ask, refused
from tests.contracts.remnants.conftest import CREDITS, PRICE


def test_a_round_says_its_terms(remnants, batch, token, members):
    """Must publish batch, payment, size and price before anyone joins."""
    transaction = remnants.openRound(batch, CREDITS, token, PRICE, {"from": members[0]})
    terms = {"batch": batch, "payment": token, "credits": CREDITS, "pricePerCredit": PRICE}
    assert dict(transaction.events["RoundOpened"]) == {"round": 1} | terms
    assert remnants.roundOf(1).dict() == terms | {"joinedKg": 0, "taken": False}
    assert remnants.roundCount() == 1


def test_members_fill_a_round_to_the_kilogram(credit, remnants, batch, members, full):
    """Must hold what each brought, and no kilogram above whole credits (L-5.6)."""
    number = full()
    assert [remnants.kilogramsOf(number, member) for member in members] == [1_333, 666, 1]
    assert credit.balanceOf(remnants, batch) == 2_000 == remnants.roundOf(number).dict()["joinedKg"]
    with refused("RoundTooFull", number, 0, 1):
        ask(remnants.join, number, 1, {"from": members[0]})


def test_a_member_joins_twice_and_leaves_with_all(credit, remnants, batch, members, open_round):
    """Must add up what a member brings, and hand all of it back."""
    number = open_round()
    for kg in (300, 700):
        joined = remnants.join(number, kg, {"from": members[0]})
    told = {"round": number, "member": members[0], "kg": 700, "joinedKg": 1_000}
    assert dict(joined.events["RoundJoined"]) == told
    left = remnants.leave(number, {"from": members[0]})
    assert dict(left.events["RoundLeft"]) == told | {"kg": 1_000, "joinedKg": 0}
    assert credit.balanceOf(members[0], batch) == 3_000
    with refused("NotAMember", number, members[0].address):
        ask(remnants.leave, number, {"from": members[0]})


def test_a_full_round_can_be_left_and_filled_again(credit, remnants, batch, members, taker, full):
    """Must refuse the taker in between, and name what is missing."""
    number = full()
    remnants.leave(number, {"from": members[1]})
    with refused("RoundNotFull", number, 2_000, 1_334):
        ask(remnants.take, number, {"from": taker})
    with refused("RoundTooFull", number, 666, 667):
        ask(remnants.join, number, 667, {"from": members[2]})
    remnants.join(number, 666, {"from": members[2]})
    remnants.take(number, {"from": taker})
    assert credit.balanceOf(taker, batch) == 2_000
    assert [remnants.kilogramsOf(number, member) for member in members] == [1_333, 0, 667]


def test_what_is_taken_is_closed(remnants, members, taker, full):
    """Must let nobody join, leave or take it again."""
    number = full()
    remnants.take(number, {"from": taker})
    for call in (
        lambda: ask(remnants.join, number, 1, {"from": members[0]}),
        lambda: ask(remnants.leave, number, {"from": members[0]}),
        lambda: ask(remnants.take, number, {"from": taker}),
    ):
        with refused("RoundIsTaken", number):
            call()


def test_an_unknown_round_is_refused(remnants, batch, members):
    """Must refuse every verb, and the reading, of a round that nobody opened."""
    by = {"from": members[0]}
    for call in (
        lambda: ask(remnants.join, 1, 1, by),
        lambda: ask(remnants.leave, 1, by),
        lambda: ask(remnants.take, 1, by),
        lambda: ask(remnants.collect, 1, by),
        lambda: remnants.roundOf(1),
    ):
        with refused("RoundUnknown", 1):
            call()


def test_two_rounds_of_a_batch_do_not_mix(credit, remnants, batch, members, taker, full, open_round):
    """Must hand the taker its own round, and leave the other one's kilograms where they are."""
    first, second = full(), open_round()
    remnants.join(second, 500, {"from": members[0]})
    remnants.take(first, {"from": taker})
    assert credit.balanceOf(remnants, batch) == 500
    remnants.leave(second, {"from": members[0]})
    assert credit.balanceOf(members[0], batch) == 3_000 - 1_333


def test_a_round_has_kilograms(remnants, members, open_round):
    """Must refuse to join with nothing."""
    number = open_round()
    with refused("ZeroKilograms"):
        ask(remnants.join, number, 0, {"from": members[0]})


def test_a_round_is_not_larger_than_its_batch(remnants, batch, token, members):
    """Must refuse a round that can never be full, also where its kilograms would not fit, and none at all."""
    by = {"from": members[0]}
    for credits in (17, 2**64 - 1):
        with refused("RoundTooLarge", batch, 16_000, credits):
            remnants.openRound(batch, credits, token, PRICE, by)
    with refused("RoundTooLarge", batch + 1, 0, 1):
        remnants.openRound(batch + 1, 1, token, PRICE, by)
    with refused("ZeroCredits"):
        remnants.openRound(batch, 0, token, PRICE, by)


@pytest.mark.parametrize("price", [0, 1, 999, 400_000_500])
def test_a_price_is_a_whole_number_per_kilogram(remnants, batch, token, members, price):
    """Must refuse a price of which a kilogram's part is no whole unit."""
    with refused("PriceNotPerKilogram", price, 1_000):
        ask(remnants.openRound, batch, CREDITS, token, price, {"from": members[0]})


def test_a_payment_is_a_contract(remnants, batch, members, stranger):
    """Must refuse an account, and the zero address, as money."""
    for payment in (brownie.ZERO_ADDRESS, stranger.address):
        with refused("NoContract", payment, "payment"):
            ask(remnants.openRound, batch, CREDITS, payment, PRICE, {"from": members[0]})


def test_the_pool_takes_only_what_joins(credit, remnants, batch, members, absorber, stranger):
    """Must refuse credits that somebody sends, alone or among others, and what a foreign token pretends to send."""
    by = {"from": absorber}
    with refused("StrayCredits", absorber.address):
        credit.safeTransferFrom(absorber, remnants, batch, 1, b"", by)
    with refused("StrayCredits", absorber.address):
        credit.safeBatchTransferFrom(absorber, remnants, [batch], [1], b"", by)
    with refused("CallerNotLedger", stranger.address, credit.address):
        ask(remnants.onERC1155Received, remnants, stranger, batch, 1, b"", {"from": stranger})


def test_joining_needs_the_members_approval_and_kilograms(credit, remnants, batch, members, absorber, open_round):
    """Must move nothing of an account that did not approve the pool, nor more than a member has."""
    number = open_round()
    with refused("ERC1155MissingApprovalForAll", remnants.address, absorber.address):
        ask(remnants.join, number, 1, {"from": absorber})
    credit.safeTransferFrom(members[0], absorber, batch, 2_500, b"", {"from": members[0]})
    with refused("InsufficientCredits", members[0].address, batch, 500, 501):
        ask(remnants.join, number, 501, {"from": members[0]})
    assert remnants.roundOf(number).dict()["joinedKg"] == 0


def test_the_remnant_pool_is_not_born_without_a_ledger(module_isolation, admin):
    """Must refuse the zero address by its name."""
    with refused("ZeroAddress", "credit"):
        admin.deploy(brownie.RemnantPool, brownie.ZERO_ADDRESS)
