"""No verifier judges its own side: not the owner, not its organisation, not one in declared conflict with it."""

from __future__ import annotations

import pytest

from tests.contracts.attestations import QUORUM, ZERO32, build_report, hash_of, submit, try_submit
from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused

EXPERT_SIGNER = QUORUM[2]
ABSORBERS = keccak("organisation of the absorber")


@pytest.mark.parametrize("order", [1, -1])
def test_a_declared_conflict_bars_the_verifier(deployed, verifiers, registrar, order):
    """Must refuse a verifier of either organisation, whichever was named first (L-2.4)."""
    pair = (EXPERT_SIGNER.organisation, ABSORBERS)[::order]
    transaction = verifiers.setConflict(*pair, True, {"from": registrar})

    assert [str(value) for value in transaction.events["ConflictSet"].values()] == [*pair, "True"]
    assert verifiers.isInConflict(*pair)
    assert verifiers.isInConflict(*pair[::-1])
    with refused("VerifierInConflict", EXPERT_SIGNER.address, ABSORBERS):
        try_submit(deployed, build_report(deployed))


def test_a_conflict_ends(deployed, verifiers, oracle, project, registrar):
    """Must count the verifier again when the conflict is taken back, in the other order too."""
    verifiers.setConflict(EXPERT_SIGNER.organisation, ABSORBERS, True, {"from": registrar})
    verifiers.setConflict(ABSORBERS, EXPERT_SIGNER.organisation, False, {"from": registrar})
    submit(deployed, build_report(deployed))
    assert oracle.nextNonce(project) == 1


def test_a_conflict_among_others_bars_nobody_here(deployed, verifiers, oracle, project, registrar):
    """Must count a verifier in conflict with another organisation than the project's."""
    verifiers.setConflict(EXPERT_SIGNER.organisation, hash_of("another absorber"), True, {"from": registrar})
    submit(deployed, build_report(deployed))
    assert oracle.nextNonce(project) == 1


def test_nobody_is_in_conflict_with_itself(verifiers, registrar):
    """Must refuse one organisation named twice."""
    with refused("ConflictWithSelf", ABSORBERS):
        verifiers.setConflict(ABSORBERS, ABSORBERS, True, {"from": registrar})


@pytest.mark.parametrize("who", ["admin", "operator", "expert", "arbiter", "stranger"])
def test_only_the_verifier_admin_declares(verifiers, characters, who):
    """Must refuse everyone else (L-1.1)."""
    with refused("AccessManagedUnauthorized", characters[who].address):
        verifiers.setConflict(ABSORBERS, ZERO32, True, {"from": characters[who]})


def test_a_declaration_makes_reports_stale(deployed, verifiers, registrar):
    """Must refuse a report that was signed before the declaration (L-2.6)."""
    report = build_report(deployed)
    verifiers.setConflict(hash_of("one"), hash_of("other"), True, {"from": registrar})
    with refused("StaleConfiguration", str(verifiers.configDigest()), report.config_digest):
        try_submit(deployed, report)
