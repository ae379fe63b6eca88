"""Anyone frees a project from a claim that can no longer be final: silence, a revoked signer, or its lifetime."""

from __future__ import annotations

import pytest
from brownie import chain

from tests.contracts.attestations import EXPERT_LAYER, ZERO32, Signer, accredit, hash_of
from tests.contracts.oracle.claims import (
    ARBITER_SILENT,
    BOND,
    EXPIRED,
    FINALISED,
    LIFETIME_S,
    OPEN,
    PATIENT,
    RULING_S,
    SIGNER_REVOKED,
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

EXPERT_SIGNER = Signer(7, EXPERT_LAYER)


@pytest.fixture
def claim(deployed):
    return open_claim(deployed)


def is_free(oracle, claim):
    """The claim is void and reserves nothing, but its nonce is spent."""
    project = claim.report.project
    return (
        status_of(oracle, claim) == VOID
        and not oracle.isDataRootUsed(claim.report.data_root)
        and (oracle.openClaimOf(project), oracle.lastPeriodEnd(project)) == (ZERO32, 0)
        and oracle.nextNonce(project) == claim.report.nonce + 1
    )


def test_silence_of_the_arbiter_voids(oracle, claim, emitter, stranger):
    """Must return the bond and free the project, whoever asks, when the arbiter's time is over (L-3.7, L-4.3)."""
    challenge(oracle, claim, emitter)
    wait(RULING_S)
    transaction = oracle.release(claim.hash, {"from": stranger})

    assert transaction.events["ClaimVoided"]["cause"] == ARBITER_SILENT
    assert (oracle.bondsOf(emitter), oracle.bondsOf(stranger)) == (BOND, 0)
    assert is_free(oracle, claim)


def test_a_revoked_signer_voids(oracle, verifiers, claim, registrar, expert, stranger):
    """Must refuse to finalise what a revoked verifier signed, and free the project at once (L-4.4)."""
    verifiers.revoke(expert, {"from": registrar})
    assert verifiers.revokedAt(expert) == chain[-1].timestamp
    wait_until(claim.finalisable_at)
    with refused("SignerIsRevoked", claim.hash, expert.address):
        oracle.finalise(claim.hash, {"from": stranger})

    transaction = oracle.release(claim.hash, {"from": stranger})
    assert transaction.events["ClaimVoided"]["cause"] == SIGNER_REVOKED
    assert is_free(oracle, claim)


def test_a_signer_who_was_revoked_and_admitted_again_still_voids(deployed, oracle, verifiers, claim, registrar, expert):
    """Must void a claim of which a signer was revoked since, though it is accredited again (L-4.4)."""
    verifiers.revoke(expert, {"from": registrar})
    accredit(deployed, EXPERT_SIGNER)
    oracle.release(claim.hash, {"from": expert})
    assert is_free(oracle, claim)


def test_a_signer_revoked_while_challenged_voids_and_returns_the_bond(
    oracle, verifiers, claim, registrar, sensor, emitter, stranger
):
    """Must free the project without waiting for the arbiter, and give the bond back (L-4.4)."""
    challenge(oracle, claim, emitter)
    verifiers.revoke(sensor, {"from": registrar})
    transaction = oracle.release(claim.hash, {"from": stranger})
    assert transaction.events["ClaimVoided"]["cause"] == SIGNER_REVOKED
    assert oracle.bondsOf(emitter) == BOND
    assert is_free(oracle, claim)


def test_a_revocation_before_the_submission_counts_for_nothing(deployed, oracle, verifiers, registrar, expert):
    """Must finalise the claim of a verifier that was revoked and admitted again before it signed (L-4.4)."""
    verifiers.revoke(expert, {"from": registrar})
    accredit(deployed, EXPERT_SIGNER)
    wait(1)
    claim = open_claim(deployed)
    with refused("ClaimStands", claim.hash):
        oracle.release(claim.hash, {"from": expert})
    finalise_late(oracle, claim)
    assert status_of(oracle, claim) == FINALISED


def test_an_accreditation_that_ends_meanwhile_voids_nothing(deployed, oracle, registrar, expert):
    """Must finalise what was signed in time by a verifier whose accreditation then ran out."""
    accredit(deployed, EXPERT_SIGNER, valid_until=chain[-1].timestamp + 600)
    claim = open_claim(deployed)
    finalise_late(oracle, claim)
    assert status_of(oracle, claim) == FINALISED


def test_a_claim_that_nobody_finalises_expires(oracle, claim, stranger):
    """Must refuse to finalise at the end of the claim's lifetime, and free the project (L-4.5)."""
    expires_at = claim.finalisable_at + LIFETIME_S
    chain.mine(timestamp=expires_at)
    with refused("ClaimExpired", claim.hash, expires_at, ...):
        oracle.finalise(claim.hash, {"from": stranger})
    transaction = oracle.release(claim.hash, {"from": stranger})
    assert transaction.events["ClaimVoided"]["cause"] == EXPIRED
    assert is_free(oracle, claim)


@pytest.mark.parametrize("when", ["in the window", "after the window", "while challenged", "after a rejection"])
def test_a_claim_that_can_be_final_stands(oracle, claim, emitter, stranger, when):
    """Must refuse to release what the arbiter or anyone's finalise can still decide."""
    if when == "after the window":
        wait_until(claim.finalisable_at)
    if when in ("while challenged", "after a rejection"):
        challenge(oracle, claim, emitter)
    if when == "after a rejection":
        rule(oracle, claim, upheld=False)
        wait(RULING_S)
    with refused("ClaimStands", claim.hash):
        oracle.release(claim.hash, {"from": stranger})


def test_what_is_decided_is_not_released(oracle, claim, emitter, stranger):
    """Must refuse to release a final claim, a void one, and one that was never made."""
    finalise_late(oracle, claim)
    with refused("UnexpectedClaimStatus", claim.hash, OPEN, FINALISED):
        oracle.release(claim.hash, {"from": stranger})
    with refused("ClaimUnknown", hash_of("no report")):
        oracle.release(hash_of("no report"), {"from": stranger})


def test_a_claim_is_released_once(oracle, claim, emitter, stranger):
    """Must return a bond once."""
    challenge(oracle, claim, emitter)
    wait(RULING_S)
    oracle.release(claim.hash, {"from": stranger})
    with refused("UnexpectedClaimStatus", claim.hash, OPEN, VOID):
        oracle.release(claim.hash, {"from": stranger})
    assert oracle.bondsOf(emitter) == BOND


def test_a_project_is_free_for_its_next_claim(deployed, oracle, claim, stranger):
    """Must accept and finalise the next claim of the project after a void one (L-3.7)."""
    wait_until(claim.finalisable_at + LIFETIME_S)
    oracle.release(claim.hash, {"from": stranger})
    finalise_late(oracle, open_claim(deployed, kg=3_000))
    assert deployed["CarbonCredit"].supplyOf(1)[0] == 3_000
