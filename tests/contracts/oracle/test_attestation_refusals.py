"""Every rule of the quorum refuses by name: who signs, for which layer, in which scope, for whom, and over what."""

from __future__ import annotations

from dataclasses import replace

import brownie
import pytest
from brownie import chain

from tests.contracts.attestations import (
    DAY_S,
    EXPERT,
    EXPERT_LAYER,
    MODEL_LAYER,
    QUORUM,
    SENSOR,
    SENSOR_LAYER,
    Signer,
    accredit,
    attest,
    build_report,
    chain_time,
    hash_of,
    submit,
    try_submit,
)
from tests.contracts.refusals import refused

SENSOR_SIGNER, MODEL_SIGNER, EXPERT_SIGNER = QUORUM
STRANGER, ABSORBER = 13, 8


@pytest.mark.parametrize("layer", [SENSOR_LAYER, MODEL_LAYER, EXPERT_LAYER])
def test_each_layer_must_sign(deployed, oracle, project, layer):
    """Must refuse two layers without the third, and say which is missing."""
    report = build_report(deployed, project)
    present = [signer for signer in QUORUM if signer.layer != layer]
    with refused("QuorumMissing", layer, 1, 0):
        try_submit(deployed, report, attest(oracle, report, present))


def test_no_attestation_is_no_quorum(deployed, project):
    """Must refuse a report that nobody signed."""
    with refused("QuorumMissing", SENSOR_LAYER, 1, 0):
        try_submit(deployed, build_report(deployed, project), [])


def test_a_raised_threshold_needs_more_organisations(deployed, oracle, verifiers, project, admin):
    """Must count a layer's signers against its threshold, and accept when a second organisation signs."""
    verifiers.setThreshold(EXPERT_LAYER, 2, {"from": admin})
    second = Signer(STRANGER, EXPERT_LAYER)
    accredit(deployed, second)
    report = build_report(deployed, project)
    with refused("QuorumMissing", EXPERT_LAYER, 2, 1):
        try_submit(deployed, report)
    submit(deployed, report, attest(oracle, report, [*QUORUM, second]))
    assert oracle.nextNonce(project) == 1


def test_signers_come_in_rising_order(deployed, oracle, project):
    """Must refuse attestations that are not strictly increasing by signer."""
    report = build_report(deployed, project)
    attestations = attest(oracle, report)[::-1]
    with refused("SignersNotIncreasing", attestations[0][0], attestations[1][0]):
        try_submit(deployed, report, attestations)


def test_a_signer_counts_once(deployed, oracle, project):
    """Must refuse the same attestation twice."""
    report = build_report(deployed, project)
    first, *rest = attest(oracle, report)
    with refused("SignersNotIncreasing", first[0], first[0]):
        try_submit(deployed, report, [first, first, *rest])


def test_strangers_do_not_attest(deployed, oracle, project):
    """Must refuse a signer who is not accredited, however valid the signature."""
    report = build_report(deployed, project)
    stranger = Signer(STRANGER, EXPERT_LAYER)
    with refused("VerifierUnknown", stranger.address):
        try_submit(deployed, report, attest(oracle, report, [stranger]))


def test_revoked_verifiers_do_not_attest(deployed, oracle, verifiers, project, registrar):
    """Must refuse a verifier from the moment of revocation."""
    verifiers.revoke(EXPERT_SIGNER.address, {"from": registrar})
    report = build_report(deployed, project)
    with refused("VerifierUnknown", EXPERT_SIGNER.address):
        try_submit(deployed, report, attest(oracle, report))


def test_accreditation_expires(deployed, oracle, project):
    """Must refuse a verifier at the second at which the accreditation ends."""
    valid_until = chain_time() + DAY_S
    accredit(deployed, EXPERT_SIGNER, valid_until=valid_until)
    chain.sleep(DAY_S + 1)
    chain.mine()
    report = build_report(deployed, project)
    with refused("VerifierExpired", EXPERT_SIGNER.address, valid_until, ...):
        try_submit(deployed, report, attest(oracle, report))


def test_a_verifier_signs_for_its_own_layer_only(deployed, oracle, project):
    """Must refuse the sensor layer's verifier as the expert on site."""
    report = build_report(deployed, project)
    disguised = Signer(SENSOR, EXPERT_LAYER)
    with refused("LayerMismatch", disguised.address, SENSOR_LAYER, EXPERT_LAYER):
        try_submit(deployed, report, attest(oracle, report, [disguised]))


@pytest.mark.parametrize("scope", [{"methodologies": [hash_of("forests only")]}, {"countries": ["0x564e", "0x4c41"]}])
def test_a_verifier_stays_in_scope(deployed, oracle, project, scope):
    """Must refuse a verifier accredited for another methodology or country."""
    accredit(deployed, EXPERT_SIGNER, **scope)
    report = build_report(deployed, project)
    with refused("VerifierOutOfScope", EXPERT_SIGNER.address, report.methodology, "0x5448"):
        try_submit(deployed, report)


def test_a_scope_that_fits_is_accepted(deployed, oracle, project):
    """Must accept a verifier accredited for exactly this methodology and country."""
    methodology = build_report(deployed, project).methodology
    accredit(deployed, EXPERT_SIGNER, methodologies=[hash_of("another"), methodology], countries=["0x564e", "0x5448"])
    submit(deployed, build_report(deployed, project))
    assert oracle.nextNonce(project) == 1


