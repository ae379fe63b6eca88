"""A buyer that asked for it receives a certificate instead of credits."""

from __future__ import annotations

import pytest

from tests.contracts.attestations import ZERO32, hash_of
from tests.contracts.orders import ALL_OR_NONE, RETIRE, UNIT, buy, outcomes, reason_of, sell, trade

PRICE = 250 * UNIT
DETAILS = hash_of("salt and details")
VOLUNTARY = 0


@pytest.fixture
def ask(deployed, batch):
    return sell(deployed, batch, 5, PRICE)


def test_credits_go_straight_into_the_buyer_s_certificate(
    deployed, batch, ask, credit, certificates, token, absorber, emitter
):
    """Must retire the seller's 5 credits for the buyer and pay the seller as in any trade."""
    bid = buy(deployed, batch, 5, PRICE, flags=RETIRE, memo=DETAILS)
    transaction = trade(deployed, bid, ask, 5, PRICE)

    assert outcomes(transaction) == (1, 0)
    assert certificates.ownerOf(1) == emitter
    facts = certificates.certificate(1).dict()
    assert (facts["batch"], facts["kgStart"], facts["kgEnd"]) == (batch, 0, 5_000)
    assert (facts["retiree"], facts["detailsHash"], facts["useCase"]) == (absorber, DETAILS, VOLUNTARY)
    assert (credit.balanceOf(absorber, batch), credit.balanceOf(emitter, batch)) == (11_000, 0)
    assert credit.supplyOf(batch) == (16_000, 5_000, 0)
    assert token.balanceOf(absorber) == 1_244_375_000


def test_the_certificate_goes_to_the_recipient(deployed, batch, ask, certificates, stranger):
    """Must name the order's recipient as beneficiary."""
    bid = buy(deployed, batch, 5, PRICE, flags=RETIRE | ALL_OR_NONE, memo=DETAILS, recipient=stranger.address)
    trade(deployed, bid, ask, 5, PRICE)
    assert certificates.ownerOf(1) == stranger


def test_a_retirement_has_details(deployed, batch, ask, certificates):
    """Must fail the match where the memo is empty."""
    bid = buy(deployed, batch, 5, PRICE, flags=RETIRE, memo=ZERO32)
    assert reason_of(trade(deployed, bid, ask, 5, PRICE), certificates) == ("EmptyDetails",)
    assert certificates.certificateCount() == 0


def test_retirement_settles_while_transfers_are_paused(deployed, batch, ask, credit, certificates, guardian):
    """Must retire on settlement even then: retirement is never paused."""
    credit.pauseTransfers({"from": guardian})
    bid = buy(deployed, batch, 5, PRICE, flags=RETIRE, memo=DETAILS)
    assert outcomes(trade(deployed, bid, ask, 5, PRICE)) == (1, 0)
    assert certificates.certificateCount() == 1


def test_a_seller_retires_only_what_it_holds(deployed, batch, certificates, credit, absorber):
    """Must name what the seller held and what the match needed."""
    bid = buy(deployed, batch, 17, PRICE, flags=RETIRE, memo=DETAILS)
    transaction = trade(deployed, bid, sell(deployed, batch, 17, PRICE), 17, PRICE)
    assert reason_of(transaction, credit) == ("InsufficientCredits", absorber.address.lower(), batch, 16_000, 17_000)
