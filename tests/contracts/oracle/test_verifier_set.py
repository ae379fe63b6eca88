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
VERIFIER_TYPE = "(bytes32,bytes32,bytes2,uint8,uint64)"


def test_accreditation_is_readable_and_announced(deployed, oracle):
    """Must store the verifier's facts and announce them."""
    valid_until = chain_time() + DAY_S
    transaction = accredit(deployed, NEWCOMER, methodology=hash_of("m"), country="0x5448", valid_until=valid_until)

    facts = oracle.verifierOf(NEWCOMER.address).dict()
    assert (facts["organisation"], facts["methodology"]) == (NEWCOMER.organisation, hash_of("m"))
    assert (str(facts["country"]), facts["layer"], facts["validUntil"]) == ("0x5448", EXPERT_LAYER, valid_until)
    event = transaction.events["VerifierAccredited"]
    assert (event["verifier"], event["organisation"]) == (NEWCOMER.address, NEWCOMER.organisation)
    assert (event["layer"], event["validUntil"]) == (EXPERT_LAYER, valid_until)


def test_accreditation_is_renewed(deployed, oracle):
    """Must replace the facts of a verifier that is accredited again."""
    accredit(deployed, NEWCOMER)
    accredit(deployed, NEWCOMER, layer=SENSOR_LAYER)
    assert oracle.verifierOf(NEWCOMER.address).dict()["layer"] == SENSOR_LAYER


def test_revocation_empties_and_is_announced(deployed, oracle, registrar):
    """Must forget a revoked verifier and say so."""
    accredit(deployed, NEWCOMER)
    transaction = oracle.revoke(NEWCOMER.address, {"from": registrar})
    assert oracle.verifierOf(NEWCOMER.address).dict()["organisation"] == ZERO32
    assert transaction.events["VerifierRevoked"]["verifier"] == NEWCOMER.address


def test_strangers_to_the_set_are_not_revoked(oracle, registrar):
    """Must refuse to revoke who was never accredited."""
    with refused("VerifierUnknown", NEWCOMER.address):
        oracle.revoke(NEWCOMER.address, {"from": registrar})


@pytest.mark.parametrize("change", [{"organisation": ZERO32}, {"valid_until": 1}])
def test_a_verifier_has_an_organisation_and_time(deployed, change):
    """Must refuse an accreditation without organisation, or already over."""
    with refused("InvalidVerifier", NEWCOMER.address):
        accredit(deployed, NEWCOMER, **change)


def test_nobody_is_no_verifier(deployed):
    """Must refuse the zero address."""
    with refused("InvalidVerifier", NOBODY):
        accredit(deployed, Signer(13, EXPERT_LAYER, wallet=NOBODY))


def test_every_layer_starts_with_a_threshold_of_one(oracle):
    """Must demand one organisation per layer by default."""
    assert [oracle.thresholdOf(layer) for layer in range(3)] == [1, 1, 1]


def test_a_threshold_is_set_and_announced(oracle, admin):
    """Must store the threshold of one layer only."""
    transaction = oracle.setThreshold(EXPERT_LAYER, 2, {"from": admin})
    assert [oracle.thresholdOf(layer) for layer in range(3)] == [1, 1, 2]
    assert tuple(transaction.events["ThresholdSet"].values()) == (EXPERT_LAYER, 2)


def test_no_layer_is_switched_off(oracle, admin):
    """Must refuse a threshold of zero."""
    with refused("InvalidThreshold", EXPERT_LAYER, 0):
        oracle.setThreshold(EXPERT_LAYER, 0, {"from": admin})


def test_the_digest_chains_every_change(deployed, oracle, admin, registrar):
    """Must equal the hash chain that anyone can recompute from the calls."""
    digest = bytes(oracle.configDigest())
    valid_until = chain_time() + DAY_S
    accredit(deployed, NEWCOMER, valid_until=valid_until)
    facts = (bytes.fromhex(NEWCOMER.organisation[2:]), bytes(32), bytes(2), EXPERT_LAYER, valid_until)
    digest = keccak(encode(["bytes32", "address", VERIFIER_TYPE], [digest, NEWCOMER.address, facts]))
    assert bytes(oracle.configDigest()) == digest

    oracle.setThreshold(EXPERT_LAYER, 2, {"from": admin})
    digest = keccak(encode(["bytes32", "uint8", "uint8"], [digest, EXPERT_LAYER, 2]))
    assert bytes(oracle.configDigest()) == digest

    oracle.revoke(NEWCOMER.address, {"from": registrar})
    digest = keccak(encode(["bytes32", "address"], [digest, NEWCOMER.address]))
    assert bytes(oracle.configDigest()) == digest
