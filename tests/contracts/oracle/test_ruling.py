"""The arbiter decides a challenge in its time: upheld, the claim is void; rejected, the bond is the owner's."""

from __future__ import annotations

import pytest
from brownie import chain

from tests.contracts.attestations import ZERO32, build_report, hash_of, submit
from tests.contracts.oracle.claims import (
    BOND,
    CHALLENGED,
    OPEN,
    PATIENT,
    REASON,
    RULING_S,
    UPHELD,
    VOID,
    challenge,
    finalise_late,
    open_claim,
    rule,
    status_of,
    wait,
    wait_until,
)
from tests.contracts.refusals import refused

pytestmark = PATIENT


@pytest.fixture
def claim(deployed, oracle, stranger):
    """A claim that the stranger disputes."""
    opened = open_claim(deployed)
    challenge(oracle, opened, stranger)
    return opened


def test_an_upheld_challenge_voids_the_claim(oracle, registry, claim, project, stranger):
    """Must return the bond and give back period and data root, and never the nonce (L-3.7, L-4.2)."""
    transaction = rule(oracle, claim, upheld=True)

    event = transaction.events["ClaimVoided"]
    assert (event["reportHash"], event["project"], event["cause"]) == (claim.hash, project, UPHELD)
    assert str(event["reasonHash"]) == REASON
    assert status_of(oracle, claim) == VOID
    assert oracle.bondsOf(stranger) == BOND
    assert not oracle.isDataRootUsed(claim.report.data_root)
    assert (oracle.openClaimOf(project), oracle.nextNonce(project)) == (ZERO32, 1)
    assert (oracle.lastPeriodEnd(project), oracle.verifiedKg(project), registry.batchCount()) == (0, 0, 0)


def test_the_same_readings_may_be_claimed_anew(deployed, oracle, claim, project):
    """Must accept the period and the readings of a void claim under the next nonce (L-3.7)."""
    rule(oracle, claim, upheld=True)
    again = build_report(deployed, project, 16_000, data_root=claim.report.data_root)
    assert (again.period_start, again.nonce) == (claim.report.period_start, 1)
    submit(deployed, again)
    assert oracle.isDataRootUsed(claim.report.data_root)


def test_a_rejected_challenge_pays_the_owner(oracle, claim, absorber, stranger):
    """Must give the bond to the project's owner, and let the window go on for what was left of it (L-4.2)."""
    wait(RULING_S // 2)
    transaction = rule(oracle, claim, upheld=False)

    took_s = transaction.timestamp - oracle.challengeOf(claim.hash)[1]
    event = transaction.events["ChallengeRejected"]
    assert (event["reportHash"], event["receiver"], str(event["reasonHash"])) == (claim.hash, absorber, REASON)
    assert event["finalisableAt"] == claim.finalisable_at + took_s == oracle.claimOf(claim.hash).dict()["finalisableAt"]
    assert (oracle.bondsOf(absorber), oracle.bondsOf(stranger)) == (BOND, 0)
    assert status_of(oracle, claim) == OPEN


def test_the_window_after_a_rejection_is_a_window(oracle, claim, credit, absorber, emitter):
    """Must take another challenge in the time that is left, and mint only after it (L-4.2)."""
    wait(RULING_S // 2)
    rule(oracle, claim, upheld=False)
    with refused("WindowOpen", claim.hash, ..., ...):
        oracle.finalise(claim.hash, {"from": emitter})
    challenge(oracle, claim, emitter)
    rule(oracle, claim, upheld=False)

    finalise_late(oracle, claim)
    assert credit.balanceOf(absorber, 1) == 16_000
    assert oracle.bondsOf(absorber) == 2 * BOND


@pytest.mark.parametrize("upheld", [True, False])
def test_the_arbiter_has_its_time_and_no_more(oracle, claim, upheld):
    """Must refuse a ruling at the second at which its time is over (L-4.3)."""
    ruling_until = oracle.challengeOf(claim.hash)[1] + RULING_S
    chain.mine(timestamp=ruling_until)
    with refused("RulingTimeOver", claim.hash, ruling_until, ...):
        rule(oracle, claim, upheld)
    assert status_of(oracle, claim) == CHALLENGED


def test_a_ruling_has_a_reason(oracle, claim, arbiter):
    """Must refuse a ruling without the hash of its reason."""
    with refused("GroundsMissing", claim.hash):
        oracle.rule(claim.hash, True, ZERO32, {"from": arbiter})


@pytest.mark.parametrize("who", ["stranger", "admin", "operator", "registrar", "guardian", "absorber"])
def test_only_the_arbiter_rules(oracle, claim, characters, who):
    """Must refuse everyone else, the challenger, the owner and the admin included (L-1.1)."""
    with refused("AccessManagedUnauthorized", characters[who].address):
        oracle.rule(claim.hash, True, REASON, {"from": characters[who]})


def test_only_what_is_challenged_is_ruled_on(deployed, oracle, claim, arbiter):
    """Must refuse a ruling on an unknown claim, on one that nobody disputes, and a second one."""
    with refused("ClaimUnknown", hash_of("no report")):
        oracle.rule(hash_of("no report"), True, REASON, {"from": arbiter})
    rule(oracle, claim, upheld=True)
    with refused("UnexpectedClaimStatus", claim.hash, CHALLENGED, VOID):
        rule(oracle, claim, upheld=False)
    undisputed = open_claim(deployed)
    with refused("UnexpectedClaimStatus", undisputed.hash, CHALLENGED, OPEN):
        rule(oracle, undisputed, upheld=True)


def test_a_challenger_does_not_lose_the_bond_over_a_revoked_signer(oracle, verifiers, claim, expert, registrar):
    """Must refuse to reject a challenge of a claim that only waits to be released, and still let it be upheld."""
    verifiers.revoke(expert, {"from": registrar})
    with refused("SignerIsRevoked", claim.hash, expert.address):
        rule(oracle, claim, upheld=False)
    rule(oracle, claim, upheld=True)
    assert status_of(oracle, claim) == VOID


def test_a_rejection_before_the_window_s_end_leaves_the_time_that_was_left(oracle, claim, stranger):
    """Must close the window for challenges at the moved second, not before."""
    wait(RULING_S // 3)
    moved_to = rule(oracle, claim, upheld=False).events["ChallengeRejected"]["finalisableAt"]
    wait_until(moved_to)
    with refused("WindowClosed", claim.hash, moved_to, ...):
        challenge(oracle, claim, stranger)
