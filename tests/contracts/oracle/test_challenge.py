"""In the window anyone may dispute a claim, with the exact bond and grounds; a disputed claim waits for the arbiter."""

from __future__ import annotations

import pytest
from brownie import chain

from tests.contracts.attestations import DAY_S, ZERO32, build_report, chain_time, hash_of, try_submit
from tests.contracts.oracle.claims import (
    BOND,
    CHALLENGED,
    FINALISED,
    GROUNDS,
    OPEN,
    PATIENT,
    RULING_S,
    VOID,
    challenge,
    finalise_late,
    open_claim,
    rule,
    status_of,
    wait_until,
)
from tests.contracts.refusals import refused

pytestmark = PATIENT


@pytest.fixture
def claim(deployed):
    return open_claim(deployed)


@pytest.mark.parametrize("who", ["stranger", "absorber", "expert", "arbiter"])
def test_anyone_challenges_in_the_window(oracle, claim, characters, who):
    """Must take the bond, name the challenger, the grounds and the arbiter's last second (L-4.1)."""
    challenger = characters[who]
    transaction = challenge(oracle, claim, challenger)

    event = transaction.events["ClaimChallenged"]
    assert (event["reportHash"], event["challenger"], event["groundsHash"]) == (claim.hash, challenger, GROUNDS)
    assert event["rulingUntil"] == transaction.timestamp + RULING_S
    assert oracle.challengeOf(claim.hash) == (challenger, transaction.timestamp)
    assert status_of(oracle, claim) == CHALLENGED
    assert (oracle.balance(), oracle.bondsOf(challenger)) == (BOND, 0)


def test_a_challenge_comes_before_the_window_ends(oracle, claim, stranger):
    """Must refuse a challenge at the second at which anyone may finalise (L-4.1)."""
    chain.mine(timestamp=claim.finalisable_at)
    with refused("WindowClosed", claim.hash, claim.finalisable_at, ...):
        challenge(oracle, claim, stranger)
    assert status_of(oracle, claim) == OPEN


@pytest.mark.parametrize("value", [0, BOND - 1, BOND + 1])
def test_the_bond_is_exact(oracle, claim, stranger, value):
    """Must refuse less, and more, than the bond (L-4.1)."""
    with refused("BondWrong", BOND, value):
        oracle.challenge(claim.hash, GROUNDS, {"from": stranger, "value": value})
    assert oracle.balance() == 0


def test_a_challenge_has_grounds(oracle, claim, stranger):
    """Must refuse a challenge without the hash of its grounds (L-4.1)."""
    with refused("GroundsMissing", claim.hash):
        oracle.challenge(claim.hash, ZERO32, {"from": stranger, "value": BOND})


def test_one_challenge_at_a_time(oracle, claim, stranger, emitter):
    """Must refuse a second challenger while the arbiter has the first one's."""
    challenge(oracle, claim, stranger)
    with refused("UnexpectedClaimStatus", claim.hash, OPEN, CHALLENGED):
        challenge(oracle, claim, emitter)


def test_what_was_never_claimed_is_not_challenged(oracle, stranger):
    """Must refuse a report hash that was never submitted."""
    with refused("ClaimUnknown", hash_of("no report")):
        oracle.challenge(hash_of("no report"), GROUNDS, {"from": stranger, "value": BOND})


def test_what_is_decided_is_not_challenged(deployed, oracle, claim, stranger):
    """Must refuse to challenge a final claim, and a void one."""
    finalise_late(oracle, claim)
    with refused("UnexpectedClaimStatus", claim.hash, OPEN, FINALISED):
        challenge(oracle, claim, stranger)

    second = open_claim(deployed, kg=1_000)
    challenge(oracle, second, stranger)
    rule(oracle, second, upheld=True)
    with refused("UnexpectedClaimStatus", second.hash, OPEN, VOID):
        challenge(oracle, second, stranger)


def test_a_challenged_claim_is_not_finalised(oracle, claim, stranger):
    """Must refuse to finalise while the arbiter has it, though the window's time is over."""
    challenge(oracle, claim, stranger)
    wait_until(claim.finalisable_at + 1)
    with refused("UnexpectedClaimStatus", claim.hash, OPEN, CHALLENGED):
        oracle.finalise(claim.hash, {"from": stranger})


def test_a_challenged_claim_still_reserves(deployed, oracle, claim, project, stranger):
    """Must refuse another claim of the project while one is disputed (L-3.6)."""
    challenge(oracle, claim, stranger)
    start = claim.report.period_end
    second = build_report(deployed, project, 1_000, period_start=start, period_end=start + 6 * DAY_S)
    with refused("ClaimOpen", project, claim.hash):
        try_submit(deployed, second)
    assert oracle.isDataRootUsed(claim.report.data_root)
    assert chain_time() < claim.finalisable_at
