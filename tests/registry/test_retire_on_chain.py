"""From minted credits to a bundle that a stranger verifies: retirement, seal and proof on a real chain."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from registry.adapters.chain import ChainGateway
from registry.adapters.deployment import deployment_of_addresses
from registry.bootstrap import assemble
from registry.domain.details import details_hash
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.domain.seals import SealKind
from registry.domain.verdict import STEPS
from registry.errors import ChainUnavailable, InvalidInput, NotFound, Refused
from registry.ports import ProofChain
from registry.usecases.prove_certificate import prove_certificate
from registry.usecases.seal_evidence import seal
from registry.usecases.verify_bundle import verify_bundle
from tests.issue_credits import send
from tests.registry import retirement_stage
from tests.registry.bundle_parts import TOOLS, root_of, sign
from tests.registry.lying_node import lying_node
from tests.registry.retirement_stage import DETAILS, SALT, Stage

pytestmark = pytest.mark.chain
proved = retirement_stage.proved
stage = retirement_stage.stage


def test_the_builder_mints_through_the_oracle(stage: Stage) -> None:
    """Must mint whole credits to the owner and carry the remainder."""
    assert (stage.issued.kg, stage.issued.carried_kg) == (16_000, 400)
    held = stage.registry.chain.call(
        "CarbonCredit", "balanceOf", stage.issued.owner.address, stage.issued.batch, at=stage.newest()
    )
    assert held == 16_000


def test_a_retirement_names_its_kilograms_and_serials(stage: Stage) -> None:
    """Must take kilograms from the bottom, and leave the rest with the holder."""
    first, second = stage.retire(2_500), stage.retire(500, salt="6b" * 16)
    assert (first.kg_start, first.kg_end, first.serial_start, first.serial_end) == (0, 2_500, 1, 3)
    assert (second.kg_start, second.kg_end, second.serial_start, second.serial_end) == (2_500, 3_000, 3, 3)
    assert (first.beneficiary, first.retiree) == (stage.characters.emitter.address, stage.issued.owner.address)
    assert first.details_hash == details_hash(DETAILS, SALT)
    assert stage.registry.projection().certificates[first.id] == first
    supply = stage.registry.chain.call("CarbonCredit", "supplyOf", stage.issued.batch, at=stage.newest())
    assert supply == {"issuedKg": 16_000, "retiredKg": 3_000, "cancelledKg": 0}


def test_the_same_details_retire_once(stage: Stage) -> None:
    """Must return the first certificate when asked again."""
    assert stage.retire() == stage.retire()
    certificates = stage.registry.chain.call("RetirementCertificate", "certificateCount", at=stage.newest())
    assert certificates == 1


def test_a_used_salt_serves_no_other_retirement(stage: Stage) -> None:
    """Must say so rather than hand out the certificate of something else."""
    stage.retire(2_500)
    with pytest.raises(InvalidInput) as refusal:
        stage.retire(2_501)
    assert refusal.value.facts["field"] == "salt"
    assert "certificate 1" in refusal.value.sentence


def test_a_repeated_retirement_reads_no_state(stage: Stage) -> None:
    """Must give the certificate again from its receipt: after a crash the chain no longer tells of old blocks."""
    first = stage.retire()
    with lying_node(stage.rpc_url) as node:
        registry = assemble(stage.registry.settings, ChainGateway(node.url, stage.registry.deployment))
        assert replace(stage, registry=registry).retire() == first
        registry.close()
        assert "eth_call" not in node.methods


def test_more_than_is_held_is_refused(stage: Stage) -> None:
    """Must name holder, holding and need, and retire nothing."""
    with pytest.raises(Refused) as refusal:
        stage.retire(16_001)
    assert refusal.value.name == "InsufficientCredits"
    assert refusal.value.facts["heldKg"] == "16000"
    assert refusal.value.facts["neededKg"] == "16001"
    assert stage.registry.chain.call("RetirementCertificate", "certificateCount", at=stage.newest()) == 0


def test_a_genuine_bundle_passes_every_step_on_chain(stage: Stage, proved: bytes) -> None:
    """Must check all thirteen steps against the node, with the database left out."""
    verdict = stage.verify(proved)
    assert [(step.name, step.outcome) for step in verdict.steps] == [(name, "pass") for name in STEPS], verdict.sentence
    assert verdict.sentence == "Genuine."


def test_a_genuine_bundle_passes_offline_too(proved: bytes) -> None:
    """Must need no node where the reader has the root."""
    assert verify_bundle(proved, tools=TOOLS, root=root_of(proved)).passed


def test_a_demonstration_says_so_in_its_bundle(proved: bytes) -> None:
    """Must carry the notice beside demonstration serials."""
    document = json.loads(proved)
    assert document["statement"]["serials"] == "DEMO-TH-101-2016-1-3"
    assert document["notice"] == DEMONSTRATION_NOTICE


def test_proving_again_gives_the_same_bytes(stage: Stage, proved: bytes) -> None:
    """Must not depend on when it is asked."""
    send(stage.registry.chain, stage.characters.sealer, "SealRegistry", "nullify", "0x" + "77" * 32)
    stage.registry.follow()
    assert stage.prove(1) == proved


def test_certificates_are_sealed_together_once(stage: Stage) -> None:
    """Must return the same seal when asked again, and prove each certificate under it."""
    first, second = stage.retire(2_500), stage.retire(500, salt="6b" * 16)
    sealed = stage.seal(first.id, second.id)
    assert stage.seal(first.id, second.id) == sealed
    assert sealed.size == 2
    for certificate in (first.id, second.id):
        assert stage.verify(stage.prove(certificate)).sentence == "Genuine."


def test_the_leaves_of_a_seal_can_be_fetched(stage: Stage) -> None:
    """Must put the statements into the evidence store under the address that the seal names."""
    certificate = stage.retire()
    sealed = stage.seal(certificate.id)
    uri = stage.registry.projection().seals[sealed.seal_id].uri
    statements = json.loads(stage.registry.evidence.get(uri.removeprefix("ipfs://")))
    assert [statement["certificate"] for statement in statements] == [str(certificate.id)]


def test_an_unknown_certificate_has_its_name(stage: Stage) -> None:
    """Must answer CertificateUnknown, with the number."""
    stage.registry.follow()
    with pytest.raises(NotFound) as refusal:
        stage.prove(99)
    assert (refusal.value.name, refusal.value.facts["id"]) == ("CertificateUnknown", "99")


def test_an_unsealed_certificate_cannot_be_proved(stage: Stage) -> None:
    """Must say that the seal is what is missing."""
    with pytest.raises(NotFound) as refusal:
        stage.prove(stage.retire().id)
    assert refusal.value.name == "CertificateNotSealed"


def test_only_the_sealer_may_issue_the_bundle(stage: Stage, proved: bytes) -> None:
    """Must refuse another key, naming both."""
    with pytest.raises(InvalidInput) as refusal:
        prove_certificate(
            1,
            ledger=stage.registry.projection(),
            chain=stage.registry.chain,
            tools=TOOLS,
            store=stage.registry.seals,
            issuer=stage.characters.stranger,
        )
    assert stage.characters.sealer.address in refusal.value.sentence


def test_sealing_needs_the_role(stage: Stage) -> None:
    """Must refuse a stranger by the contract's name, and keep the leaves for the one who may."""
    arguments = {"store": stage.registry.seals, "outbox": stage.registry.outbox}
    with pytest.raises(Refused) as refusal:
        seal(SealKind.Report, [b"a report"], "", signer=stage.characters.stranger, **arguments)
    assert refusal.value.name == "AccessManagedUnauthorized"
    sealed = seal(SealKind.Report, [b"a report"], "", signer=stage.characters.sealer, **arguments)
    assert stage.registry.chain.call("SealRegistry", "verify", sealed.seal_id, b"a report", 0, [], at=sealed.block)


