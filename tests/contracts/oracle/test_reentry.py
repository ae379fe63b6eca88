"""An owner that acts at its mint, and a verifier whose wallet acts while it is asked, gain nothing."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.attestations import (
    EXPERT,
    EXPERT_LAYER,
    QUORUM,
    ZERO32,
    Signer,
    accredit,
    attest,
    beat,
    build_immobilisation,
    build_report,
    report_hash,
    submit,
    submit_immobilisation,
)
from tests.contracts.conftest import project_facts
from tests.contracts.oracle.claims import (
    BOND,
    FINALISED,
    GROUNDS,
    OPEN,
    PATIENT,
    REASON,
    VOID,
    challenge,
    finalise_late,
    open_claim,
    rule,
    status_of,
    wait_until,
)
from tests.contracts.oracle.test_immobilisation import BLOCK
from tests.contracts.refusals import refused

pytestmark = PATIENT

HONEST, REFUSING, REENTERING = 0, 2, 5
EMPTY_REPORT = (0, 103, 0, 0, ZERO32, 0, 0, ZERO32, ZERO32, 0, ZERO32, 0, ZERO32, 0, 0)


@pytest.fixture(scope="module")
def wallet(ContractWallet, deployed, registry, admin, registrar):
    """Owner of project 103: a contract that acts when credits arrive."""
    wallet = admin.deploy(ContractWallet, admin)
    registry.registerProject(103, "Plant of a contract", project_facts(wallet), {"from": registrar})
    return wallet


@pytest.fixture
def claim(deployed, wallet):
    """A claim of the wallet's project whose window has passed."""
    claim = open_claim(deployed, 103)
    wait_until(claim.finalisable_at)
    return claim


def deeds(oracle, claim):
    """Every function of the oracle that changes anything, and how it refuses the owner inside of its own mint."""
    is_final = ("UnexpectedClaimStatus", claim.hash, OPEN, FINALISED)
    return {
        "finalise": (oracle.finalise.encode_input(claim.hash), is_final),
        "finaliseImmobilisation": (oracle.finaliseImmobilisation.encode_input(claim.hash, BLOCK, 0), is_final),
        "challenge": (oracle.challenge.encode_input(claim.hash, GROUNDS), is_final),
        "release": (oracle.release.encode_input(claim.hash), is_final),
        "withdrawBonds": (oracle.withdrawBonds.encode_input(), ("NoBonds", "wallet")),
        "rule": (oracle.rule.encode_input(claim.hash, True, REASON), None),
        "heartbeat": (oracle.heartbeat.encode_input(), None),
        "submit": (oracle.submit.encode_input(EMPTY_REPORT, []), None),
        "submitLoss": (oracle.submitLoss.encode_input(EMPTY_REPORT, [], 1), None),
        "submitImmobilisation": (oracle.submitImmobilisation.encode_input(EMPTY_REPORT, [], BLOCK, 0), None),
    }


def test_every_deed_is_tried(oracle, claim):
    """Must try each function of the oracle that is not a view."""
    acting = [entry for entry in oracle.abi if entry.get("stateMutability") in ("nonpayable", "payable")]
    verbs = {entry["name"] for entry in acting if entry["type"] == "function"}
    assert set(deeds(oracle, claim)) == verbs - {"setAuthority"}


@pytest.mark.parametrize(
    "verb",
    [
        "finalise",
        "finaliseImmobilisation",
        "challenge",
        "release",
        "withdrawBonds",
        "rule",
        "heartbeat",
        "submit",
        "submitLoss",
        "submitImmobilisation",
    ],
)
def test_an_owner_does_nothing_more_inside_its_mint(oracle, credit, wallet, claim, stranger, verb):
    """Must find the claim final and the roles closed, so that the mint is undone and can be made later (L-4.5)."""
    data, expected = deeds(oracle, claim)[verb]
    wallet.setReentry(oracle, data, {"from": stranger})
    wallet.setMoods(HONEST, REENTERING, {"from": stranger})
    name, *arguments = expected or ("AccessManagedUnauthorized", "wallet")
    with refused(name, *[wallet.address if each == "wallet" else each for each in arguments]):
        oracle.finalise(claim.hash, {"from": stranger})

    wallet.setMoods(HONEST, HONEST, {"from": stranger})
    oracle.finalise(claim.hash, {"from": stranger})
    assert credit.supplyOf(1) == (16_000, 0, 0)
    assert (credit.balanceOf(wallet, 1), oracle.verifiedKg(103), oracle.carriedKg(103)) == (16_000, 16_600, 600)


