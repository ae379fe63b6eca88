"""A batch is issued once, in whole credits, by the oracle alone, never above what the registry opened."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.refusals import refused


def test_issue_gives_the_whole_batch_to_its_owner(bench, absorber):
    """Must credit 3,000 kg to the owner and count them as issued."""
    bench.credit.issue(1, absorber, 3_000, 0, {"from": bench.oracle})

    assert bench.credit.balanceOf(absorber, 1) == 3_000
    assert bench.credit.supplyOf(1) == (3_000, 0, 0)
    assert bench.credit.heldKg(1) == 3_000


def test_issue_is_recorded_before_the_owner_hears_of_it(bench, absorber):
    """Must emit CreditsIssued, then TransferSingle from nobody."""
    transaction = bench.credit.issue(1, absorber, 3_000, 0, {"from": bench.oracle})

    assert [event.name for event in transaction.events] == ["CreditsIssued", "TransferSingle"]
    assert dict(transaction.events["CreditsIssued"]) == {"batch": 1, "owner": absorber, "kg": 3_000, "bufferKg": 0}
    assert transaction.events["TransferSingle"]["from"] == brownie.ZERO_ADDRESS


def test_only_the_oracle_issues(credit, oracle, admin, batch):
    """Must refuse even the admin of everything. L-1.2"""
    with refused("CallerNotOracle", admin.address, oracle.address):
        credit.issue(batch, admin, 1_000, 0, {"from": admin})


def test_a_batch_is_issued_once(bench, absorber):
    """Must refuse a second issue, even after everything was retired (L-5.3)."""
    bench.credit.issue(1, absorber, 1_000, 0, {"from": bench.oracle})
    bench.credit.cancel(1, absorber, 1_000, "0x00", {"from": absorber})
    with refused("BatchAlreadyIssued", 1):
        bench.credit.issue(1, absorber, 1_000, 0, {"from": bench.oracle})


def test_nothing_is_not_issued(bench, absorber):
    """Must refuse a batch of 0 kg."""
    with refused("ZeroKilograms"):
        bench.credit.issue(1, absorber, 0, 0, {"from": bench.oracle})


@pytest.mark.parametrize("kg", [1, 999, 1_001])
def test_only_whole_credits_are_issued(bench, absorber, kg):
    """Must refuse a mass that is no multiple of 1,000 kg. L-5.3"""
    with refused("NotWholeCredits", 1, kg):
        bench.credit.issue(1, absorber, kg, 0, {"from": bench.oracle})


@pytest.mark.parametrize("kg", [4_000, 2**64 - 616])
def test_the_registry_bounds_the_batch(bench, absorber, kg):
    """Must refuse more than the 3 credits that the registry opened, up to the largest whole mass of 64 bits. L-5.3"""
    with refused("MassTooLarge", kg):
        bench.credit.issue(1, absorber, kg, 0, {"from": bench.oracle})


def test_an_unopened_batch_is_not_issued(bench, absorber):
    """Must refuse a batch that the registry does not know."""
    with refused("BatchUnknown", 2):
        bench.credit.issue(2, absorber, 1_000, 0, {"from": bench.oracle})


def test_nobody_receives_a_batch(bench):
    """Must refuse the zero address as owner and leave the batch unissued."""
    with refused("ERC1155InvalidReceiver", brownie.ZERO_ADDRESS):
        bench.credit.issue(1, brownie.ZERO_ADDRESS, 1_000, 0, {"from": bench.oracle})
    assert bench.credit.supplyOf(1) == (0, 0, 0)
