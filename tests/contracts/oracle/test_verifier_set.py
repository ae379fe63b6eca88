"""Verifiers are admitted and removed, thresholds set; every change moves the digest that reports are signed under."""

from __future__ import annotations

import pytest
from eth_abi import encode
from eth_utils import keccak

from tests.contracts.attestations import (
    DAY_S,
    EXPERT_LAYER,
    SENSOR_LAYER,
    ZERO32,
    Signer,
    accredit,
    chain_time,
    hash_of,
)
from tests.contracts.refusals import refused

NOBODY = "0x" + "00" * 20
NEWCOMER = Signer(13, EXPERT_LAYER)
VERIFIER_TYPE = "(bytes32,bytes32[],bytes2[],uint8,uint64)"


def test_accreditation_is_readable_and_announced(deployed, verifiers):
    """Must store the verifier's facts and announce them."""
    valid_until = chain_time() + DAY_S
    transaction = accredit(
        deployed, NEWCOMER, methodologies=[hash_of("m")], countries=["0x5448"], valid_until=valid_until
    )

    facts = verifiers.verifierOf(NEWCOMER.address).dict()
    assert (facts["organisation"], facts["layer"], facts["validUntil"]) == (
        NEWCOMER.organisation,
        EXPERT_LAYER,
        valid_until,
    )
    assert (list(facts["methodologies"]), list(facts["countries"])) == ([hash_of("m")], ["0x5448"])
    event = transaction.events["VerifierAccredited"]
    assert (event["verifier"], event["organisation"]) == (NEWCOMER.address, NEWCOMER.organisation)
    assert event["accreditation"] == tuple(verifiers.verifierOf(NEWCOMER.address))


def test_accreditation_is_renewed(deployed, verifiers):
    """Must replace the facts of a verifier that is accredited again."""
    accredit(deployed, NEWCOMER)
    accredit(deployed, NEWCOMER, layer=SENSOR_LAYER)
    assert verifiers.verifierOf(NEWCOMER.address).dict()["layer"] == SENSOR_LAYER


def test_revocation_empties_and_is_announced(deployed, verifiers, registrar):
    """Must forget a revoked verifier and say so."""
    accredit(deployed, NEWCOMER)
    transaction = verifiers.revoke(NEWCOMER.address, {"from": registrar})
    assert verifiers.verifierOf(NEWCOMER.address).dict()["organisation"] == ZERO32
    assert transaction.events["VerifierRevoked"]["verifier"] == NEWCOMER.address


def test_strangers_to_the_set_are_not_revoked(verifiers, registrar):
    """Must refuse to revoke who was never accredited."""
    with refused("VerifierUnknown", NEWCOMER.address):
        verifiers.revoke(NEWCOMER.address, {"from": registrar})


@pytest.mark.parametrize("change", [{"organisation": ZERO32}, {"valid_until": 1}])
def test_a_verifier_has_an_organisation_and_time(deployed, change):
    """Must refuse an accreditation without organisation, or already over."""
    with refused("InvalidVerifier", NEWCOMER.address):
        accredit(deployed, NEWCOMER, **change)


def test_nobody_is_no_verifier(deployed):
    """Must refuse the zero address."""
    with refused("InvalidVerifier", NOBODY):
        accredit(deployed, Signer(13, EXPERT_LAYER, wallet=NOBODY))


def test_every_layer_starts_with_a_threshold_of_one(verifiers):
    """Must demand one organisation per layer by default."""
    assert [verifiers.thresholdOf(layer) for layer in range(3)] == [1, 1, 1]


def test_a_threshold_is_set_and_announced(verifiers, admin):
    """Must store the threshold of one layer only."""
    transaction = verifiers.setThreshold(EXPERT_LAYER, 2, {"from": admin})
    assert [verifiers.thresholdOf(layer) for layer in range(3)] == [1, 1, 2]
    assert tuple(transaction.events["ThresholdSet"].values()) == (EXPERT_LAYER, 2)


def test_no_layer_is_switched_off(verifiers, admin):
    """Must refuse a threshold of zero."""
    with refused("InvalidThreshold", EXPERT_LAYER, 0):
        verifiers.setThreshold(EXPERT_LAYER, 0, {"from": admin})


def test_the_digest_chains_every_change(deployed, verifiers, admin, registrar):
    """Must equal the hash chain that anyone can recompute from the calls."""
    digest = bytes(verifiers.configDigest())
    valid_until = chain_time() + DAY_S
    accredit(deployed, NEWCOMER, valid_until=valid_until)
    facts = (bytes.fromhex(NEWCOMER.organisation[2:]), [], [], EXPERT_LAYER, valid_until)
    digest = keccak(encode(["bytes32", "address", VERIFIER_TYPE], [digest, NEWCOMER.address, facts]))
    assert bytes(verifiers.configDigest()) == digest

    verifiers.setThreshold(EXPERT_LAYER, 2, {"from": admin})
    digest = keccak(encode(["bytes32", "uint8", "uint8"], [digest, EXPERT_LAYER, 2]))
    assert bytes(verifiers.configDigest()) == digest

    verifiers.revoke(NEWCOMER.address, {"from": registrar})
    digest = keccak(encode(["bytes32", "address"], [digest, NEWCOMER.address]))
    assert bytes(verifiers.configDigest()) == digest