def test_an_owner_may_finalise_another_claim_inside_its_mint(deployed, oracle, credit, wallet, project, stranger):
    """Must mint both, each once, to its own owner (L-4.5)."""
    claims = [open_claim(deployed, 103), open_claim(deployed, project)]
    wait_until(claims[1].finalisable_at)
    wallet.setReentry(oracle, oracle.finalise.encode_input(claims[1].hash), {"from": stranger})
    wallet.setMoods(HONEST, REENTERING, {"from": stranger})
    oracle.finalise(claims[0].hash, {"from": stranger})
    assert [status_of(oracle, claim) for claim in claims] == [FINALISED, FINALISED]
    assert (credit.supplyOf(1), credit.supplyOf(2)) == ((16_000, 0, 0), (16_000, 0, 0))


def test_a_block_s_owner_does_nothing_more_inside_its_mint(deployed, oracle, registry, wallet, stranger):
    """Must find the block used and the claim final at the mint of a bridged batch (L-5.8)."""
    beat(deployed)
    report = build_immobilisation(deployed, BLOCK, 16, project=103)
    submit_immobilisation(deployed, report, BLOCK)
    hash_ = report_hash(oracle, report)
    wait_until(oracle.claimOf(hash_).dict()["finalisableAt"])
    again = oracle.finaliseImmobilisation.encode_input(hash_, BLOCK, 0)
    wallet.setReentry(oracle, again, {"from": stranger})
    wallet.setMoods(HONEST, REENTERING, {"from": stranger})
    with refused("UnexpectedClaimStatus", hash_, OPEN, FINALISED):
        oracle.finaliseImmobilisation(hash_, BLOCK, 0, {"from": stranger})
    assert registry.batchCount() == 0


def test_an_owner_that_refuses_its_mint_blocks_only_itself(deployed, oracle, credit, wallet, claim, project, stranger):
    """Must leave its claim open until it expires, and mint for the others meanwhile (L-4.5)."""
    wallet.setMoods(HONEST, REFUSING, {"from": stranger})
    with refused("ReceiptRefused"):
        oracle.finalise(claim.hash, {"from": stranger})
    finalise_late(oracle, open_claim(deployed, project))
    assert (status_of(oracle, claim), credit.supplyOf(1)[0]) == (OPEN, 16_000)

    wait_until(claim.finalisable_at + oracle.claimLifetimeS())
    oracle.release(claim.hash, {"from": stranger})
    assert (status_of(oracle, claim), oracle.nextNonce(103), oracle.lastPeriodEnd(103)) == (VOID, 1, 0)


@pytest.fixture
def traitor(TreacherousVerifier, deployed, stranger):
    """A verifier of the expert layer: a contract that agrees to everything and acts while it is asked."""
    contract = stranger.deploy(TreacherousVerifier)
    accredit(deployed, Signer(EXPERT, EXPERT_LAYER, wallet=contract.address))
    return contract


@pytest.mark.parametrize("deed", ["finalise", "release", "withdrawBonds", "rotateKey"])
def test_a_verifier_s_wallet_does_nothing_while_it_is_asked(
    deployed, oracle, verifiers, traitor, project, wallet, stranger, registrar, expert, deed
):
    """Must ask by a static call: the deed, which the wallet could do at any other time, changes nothing (L-2.7)."""
    other = open_claim(deployed, 103)
    calls = {
        "finalise": oracle.finalise.encode_input(other.hash),
        "release": oracle.release.encode_input(other.hash),
        "withdrawBonds": oracle.withdrawBonds.encode_input(),
        "rotateKey": verifiers.rotateKey.encode_input(brownie.accounts[12]),
    }
    if deed == "release":
        verifiers.revoke(expert, {"from": registrar})
    if deed == "withdrawBonds":
        challenge(oracle, other, stranger)
        rule(oracle, other, upheld=False)
        assert oracle.balance() == BOND
    if deed == "finalise":
        wait_until(other.finalisable_at)
    traitor.setDeed(verifiers if deed == "rotateKey" else oracle, calls[deed], {"from": stranger})

    beat(deployed)
    report = build_report(deployed, project)
    signer = Signer(EXPERT, EXPERT_LAYER, wallet=traitor.address)
    submit(deployed, report, attest(oracle, report, [*QUORUM[:2], signer]))
    assert status_of(oracle, other) == OPEN
    assert oracle.nextNonce(project) == 1
    assert verifiers.successorOf(traitor) == "0x" + "00" * 20
    if deed != "withdrawBonds":
        traitor.act({"from": stranger})
