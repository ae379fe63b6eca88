"""Cancellation takes kilograms out of circulation without a certificate, from the top of the batch."""

from __future__ import annotations

from tests.contracts.conftest import keccak
from tests.contracts.ledger.conftest import statement
from tests.contracts.refusals import refused

REASON = keccak("moved to another registry")


def test_cancelled_credits_leave_from_the_top(credit, certificates, batch, absorber):
    """Must burn 2,500 kg, name [13,500, 16,000) and make no certificate. L-6.1"""
    transaction = credit.cancel(batch, absorber, 2_500, REASON, {"from": absorber})

    assert [event.name for event in transaction.events] == ["TransferSingle", "CreditsCancelled"]
    assert dict(transaction.events["CreditsCancelled"]) == {
        "batch": batch,
        "holder": absorber,
        "kgStart": 13_500,
        "kgEnd": 16_000,
        "reasonHash": REASON,
    }
    assert credit.supplyOf(batch) == (16_000, 0, 2_500)
    assert certificates.certificateCount() == 0


def test_the_two_cursors_never_meet(credit, certificates, batch, absorber):
    """Must leave disjoint ranges after everything is retired or cancelled. L-6.1"""
    credit.cancel(batch, absorber, 6_000, REASON, {"from": absorber})
    credit.retire(batch, absorber, 9_999, statement(absorber), {"from": absorber})
    last = credit.cancel(batch, absorber, 1, REASON, {"from": absorber}).events["CreditsCancelled"]

    assert (last["kgStart"], last["kgEnd"]) == (9_999, 10_000)
    assert certificates.certificate(1).dict()["kgEnd"] == 9_999
    assert credit.heldKg(batch) == 0


def test_an_approved_account_cancels_for_the_holder(credit, batch, absorber, stranger):
    """Must obey an approval for all."""
    credit.setApprovalForAll(stranger, True, {"from": absorber})
    credit.cancel(batch, absorber, 1, REASON, {"from": stranger})
    assert credit.balanceOf(absorber, batch) == 15_999


def test_a_stranger_does_not_cancel(credit, batch, absorber, stranger):
    """Must refuse a caller without approval."""
    with refused("CallerNotApproved", stranger.address, absorber.address):
        credit.cancel(batch, absorber, 1, REASON, {"from": stranger})


def test_nothing_is_not_cancelled(credit, batch, absorber):
    """Must refuse 0 kg."""
    with refused("ZeroKilograms"):
        credit.cancel(batch, absorber, 0, REASON, {"from": absorber})


def test_nobody_cancels_more_than_they_hold(credit, batch, absorber):
    """Must refuse one kilogram too many, with both numbers."""
    with refused("InsufficientCredits", absorber.address, batch, 16_000, 16_001):
        credit.cancel(batch, absorber, 16_001, REASON, {"from": absorber})
