"""Facts about losses, portions and footprints: they happen once, and the audit holds them to the chain (audit_law)."""

from __future__ import annotations

from hashlib import sha256

import pytest

from registry.adapters.chain import ChainGateway
from registry.domain.certificate import UseCase
from registry.domain.details import details_hash
from registry.domain.footprints import footprint_leaf
from registry.domain.merkle import leaf_hash
from registry.domain.portions import Portion, PortionScope, PortionTree
from registry.domain.reversals import Status
from registry.domain.seals import SealKind
from registry.errors import Refused
from registry.usecases.audit_chain import audit
from registry.usecases.retire_credits import NamedFootprint, retire
from registry.usecases.retire_in_bulk import claim_portion, retire_in_bulk
from registry.usecases.seal_evidence import seal
from tests.deployed import DeployedChain
from tests.issue_credits import issue_credits, lose_credits, send
from tests.registry import retirement_stage
from tests.registry.lying_node import lying_node
from tests.registry.retirement_stage import DETAILS, Stage
from tests.registry.test_audit_chain import another_answer

stage = retirement_stage.stage

SALT = "7b" * 16
RETIRED_KG, GUEST_KG, LOST_KG = 2_000, 500, 16_000
ASSESSMENT = "0x" + "07" * 32


def tree(stage: Stage) -> PortionTree:
    """Two guests of one event."""
    chain = stage.registry.chain
    scope = PortionScope(chain.chain_id, chain.address_of("RetirementCertificate"), stage.issued.batch)
    guests = (stage.characters.stranger.address, stage.characters.emitter.address)
    return PortionTree(
        scope,
        [
            Portion(place, guest, GUEST_KG, details_hash({"guest": str(place)}, SALT))
            for place, guest in enumerate(guests)
        ],
    )


def retire_for_guests(stage: Stage) -> int:
    call = (stage.registry.outbox, stage.issued.owner, stage.issued.batch, tree(stage), DETAILS, SALT)
    return retire_in_bulk(*call, UseCase.Contribution).id


def test_a_guest_takes_its_certificate_once(stage: Stage) -> None:
    """Must mint a portion to its beneficiary whoever signs, over the next kilograms, and never twice."""
    parent, outbox, payer = retire_for_guests(stage), stage.registry.outbox, stage.characters.guardian
    assert retire_for_guests(stage) == parent
    first = claim_portion(outbox, payer, parent, tree(stage), 1)
    assert claim_portion(outbox, payer, parent, tree(stage), 1) == first
    stage.registry.follow()
    state = stage.registry.projection()
    (number,) = state.bulks[parent].portions
    portion = state.certificates[number]
    assert (portion.beneficiary, portion.kg_start, portion.kg_end) == (stage.characters.emitter.address, 0, GUEST_KG)
    assert state.portion_of == {number: parent}
    with pytest.raises(Refused) as refused:
        send(
            stage.registry.chain,
            payer,
            "RetirementCertificate",
            "claimPortion",
            parent,
            tree(stage).portions[1],
            tree(stage).path(1),
        )
    assert refused.value.name == "PortionClaimedAlready"


def test_a_retirement_names_a_footprint_and_cannot_exceed_it(stage: Stage) -> None:
    """Must bring leaf and proof along, count the kilograms, refuse one more, and allow it only where it is flagged."""
    registry, owner, batch = stage.registry, stage.issued.owner, stage.issued.batch
    document = b"a passport of 31.9 kg"
    leaf = footprint_leaf(SealKind.Passport, "0x" + sha256(document).hexdigest(), 31)
    parts = {"store": registry.seals, "outbox": registry.outbox, "signer": stage.characters.sealer}
    seal(SealKind.Passport, [document, leaf], "", **parts)  # type: ignore[arg-type]
    found = registry.seals.find(leaf_hash(leaf), SealKind.Passport)
    assert found is not None

    def against(kg: int, salt: str, *, beyond: bool = False) -> int:
        call = (registry.outbox, owner, batch, kg, owner.address, DETAILS, salt, UseCase.Voluntary)
        return retire(*call, NamedFootprint(found, beyond)).id

    against(31, "01" * 16)
    with pytest.raises(Refused) as refused:
        against(1, "02" * 16)
    assert (refused.value.name, refused.value.facts["totalKg"]) == ("OverOffset", "31")
    last = against(1, "03" * 16, beyond=True)
    registry.follow()
    state = registry.projection()
    assert state.footprints["0x" + leaf_hash(leaf).hex()].retired_kg == 32
    assert state.retired_against[last].beyond


@pytest.fixture
def lost(stage: Stage, deployed_chain: DeployedChain) -> str:
    """Retired kilograms and portions of a batch that then lost everything that was issued of it."""
    stage.retire(RETIRED_KG)
    retire_for_guests(stage)
    return lose_credits(deployed_chain, stage.characters, stage.issued, LOST_KG)


def test_a_loss_impairs_what_was_retired_pro_rata(stage: Stage, lost: str) -> None:
    """Must take all that the owner has, owe the rest, and write it over each retired kilogram."""
    stage.registry.follow()
    state = stage.registry.projection()
    loss = state.losses[lost]
    assert (loss.owner_kg, loss.pool_kg, loss.debt_kg, loss.impaired_kg) == (13_000, 0, 3_000, 3_000)
    hit = state.impairment_of(1)
    assert (hit.status, hit.outstanding_kg) == (Status.Impaired, RETIRED_KG)
    assert all(found.holds for found in stage.registry.audit())


LIES = (
    ("BufferPool", "lossOf", 2, "I-15"),
    ("BufferPool", "outstandingDebtKg", 0, "I-15"),
    ("RetirementCertificate", "statusOf", 1, "I-15"),
    ("CarbonCredit", "getFrozenTokens", 0, "I-6"),
)


def test_a_chain_that_says_otherwise_is_found(stage: Stage, lost: str) -> None:
    """Must hold the pool's, the ledger's and the certificates' answers against the events, each by its invariant."""
    chain, cast = stage.registry.chain, stage.characters
    send(chain, cast.compliance, "CarbonCredit", "setFrozenTokens", cast.stranger.address, stage.issued.batch, 5)
    stage.registry.follow()
    state = stage.registry.projection()
    assert state.frozen == {(stage.issued.batch, cast.stranger.address): 5}
    with lying_node(chain.rpc_url) as node:
        for contract, function, word, name in LIES:
            node.lie = another_answer(contract, function, word)
            gateway = ChainGateway(node.url, chain.deployment)
            found = audit(gateway, stage.registry.events, state, [])
            assert [line.name for line in found if not line.holds] == [name], function


def test_a_later_issuance_pays_the_debt_first(stage: Stage, lost: str, deployed_chain: DeployedChain) -> None:
    """Must deduct the debt from the next quantity, make the certificate good by it, and keep the books balanced."""
    later = issue_credits(deployed_chain, stage.characters)
    stage.registry.follow()
    state = stage.registry.projection()
    assert state.claims[later.report_hash].deducted_kg == 3_000
    assert (later.kg, later.carried_kg) == (13_000, 800)  # 16,400 + 400 carried - 3,000 owed
    assert state.losses[lost].outstanding_kg == 0
    assert state.impairment_of(1).status is Status.MadeGood
    assert all(found.holds for found in stage.registry.audit())
    stage.seal(1)
    verdict = stage.verify(stage.prove(1))
    assert next(step.inputs["status"] for step in verdict.steps if step.name == "standing") == "made good"
