"""Kilograms move between accounts by ERC-1155, except where the holder, the batch or the pause forbids it."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import keccak
from tests.contracts.ledger.conftest import statement
from tests.contracts.refusals import refused


def test_a_holder_moves_kilograms(credit, batch, absorber, emitter):
    """Must move 1 kg, say so, and leave the supply as it was."""
    transaction = credit.safeTransferFrom(absorber, emitter, batch, 1, "", {"from": absorber})

    assert (credit.balanceOf(absorber, batch), credit.balanceOf(emitter, batch)) == (15_999, 1)
    assert [event.name for event in transaction.events] == ["TransferSingle"]
    assert credit.supplyOf(batch) == (16_000, 0, 0)


def test_an_approved_account_moves_for_the_holder(credit, batch, absorber, emitter, stranger):
    """Must obey an approval for all, and no longer after it is withdrawn."""
    credit.setApprovalForAll(stranger, True, {"from": absorber})
    credit.safeTransferFrom(absorber, emitter, batch, 500, "", {"from": stranger})
    assert credit.balanceOf(emitter, batch) == 500

    credit.setApprovalForAll(stranger, False, {"from": absorber})
    with refused("ERC1155MissingApprovalForAll", stranger.address, absorber.address):
        credit.safeTransferFrom(absorber, emitter, batch, 500, "", {"from": stranger})


def test_nobody_moves_more_than_they_hold(credit, batch, absorber, emitter):
    """Must refuse 16,001 kg of 16,000, with both numbers."""
    with refused("InsufficientCredits", absorber.address, batch, 16_000, 16_001):
        credit.safeTransferFrom(absorber, emitter, batch, 16_001, "", {"from": absorber})


def test_a_mass_beyond_64_bits_is_only_more_than_held(credit, batch, absorber, emitter):
    """Must not cut a 256-bit mass to what fits."""
    with refused("InsufficientCredits", absorber.address, batch, 16_000, 2**64 + 1):
        credit.safeTransferFrom(absorber, emitter, batch, 2**64 + 1, "", {"from": absorber})


def test_several_batches_move_together(credit, batch, whole_batch, absorber, emitter):
    """Must move two batches in one call, each under its own rule."""
    credit.safeBatchTransferFrom(absorber, emitter, [batch, whole_batch], [7, 2_000], "", {"from": absorber})
    assert (credit.balanceOf(emitter, batch), credit.balanceOf(emitter, whole_batch)) == (7, 2_000)


def test_a_batch_named_twice_is_added_up(credit, batch, absorber, emitter):
    """Must refuse 9,000 + 7,001 kg of a batch of which 16,000 are held, and allow one less."""
    with refused("InsufficientCredits", absorber.address, batch, 16_000, 16_001):
        credit.safeBatchTransferFrom(absorber, emitter, [batch, batch], [9_000, 7_001], "", {"from": absorber})
    credit.safeBatchTransferFrom(absorber, emitter, [batch, batch], [9_000, 7_000], "", {"from": absorber})
    assert credit.balanceOf(emitter, batch) == 16_000


@pytest.mark.parametrize(("ids", "masses"), [([1], [1, 1]), ([1, 1], [1]), ([1], [])])
def test_ids_and_masses_come_in_pairs(credit, batch, absorber, emitter, ids, masses):
    """Must refuse lists of different lengths."""
    with refused("ERC1155InvalidArrayLength", len(ids), len(masses)):
        credit.safeBatchTransferFrom(absorber, emitter, ids, masses, "", {"from": absorber})


@pytest.mark.parametrize("kg", [1, 999, 1_500])
def test_whole_credits_move_whole(credit, whole_batch, absorber, emitter, kg):
    """Must refuse a part of a tonne where the batch is whole-tonne only."""
    with refused("NotWholeCredits", whole_batch, kg):
        credit.safeTransferFrom(absorber, emitter, whole_batch, kg, "", {"from": absorber})
    with refused("NotWholeCredits", whole_batch, kg):
        credit.safeBatchTransferFrom(absorber, emitter, [whole_batch], [kg], "", {"from": absorber})


def test_a_pause_stops_transfers(credit, batch, guardian, absorber, emitter):
    """Must refuse single and batch transfers while paused."""
    credit.pauseTransfers({"from": guardian})
    with refused("EnforcedPause"):
        credit.safeTransferFrom(absorber, emitter, batch, 1, "", {"from": absorber})
    with refused("EnforcedPause"):
        credit.safeBatchTransferFrom(absorber, emitter, [batch], [1], "", {"from": absorber})


def test_a_pause_stops_neither_retirement_nor_cancellation(credit, batch, guardian, absorber):
    """Must let a holder take credits out of circulation at any time. L-1.5"""
    credit.pauseTransfers({"from": guardian})
    credit.retire(batch, absorber, 1, statement(absorber), {"from": absorber})
    credit.cancel(batch, absorber, 1, keccak("reason"), {"from": absorber})
    assert credit.supplyOf(batch) == (16_000, 1, 1)


def test_the_admin_ends_a_pause(credit, batch, admin, guardian, absorber, emitter):
    """Must move again after the admin, not the guardian, lifts the pause. L-1.5"""
    credit.pauseTransfers({"from": guardian})
    with refused("AccessManagedUnauthorized", guardian.address):
        credit.unpauseTransfers({"from": guardian})
    credit.unpauseTransfers({"from": admin})
    credit.safeTransferFrom(absorber, emitter, batch, 1, "", {"from": absorber})


def test_pausing_twice_is_refused(credit, admin, guardian):
    """Must say that it is paused already, or not paused at all."""
    with refused("ExpectedPause"):
        credit.unpauseTransfers({"from": admin})
    credit.pauseTransfers({"from": guardian})
    with refused("EnforcedPause"):
        credit.pauseTransfers({"from": guardian})


def test_credits_do_not_vanish(credit, batch, absorber):
    """Must refuse a transfer to nobody: only retirement and cancellation take credits out."""
    with refused("ERC1155InvalidReceiver", brownie.ZERO_ADDRESS):
        credit.safeTransferFrom(absorber, brownie.ZERO_ADDRESS, batch, 1, "", {"from": absorber})


def test_a_contract_that_cannot_hold_credits_gets_none(credit, batch, absorber, registry):
    """Must refuse a receiver that does not answer the receiver's hook."""
    with refused("ERC1155InvalidReceiver", registry.address):
        credit.safeTransferFrom(absorber, registry, batch, 1, "", {"from": absorber})
