"""A bare hash finds its meaning, and every refusal of a lookup has a sentence."""

from __future__ import annotations

from hashlib import sha256

import pytest

from registry.adapters.evidence_index import EvidenceIndex
from registry.domain.merkle import leaf_hash
from registry.errors import InvalidInput
from registry.usecases.look_up_hash import Found, look_up_hash
from registry.usecases.state_certificate import state_certificate
from tests.registry import retirement_stage
from tests.registry.bundle_parts import TOOLS
from tests.registry.retirement_stage import Stage

pytestmark = pytest.mark.chain
stage = retirement_stage.stage


def look_up(stage: Stage, text: str) -> list[Found]:
    registry = stage.registry
    documents = EvidenceIndex(registry.evidence, registry.database)
    return look_up_hash(text, ledger=registry.projection(), seals=registry.seals, documents=documents)


def test_each_kind_of_hash_is_found(stage: Stage) -> None:
    """Must know roots, leaves, reports, models, methodologies, projects, retirements and documents."""
    certificate = stage.retire()
    sealed = stage.seal(certificate.id)
    statement = state_certificate(certificate.id, ledger=stage.registry.projection(), chain=stage.registry.chain)
    document = TOOLS.canonical([statement])
    hashes = {
        sealed.root: "seal",
        "0x" + leaf_hash(TOOLS.canonical(statement)).hex(): "leaf",
        "0x" + sha256(document).hexdigest(): "document",
        stage.issued.report_hash: "report",
        stage.issued.report.model_hash: "model",
        stage.issued.report.methodology: "methodology",
        certificate.details_hash: "certificate",
        certificate.transaction: "certificate",
    }
    for text, kind in hashes.items():
        assert kind in [found.kind for found in look_up(stage, text)], kind


def test_case_and_prefix_do_not_matter(stage: Stage) -> None:
    """Must take a hash as people paste it."""
    certificate = stage.retire()
    pasted = f" {certificate.details_hash[2:].upper()}\n"
    assert [found.identity for found in look_up(stage, pasted)] == [str(certificate.id)]


def test_an_unknown_hash_means_nothing(stage: Stage) -> None:
    """Must answer with an empty list, not with a guess."""
    assert look_up(stage, "0x" + "12" * 32) == []


@pytest.mark.parametrize("text", ["", "0x12", "0x" + "zz" * 32, "0x" + "12" * 33])
def test_what_is_no_hash_is_refused(stage: Stage, text: str) -> None:
    """Must say the rule."""
    with pytest.raises(InvalidInput) as refusal:
        look_up(stage, text)
    assert refusal.value.facts["field"] == "hash"
