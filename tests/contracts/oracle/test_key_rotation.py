"""A key hands its accreditation on: the old one signs no more, and what it signed stands or falls with the line."""

from __future__ import annotations

import pytest
from brownie import accounts

from tests.contracts.attestations import (
    DAY_S,
    EXPERT,
    EXPERT_LAYER,
    QUORUM,
    ZERO32,
    Signer,
    accredit,
    attest,
    build_report,
    submit,
    try_submit,
)
from tests.contracts.oracle.claims import (
    FINALISED,
    PATIENT,
    VOID,
    finalise_late,
    open_claim,
    status_of,
    wait,
    wait_until,
)
from tests.contracts.refusals import refused

pytestmark = PATIENT

NOBODY = "0x" + "00" * 20
OLD = QUORUM[2]
NEW = Signer(12, EXPERT_LAYER, employer=OLD.organisation)
NEWER = Signer(10, EXPERT_LAYER, employer=OLD.organisation)


def rotate(verifiers, old, new):
    return verifiers.rotateKey(new.address, {"from": accounts[old.key]})


def test_a_key_hands_its_accreditation_on(verifiers):
    """Must move every fact to the new key, empty the old one, and say so (L-2.5)."""
    facts = verifiers.verifierOf(OLD.address)
    digest = verifiers.configDigest()
    transaction = rotate(verifiers, OLD, NEW)

    assert verifiers.verifierOf(NEW.address) == facts
    assert verifiers.verifierOf(OLD.address).dict()["organisation"] == ZERO32
    assert verifiers.successorOf(OLD.address) == NEW.address
    event = transaction.events["VerifierKeyRotated"]
    assert (event["verifier"], event["successor"], str(event["organisation"])) == (
        OLD.address,
        NEW.address,
        OLD.organisation,
    )
    assert verifiers.configDigest() != digest


def test_the_new_key_signs_and_the_old_one_does_not(deployed, oracle, verifiers):
    """Must count the new key's attestation and refuse the old one's (L-2.5)."""
    rotate(verifiers, OLD, NEW)
    report = build_report(deployed)
    with refused("VerifierUnknown", OLD.address):
        try_submit(deployed, report)
    submit(deployed, report, attest(oracle, report, [*QUORUM[:2], NEW]))
    assert oracle.nextNonce(report.project) == 1


def test_what_the_old_key_signed_goes_on(deployed, oracle, verifiers):
    """Must finalise a claim whose signer changed its key meanwhile (L-2.5)."""
    claim = open_claim(deployed)
    rotate(verifiers, OLD, NEW)
    finalise_late(oracle, claim)
    assert status_of(oracle, claim) == FINALISED


@pytest.mark.parametrize("revoked", [OLD, NEW, NEWER])
def test_revoking_the_line_or_the_key_voids_what_the_old_key_signed(
    deployed, oracle, verifiers, registrar, stranger, revoked
):
    """Must void the old key's claim when it is disowned, or when a key that took over is revoked (L-2.5, L-4.4)."""
    claim = open_claim(deployed)
    rotate(verifiers, OLD, NEW)
    if revoked is NEWER:
        wait(DAY_S)
        rotate(verifiers, NEW, NEWER)
    verifiers.revoke(revoked.address, {"from": registrar})
    assert verifiers.revokedAt(OLD.address) > 0
    oracle.release(claim.hash, {"from": stranger})
    assert status_of(oracle, claim) == VOID


def test_disowning_an_old_key_leaves_the_new_one(deployed, oracle, verifiers, registrar, stranger):
    """Must keep accreditation and claims of the successor when only the key before it is disowned (L-2.5)."""
    rotate(verifiers, OLD, NEW)
    report = build_report(deployed)
    transaction = submit(deployed, report, attest(oracle, report, [*QUORUM[:2], NEW]))
    verifiers.revoke(OLD.address, {"from": registrar})

    assert verifiers.verifierOf(NEW.address).dict()["organisation"] == OLD.organisation
    assert (verifiers.revokedAt(NEW.address), verifiers.revokedAt(OLD.address) > 0) == (0, True)
    with refused("ClaimStands", str(transaction.return_value)):
        oracle.release(transaction.return_value, {"from": stranger})


def test_a_line_cannot_run_from_its_revocation(verifiers):
    """Must refuse a second rotation of a line within a day, so that whoever revokes it is not outrun (L-2.5)."""
    at = rotate(verifiers, OLD, NEW).timestamp
    with refused("RotatedLately", NEW.address, at + DAY_S, ...):
        rotate(verifiers, NEW, NEWER)
    wait_until(at + DAY_S)
    rotate(verifiers, NEW, NEWER)


def test_who_is_no_verifier_has_nothing_to_hand_on(verifiers, stranger, registrar, expert):
    """Must refuse a stranger, a revoked verifier, and a key that rotated already."""
    with refused("VerifierUnknown", stranger.address):
        verifiers.rotateKey(NEW.address, {"from": stranger})
    rotate(verifiers, OLD, NEW)
    with refused("VerifierUnknown", OLD.address):
        rotate(verifiers, OLD, NEWER)
    verifiers.revoke(NEW.address, {"from": registrar})
    with refused("VerifierUnknown", NEW.address):
        rotate(verifiers, NEW, NEWER)


def test_nobody_takes_over(verifiers):
    """Must refuse the zero address as a successor."""
    with refused("InvalidVerifier", NOBODY):
        verifiers.rotateKey(NOBODY, {"from": accounts[EXPERT]})


def test_only_a_new_key_takes_over(deployed, verifiers, registrar, model):
    """Must refuse a verifier, a key that was revoked, one that rotated already, and itself."""
    for known in (model.address, OLD.address):
        with refused("VerifierExists", known):
            verifiers.rotateKey(known, {"from": accounts[EXPERT]})
    accredit(deployed, NEWER)
    verifiers.revoke(NEWER.address, {"from": registrar})
    with refused("VerifierExists", NEWER.address):
        rotate(verifiers, OLD, NEWER)
    rotate(verifiers, OLD, NEW)
    with refused("VerifierExists", OLD.address):
        rotate(verifiers, NEW, OLD)


def test_a_key_that_was_handed_on_stays_spent(deployed, verifiers, registrar):
    """Must refuse to accredit the old key again, also after it was disowned."""
    rotate(verifiers, OLD, NEW)
    with refused("KeyHandedOn", OLD.address, NEW.address):
        accredit(deployed, OLD)
    verifiers.revoke(OLD.address, {"from": registrar})
    with refused("KeyHandedOn", OLD.address, NEW.address):
        accredit(deployed, OLD)


def test_a_rotation_makes_reports_stale(deployed, verifiers):
    """Must refuse a report that was signed before the rotation (L-2.6)."""
    report = build_report(deployed)
    rotate(verifiers, OLD, NEW)
    with refused("StaleConfiguration", str(verifiers.configDigest()), report.config_digest):
        try_submit(deployed, report)