def test_the_project_s_own_organisation_is_in_conflict(deployed, oracle, registry, project):
    """Must refuse a verifier of the organisation that stands behind the project."""
    organisation = str(registry.projectOf(project).dict()["organisation"])
    accredit(deployed, EXPERT_SIGNER, organisation=organisation)
    with refused("VerifierInConflict", EXPERT_SIGNER.address, organisation):
        try_submit(deployed, build_report(deployed, project))


def test_the_project_s_owner_is_in_conflict(deployed, oracle, registry, project, absorber):
    """Must refuse the owner as a verifier, whatever organisation it claims."""
    owner = Signer(ABSORBER, EXPERT_LAYER)
    accredit(deployed, owner)
    report = build_report(deployed, project)
    organisation = str(registry.projectOf(project).dict()["organisation"])
    with refused("VerifierInConflict", absorber.address, organisation):
        try_submit(deployed, report, attest(oracle, report, [owner]))


def test_layers_come_from_distinct_organisations(deployed, oracle, project):
    """Must refuse two signers of one organisation, though each holds another layer."""
    colleague = replace(EXPERT_SIGNER, employer=MODEL_SIGNER.organisation)
    accredit(deployed, colleague)
    report = build_report(deployed, project)
    with refused("OrganisationRepeated", MODEL_SIGNER.organisation):
        try_submit(deployed, report, attest(oracle, report, [SENSOR_SIGNER, MODEL_SIGNER, colleague]))


@pytest.mark.parametrize(
    "change",
    [
        {"lower_bound_kg": 16_599},
        {"point_kg": 16_700},
        {"nonce": 1},
        {"project": 102},
        {"period_end": 1},
        {"model_hash": hash_of("another model")},
        {"data_root": hash_of("other readings")},
        {"deadline": 1},
    ],
)
def test_a_signature_over_another_report_is_refused(deployed, oracle, project, change):
    """Must refuse an attestation of a report that differs in one field."""
    report = build_report(deployed, project)
    attestations = attest(oracle, replace(report, **change))
    with refused("InvalidAttestation", attestations[0][0]):
        try_submit(deployed, report, attestations)


def test_a_signature_of_another_key_is_refused(deployed, oracle, project):
    """Must refuse the expert's attestation signed with a stranger's key."""
    report = build_report(deployed, project)
    forged = Signer(STRANGER, EXPERT_LAYER, wallet=EXPERT_SIGNER.address)
    with refused("InvalidAttestation", EXPERT_SIGNER.address):
        try_submit(deployed, report, attest(oracle, report, [SENSOR_SIGNER, MODEL_SIGNER, forged]))


def test_a_signature_for_another_verifier_set_is_refused(deployed, admin, project):
    """Must refuse attestations made under the verifier set of another deployment on the same chain."""
    report = build_report(deployed, project)
    other = admin.deploy(brownie.VerifierSet, deployed["RegistryAccess"])
    attestations = attest(deployed["VerificationOracle"], report, verifiers=other)
    with refused("InvalidAttestation", attestations[0][0]):
        try_submit(deployed, report, attestations)


def test_a_malleated_signature_is_refused(deployed, oracle, project):
    """Must refuse the twin of a signature with high s."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    report = build_report(deployed, project)
    (signer, layer, signature), *rest = attest(oracle, report)
    raw = bytes.fromhex(signature[2:])
    twin = raw[:32] + (order - int.from_bytes(raw[32:64], "big")).to_bytes(32, "big") + bytes([55 - raw[64]])
    with refused("InvalidAttestation", signer):
        try_submit(deployed, report, [(signer, layer, "0x" + twin.hex()), *rest])


@pytest.mark.parametrize("signature", ["0x", "0x" + "00" * 65, "0x" + "ff" * 64])
def test_garbage_is_no_signature(deployed, oracle, project, signature):
    """Must refuse an empty, a zero and a short signature."""
    report = build_report(deployed, project)
    (signer, layer, _), *rest = attest(oracle, report)
    with refused("InvalidAttestation", signer):
        try_submit(deployed, report, [(signer, layer, signature), *rest])


def test_a_contract_wallet_attests_by_erc1271(deployed, oracle, project, wallet_signer):
    """Must accept a verifier whose contract wallet answers for its owner's key."""
    report = build_report(deployed, project)
    submit(deployed, report, attest(oracle, report, [SENSOR_SIGNER, MODEL_SIGNER, wallet_signer]))
    assert oracle.nextNonce(project) == 1


@pytest.mark.parametrize("mood", [1, 2])
def test_a_contract_wallet_that_does_not_agree_is_refused(
    deployed, oracle, project, wallet, wallet_signer, mood, stranger
):
    """Must refuse when the wallet answers anything but the magic value, or reverts."""
    wallet.setMoods(mood, 0, {"from": stranger})
    report = build_report(deployed, project)
    with refused("InvalidAttestation", wallet_signer.address):
        try_submit(deployed, report, attest(oracle, report, [SENSOR_SIGNER, MODEL_SIGNER, wallet_signer]))


@pytest.fixture
def wallet(ContractWallet, expert):
    return expert.deploy(ContractWallet, expert)


@pytest.fixture
def wallet_signer(deployed, wallet):
    signer = Signer(EXPERT, EXPERT_LAYER, wallet=wallet.address)
    accredit(deployed, signer)
    return signer
