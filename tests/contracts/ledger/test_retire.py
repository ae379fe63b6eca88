"""Retirement takes kilograms out of circulation for ever, from the bottom of the batch, and leaves a certificate."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import keccak
from tests.contracts.ledger.conftest import DETAILS, statement
from tests.contracts.refusals import refused


def test_retired_credits_leave_the_holder_and_enter_a_certificate(credit, certificates, batch, absorber, emitter):
    """Must burn 2,500 kg, move the cursor and mint certificate 1 to the beneficiary. L-7.1"""
    transaction = credit.retire(batch, absorber, 2_500, statement(emitter), {"from": absorber})

    assert transaction.return_value == 1
    assert credit.balanceOf(absorber, batch) == 13_500
    assert credit.supplyOf(batch) == (16_000, 2_500, 0)
    assert credit.heldKg(batch) == 13_500
    assert certificates.ownerOf(1) == emitter
    written = certificates.certificate(1).dict()
    assert (written["batch"], written["kgStart"], written["kgEnd"]) == (batch, 0, 2_500)
    assert (written["serialStart"], written["serialEnd"]) == (1, 3)
    assert (written["retiree"], written["detailsHash"], written["useCase"]) == (absorber, DETAILS, 0)
    assert written["retiredAt"] == transaction.timestamp


def test_retirement_leaves_its_events_in_order(credit, batch, absorber, emitter):
    """Must record burn, certificate, lock and retirement, in that order."""
    transaction = credit.retire(batch, absorber, 2_500, statement(emitter, use_case=2), {"from": absorber})

    names = [event.name for event in transaction.events]
    assert names == ["TransferSingle", "Transfer", "Locked", "CertificateIssued", "CreditsRetired"]
    assert dict(transaction.events["CreditsRetired"]) == {
        "batch": batch,
        "holder": absorber,
        "certificate": 1,
        "kgStart": 0,
        "kgEnd": 2_500,
    }
    assert dict(transaction.events["CertificateIssued"]) == {
        "certificate": 1,
        "batch": batch,
        "beneficiary": emitter,
        "retiree": absorber,
        "kgStart": 0,
        "kgEnd": 2_500,
        "serialStart": 1,
        "serialEnd": 3,
        "detailsHash": DETAILS,
        "useCase": 2,
        "labels": 0,
    }


def test_retirements_take_adjacent_ranges(credit, certificates, batch, absorber):
    """Must begin each retirement where the one before ended, sharing the tonne that both touch. L-6.1"""
    for kg in (400, 600, 1):
        credit.retire(batch, absorber, kg, statement(absorber), {"from": absorber})

    ranges = [tuple(certificates.certificate(number))[1:5] for number in (1, 2, 3)]
    assert ranges == [(0, 400, 1, 1), (400, 1_000, 1, 1), (1_000, 1_001, 2, 2)]


def test_everything_can_be_retired(credit, batch, absorber):
    """Must retire the last kilogram and leave nothing in circulation."""
    credit.retire(batch, absorber, 16_000, statement(absorber), {"from": absorber})
    assert (credit.heldKg(batch), credit.balanceOf(absorber, batch)) == (0, 0)


def test_retired_credits_cannot_be_transferred(credit, batch, absorber, emitter):
    """Must refuse to move what is retired."""
    credit.retire(batch, absorber, 16_000, statement(absorber), {"from": absorber})
    with refused("InsufficientCredits", absorber.address, batch, 0, 1):
        credit.safeTransferFrom(absorber, emitter, batch, 1, "", {"from": absorber})


def test_retired_credits_cannot_be_retired_again(credit, batch, absorber):
    """Must refuse the second retirement of the same kilograms, with held and needed."""
    credit.retire(batch, absorber, 15_600, statement(absorber), {"from": absorber})
    with refused("InsufficientCredits", absorber.address, batch, 400, 1_000):
        credit.retire(batch, absorber, 1_000, statement(absorber), {"from": absorber})


def test_an_approved_account_retires_for_the_holder(credit, certificates, batch, absorber, emitter, stranger):
    """Must name the holder, not the caller, as the one who retired."""
    credit.setApprovalForAll(stranger, True, {"from": absorber})
    credit.retire(batch, absorber, 1_000, statement(emitter), {"from": stranger})
    assert certificates.certificate(1).dict()["retiree"] == absorber


def test_a_stranger_does_not_retire_for_the_holder(credit, batch, absorber, stranger):
    """Must refuse a caller without approval."""
    with refused("CallerNotApproved", stranger.address, absorber.address):
        credit.retire(batch, absorber, 1_000, statement(stranger), {"from": stranger})


def test_nothing_is_not_retired(credit, batch, absorber):
    """Must refuse 0 kg: it would make a certificate of nothing."""
    with refused("ZeroKilograms"):
        credit.retire(batch, absorber, 0, statement(absorber), {"from": absorber})


def test_an_unknown_batch_is_not_retired(credit, batch, absorber):
    """Must refuse a batch that nobody holds."""
    with refused("InsufficientCredits", absorber.address, 99, 0, 1):
        credit.retire(99, absorber, 1, statement(absorber), {"from": absorber})


@pytest.mark.parametrize("kg", [1, 999, 1_500])
def test_whole_credits_are_retired_whole(credit, whole_batch, absorber, kg):
    """Must refuse a part of a tonne where the batch is whole-tonne only. L-6.2"""
    with refused("NotWholeCredits", whole_batch, kg):
        credit.retire(whole_batch, absorber, kg, statement(absorber), {"from": absorber})


def test_a_whole_credit_of_a_whole_batch_is_retired(credit, whole_batch, absorber):
    """Must retire 2,000 kg of a whole-tonne batch."""
    credit.retire(whole_batch, absorber, 2_000, statement(absorber), {"from": absorber})
    assert credit.supplyOf(whole_batch) == (5_000, 2_000, 0)


def test_a_retirement_without_details_is_refused(credit, batch, absorber):
    """Must refuse the empty hash and burn nothing."""
    with refused("EmptyDetails"):
        credit.retire(batch, absorber, 1, statement(absorber, "0x" + "00" * 32), {"from": absorber})
    assert credit.supplyOf(batch) == (16_000, 0, 0)


def test_a_retirement_has_a_beneficiary(credit, batch, absorber):
    """Must refuse the zero address by the field's name."""
    with refused("ZeroAddress", "beneficiary"):
        credit.retire(batch, absorber, 1, statement(brownie.ZERO_ADDRESS), {"from": absorber})


def test_a_beneficiary_is_not_called(credit, certificates, batch, absorber, registry):
    """Must certify to a contract that could not receive an ERC-721 safely: no hook, no refusal, no re-entry (L-7.6)."""
    credit.retire(batch, absorber, 1, statement(registry), {"from": absorber})
    assert certificates.ownerOf(1) == registry


def test_use_cases_end_with_the_list(credit, batch, absorber):
    """Must refuse a use case that the list does not hold."""
    with brownie.reverts():
        credit.retire(batch, absorber, 1, statement(absorber, keccak("details"), 5), {"from": absorber})
