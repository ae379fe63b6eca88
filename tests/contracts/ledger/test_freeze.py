"""What compliance freezes neither moves nor retires, and what it frees does both again."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import keccak
from tests.contracts.ledger.conftest import statement
from tests.contracts.refusals import refused

REASON = keccak("reason")


@pytest.fixture
def frozen(credit, batch, compliance, absorber):
    """15,000 kg of the absorber's 16,000."""
    return credit.setFrozenTokens(absorber, batch, 15_000, {"from": compliance})


def test_a_freeze_says_what_it_holds(credit, batch, absorber, frozen):
    """Must answer true, emit Frozen and show the amount. L-6.3"""
    assert frozen.return_value is True
    assert [event.name for event in frozen.events] == ["Frozen"]
    assert dict(frozen.events["Frozen"]) == {"account": absorber, "tokenId": batch, "amount": 15_000}
    assert credit.getFrozenTokens(absorber, batch) == 15_000
    assert credit.balanceOf(absorber, batch) == 16_000


def test_a_frozen_amount_neither_moves_nor_retires(credit, batch, absorber, emitter, frozen):
    """Must refuse one kilogram above the 1,000 that are free, on every way out, and let the 1,000 go. L-6.3"""
    ways = (
        lambda kg: credit.safeTransferFrom(absorber, emitter, batch, kg, "", {"from": absorber}),
        lambda kg: credit.safeBatchTransferFrom(absorber, emitter, [batch], [kg], "", {"from": absorber}),
        lambda kg: credit.retire(batch, absorber, kg, statement(absorber), {"from": absorber}),
        lambda kg: credit.cancel(batch, absorber, kg, REASON, {"from": absorber}),
    )
    for leave in ways:
        with refused("ERC7943InsufficientUnfrozenBalance", absorber.address, batch, 1_001, 1_000):
            leave(1_001)
    for leave in ways:
        leave(250)
    assert credit.balanceOf(absorber, batch) == 15_000
    with refused("ERC7943InsufficientUnfrozenBalance", absorber.address, batch, 1, 0):
        credit.retire(batch, absorber, 1, statement(absorber), {"from": absorber})


def test_a_frozen_amount_does_not_leave_in_two_pieces(credit, batch, absorber, emitter, frozen):
    """Must add up a batch that is named twice before it compares with what is free. L-6.3"""
    with refused("ERC7943InsufficientUnfrozenBalance", absorber.address, batch, 1_001, 1_000):
        credit.safeBatchTransferFrom(absorber, emitter, [batch, batch], [500, 501], "", {"from": absorber})


def test_what_is_not_held_is_refused_before_what_is_frozen(credit, batch, absorber, emitter, frozen):
    """Must name the balance where even the balance is too small."""
    with refused("InsufficientCredits", absorber.address, batch, 16_000, 16_001):
        credit.safeTransferFrom(absorber, emitter, batch, 16_001, "", {"from": absorber})


def test_a_freeze_may_exceed_the_balance(credit, batch, compliance, absorber, emitter):
    """Must hold what arrives later too."""
    credit.setFrozenTokens(emitter, batch, 700, {"from": compliance})
    credit.safeTransferFrom(absorber, emitter, batch, 701, "", {"from": absorber})
    with refused("ERC7943InsufficientUnfrozenBalance", emitter.address, batch, 2, 1):
        credit.safeTransferFrom(emitter, absorber, batch, 2, "", {"from": emitter})
    credit.safeTransferFrom(emitter, absorber, batch, 1, "", {"from": emitter})


def test_what_compliance_freezes_it_also_frees(credit, batch, compliance, absorber, emitter, frozen):
    """Must let everything go after a freeze of 0. L-6.3"""
    credit.setFrozenTokens(absorber, batch, 0, {"from": compliance})
    credit.safeTransferFrom(absorber, emitter, batch, 16_000, "", {"from": absorber})
    assert credit.getFrozenTokens(absorber, batch) == 0


def test_a_freeze_holds_one_account_and_one_batch(credit, batch, whole_batch, compliance, absorber, emitter):
    """Must leave other accounts of the batch and other batches of the account free, whoever is freed first."""
    credit.safeTransferFrom(absorber, emitter, batch, 2, "", {"from": absorber})
    for account in (absorber, emitter):
        credit.setFrozenTokens(account, batch, 1, {"from": compliance})
        credit.setFrozenTokens(account, batch, 2, {"from": compliance})
    credit.safeTransferFrom(absorber, emitter, whole_batch, 5_000, "", {"from": absorber})

    for _ in range(2):  # freeing twice changes nothing
        credit.setFrozenTokens(absorber, batch, 0, {"from": compliance})
    with refused("ERC7943InsufficientUnfrozenBalance", emitter.address, batch, 1, 0):
        credit.safeTransferFrom(emitter, absorber, batch, 1, "", {"from": emitter})
    credit.safeTransferFrom(absorber, emitter, batch, 15_998, "", {"from": absorber})


def test_a_freeze_stands_before_the_batch_is_issued(bench, admin, absorber, emitter):
    """Must not be forgotten when the batch is issued."""
    bench.credit.setFrozenTokens(absorber, 1, 1_000, {"from": admin})
    bench.credit.issue(1, absorber, 3_000, 0, {"from": bench.oracle})
    with refused("ERC7943InsufficientUnfrozenBalance", absorber.address, 1, 2_001, 2_000):
        bench.credit.safeTransferFrom(absorber, emitter, 1, 2_001, "", {"from": absorber})
    bench.credit.setFrozenTokens(absorber, 1, 0, {"from": admin})
    bench.credit.safeTransferFrom(absorber, emitter, 1, 3_000, "", {"from": absorber})


def test_nobody_is_no_account_to_freeze(credit, batch, compliance):
    """Must refuse the zero address."""
    with refused("ERC7943CannotSend", brownie.ZERO_ADDRESS):
        credit.setFrozenTokens(brownie.ZERO_ADDRESS, batch, 1, {"from": compliance})


def test_an_amount_that_the_ledger_cannot_write_is_refused(credit, batch, compliance, absorber):
    """Must refuse what 248 bits do not hold, and not cut it; everything that can exist fits a thousand times."""
    with refused("SafeCastOverflowedUintDowncast", 248, 2**248):
        credit.setFrozenTokens(absorber, batch, 2**248, {"from": compliance})
    credit.setFrozenTokens(absorber, batch, 2**248 - 1, {"from": compliance})
    assert credit.getFrozenTokens(absorber, batch) == 2**248 - 1


def test_only_compliance_freezes(credit, batch, admin, guardian, absorber):
    """Must refuse the guardian, and the admin who did not take the role."""
    for account in (admin, guardian, absorber):
        with refused("AccessManagedUnauthorized", account.address):
            credit.setFrozenTokens(absorber, batch, 1, {"from": account})