def test_a_correction_is_listed_not_hidden(stage: Stage, proved: bytes) -> None:
    """Must pass, and show what was appended."""
    correction = "0x" + "c0" * 32
    send(stage.registry.chain, stage.characters.emitter, "RetirementCertificate", "appendCorrection", 1, correction)
    step = next(step for step in stage.verify(proved).steps if step.name == "corrections")
    assert (step.outcome, step.inputs) == ("pass", {"correction 1": correction})


def test_a_verifier_removed_later_does_not_undo_the_quorum(stage: Stage, proved: bytes) -> None:
    """Must not call a retirement false because somebody lost an accreditation since."""
    revoked = stage.characters.expert.address
    send(stage.registry.chain, stage.characters.registrar, "VerifierSet", "revoke", revoked)
    assert stage.verify(proved).sentence == "Genuine."


Change = Callable[[dict[str, Any]], object]
LIES: list[tuple[str, str, Change]] = [
    ("a seal that does not exist", "root", lambda b: b["seal"].update(id="999")),
    ("another place in the sequence", "root", lambda b: b["seal"].update(sequence="2")),
    ("another block of the seal", "root", lambda b: b["seal"].update(block="1")),
    ("another transaction of the seal", "root", lambda b: b["seal"].update(transaction=b["statement"]["transaction"])),
    ("another quantity", "certificate", lambda b: b["statement"].update(kg="1")),
    ("another code", "contracts", lambda b: b["contracts"]["codeHashes"].update(CarbonCredit="0x" + "11" * 32)),
    (
        "an address without code",
        "contracts",
        lambda b: b["contracts"]["addresses"].update(CarbonCredit="0x" + "11" * 20),
    ),
]


