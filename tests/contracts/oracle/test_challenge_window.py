"""With a challenge window the quorum opens a claim, and anyone's finalise after the window mints."""

from __future__ import annotations

import pytest
from brownie import chain

from tests.contracts.attestations import DAY_S, build_report, report_hash, submit, try_submit
from tests.contracts.oracle.claims import OPEN, PATIENT, WINDOW_S
from tests.contracts.refusals import refused

pytestmark = PATIENT


@pytest.fixture
def claim(deployed, oracle, project):
    """The claim that a submission opened: its report hash and transaction."""
    report = build_report(deployed, project, 16_600)
    return report_hash(oracle, report), submit(deployed, report), report


def test_submission_reserves_and_mints_nothing(oracle, registry, claim, project):
    """Must reserve data root and nonce, leave the period's end, and mint nothing while the window is open."""
    hash_, transaction, report = claim
    assert oracle.challengeWindowS() == WINDOW_S
    assert "ReportFinalised" not in transaction.events
    assert transaction.events["ReportSubmitted"]["finalisableAt"] == transaction.timestamp + WINDOW_S
    assert oracle.claimOf(hash_).dict()["status"] == OPEN
    assert oracle.isDataRootUsed(report.data_root)
    assert (oracle.nextNonce(project), oracle.lastPeriodEnd(project), oracle.verifiedKg(project)) == (1, 0, 0)
    assert registry.batchCount() == 0


def test_the_window_is_kept(oracle, claim, stranger):
    """Must refuse to finalise while the window is open."""
    hash_, transaction, _ = claim
    with refused("WindowOpen", hash_, transaction.timestamp + WINDOW_S, ...):
        oracle.finalise(hash_, {"from": stranger})


def test_anyone_finalises_after_the_window(deployed, oracle, credit, claim, project, absorber, stranger):
    """Must mint to the owner, whoever calls, and free the project for its next claim."""
    hash_, _, report = claim
    chain.sleep(WINDOW_S)
    chain.mine()
    transaction = oracle.finalise(hash_, {"from": stranger})

    assert transaction.events["ReportFinalised"]["mintedKg"] == 16_000
    assert transaction.return_value == 1
    assert credit.balanceOf(absorber, 1) == 16_000
    assert credit.balanceOf(stranger, 1) == 0
    assert oracle.lastPeriodEnd(project) == report.period_end
    submit(deployed, build_report(deployed, project, 1_000))


def test_one_claim_is_open_per_project(deployed, claim, project):
    """Must refuse a second claim while the first is open, even of another period and other data."""
    hash_, _, report = claim
    next_period = {"period_start": report.period_end, "period_end": report.period_end + 6 * DAY_S}
    second = build_report(deployed, project, 1_000, **next_period)
    with refused("ClaimOpen", project, hash_):
        try_submit(deployed, second)