@pytest.mark.parametrize(("lie", "step", "change"), LIES, ids=[name for name, _, _ in LIES])
def test_a_lie_that_only_the_chain_can_tell(stage: Stage, proved: bytes, lie: str, step: str, change: Change) -> None:
    """Must compare with the chain what the file alone cannot betray, even if the sealer signed it."""
    document = json.loads(proved)
    del document["issuer"]
    change(document)
    verdict = stage.verify(sign(document))
    assert step in [entry.name for entry in verdict.steps if entry.outcome == "fail"], verdict.sentence
    assert not verdict.passed


def test_a_sealed_lie_is_found_on_chain(stage: Stage) -> None:
    """Must not believe a statement because it was sealed: the certificate itself is asked."""
    certificate = stage.retire()
    stage.seal(certificate.id)
    document = json.loads(stage.prove(certificate.id))
    del document["issuer"]
    document["statement"]["beneficiary"] = stage.characters.stranger.address
    leaf = TOOLS.canonical(document["statement"])
    stores = {"store": stage.registry.seals, "outbox": stage.registry.outbox}
    sealed = seal(SealKind.Certificate, [leaf], "", signer=stage.characters.sealer, **stores)
    stage.registry.follow()
    record = stage.registry.projection().seals[sealed.seal_id]
    document["inclusion"] = {"index": "0", "size": "1", "path": []}
    document["seal"] |= {"id": str(record.id), "root": record.root, "size": "1", "sequence": str(record.sequence)}
    document["seal"] |= {"previousRoot": record.previous_root, "transaction": record.transaction}
    document["seal"] |= {"block": str(record.block)}
    verdict = stage.verify(sign(document))
    assert verdict.failed == "certificate"
    assert "beneficiary" in verdict.sentence


def test_a_node_of_another_chain_is_unusable(stage: Stage, proved: bytes) -> None:
    """Must not compare with a chain that the bundle does not speak of."""
    addresses = json.loads(proved)["contracts"]["addresses"]

    def elsewhere(_bundle: object) -> ProofChain:
        return ChainGateway(stage.rpc_url, deployment_of_addresses(1, addresses))

    with pytest.raises(ChainUnavailable):
        verify_bundle(proved, tools=TOOLS, open_chain=elsewhere)
