"""A member of a cooperative takes its kilograms once, by its own leaf, and all together never more than was signed."""

from __future__ import annotations

import brownie
import pytest

from registry.domain.cooperative import Claims, Part, Terms, allocate, leaf_of
from registry.domain.merkle import leaf_hash, verify_inclusion
from tests.contracts.attestations import dev_account
from tests.contracts.conftest import keccak
from tests.contracts.cooperative.conftest import claims_over, submit_claims
from tests.contracts.refusals import ask, refused


def test_whole_credits_wait_for_the_members(credit, claims, cooperative, project, absorber):
    """Must mint the batch to the claim contract and nothing to the owner (L-5.4)."""
    assert (credit.balanceOf(claims, cooperative.batch), credit.balanceOf(absorber, cooperative.batch)) == (12_000, 0)
    opened = claims.cooperativeOf(cooperative.batch).dict()
    assert opened["root"] == "0x" + cooperative.claims.root.hex()
    assert (opened["project"], opened["size"], opened["totalKg"], opened["claimedKg"]) == (project, 3, 12_000, 0)


def test_each_member_takes_its_kilograms(credit, claims, cooperative, sealer):
    """Must move each part to its holder, whoever sends it in, until nothing is left (L-5.5)."""
    for part in cooperative.claims.parts:
        transaction = claims.claim(*cooperative.proof(part.index), {"from": sealer})
        told = dict(transaction.events["KilogramsClaimed"])
        assert (told["holder"], told["index"], told["kg"]) == (part.holder, part.index, part.kg)
        assert credit.balanceOf(part.holder, cooperative.batch) == part.kg
        assert claims.isClaimed(cooperative.batch, part.index)
    assert [part.kg for part in cooperative.claims.parts] == [7_435, 4_461, 104]
    assert claims.cooperativeOf(cooperative.batch).dict()["claimedKg"] == 12_000
    assert credit.balanceOf(claims, cooperative.batch) == 0


def test_a_part_is_taken_once(credit, claims, cooperative, stranger):
    """Must refuse the same leaf a second time, and leave the neighbours' bits alone."""
    claims.claim(*cooperative.proof(1), {"from": stranger})
    with refused("ClaimedAlready", cooperative.batch, 1):
        ask(claims.claim, *cooperative.proof(1), {"from": stranger})
    assert [claims.isClaimed(cooperative.batch, index) for index in range(3)] == [False, True, False]


@pytest.mark.parametrize("spoilt", ["holder", "kg", "path"])
def test_only_the_own_leaf_counts(claims, cooperative, absorber, stranger, spoilt):
    """Must refuse another holder, another mass and another member's path."""
    batch, index, holder, kg, path = cooperative.proof(0)
    arguments = {
        "holder": (batch, index, absorber.address, kg, path),
        "kg": (batch, index, holder, kg + 1, path),
        "path": (batch, index, holder, kg, cooperative.proof(1)[4]),
    }[spoilt]
    with refused("ClaimNotInRoot", batch, 0):
        ask(claims.claim, *arguments, {"from": stranger})
    assert not claims.isClaimed(batch, 0)


def test_a_leaf_has_its_place(claims, cooperative, stranger):
    """Must refuse another index of the tree, one beyond it, and a path of another length."""
    batch, _, holder, kg, path = cooperative.proof(0)
    with refused("ClaimNotInRoot", batch, 1):
        ask(claims.claim, batch, 1, holder, kg, path, {"from": stranger})
    with refused("IndexOutOfRange", 3, 3):
        ask(claims.claim, batch, 3, holder, kg, path, {"from": stranger})
    with refused("ProofLengthWrong", 2, 1):
        ask(claims.claim, batch, 0, holder, kg, path[:1], {"from": stranger})


def test_a_leaf_serves_one_batch(deployed, claims, cooperate, cooperative, members, stranger):
    """Must refuse a member's proof of an earlier period for a later batch, and for a batch without claims."""
    second = cooperate(allocate(12_000, members))
    _, *proof = cooperative.proof(0)
    with refused("ClaimNotInRoot", second.batch, 0):
        ask(claims.claim, second.batch, *proof, {"from": stranger})
    with refused("ClaimsUnknown", second.batch + 1):
        ask(claims.claim, second.batch + 1, *proof, {"from": stranger})


@pytest.mark.parametrize(
    "change",
    [{"chain_id": 1}, {"contract": "0x" + "11" * 20}, {"project": 7}, {"period_start": 1}, {"period_end": 2}],
    ids=lambda change: next(iter(change)),
)
def test_a_leaf_serves_one_chain_contract_project_and_period(deployed, claims, members, project, stranger, change):
    """Must refuse leaves of other terms, though they were sealed and signed."""
    tree = claims_over(deployed, project, allocate(12_000, members), 12_000, **change)
    batch = submit_claims(deployed, project, tree, 12_000).events["ReportFinalised"]["batch"]
    part = tree.parts[0]
    with refused("ClaimNotInRoot", batch, 0):
        ask(claims.claim, batch, 0, part.holder, part.kg, tree.path(0), {"from": stranger})


def test_a_part_has_kilograms(claims, cooperative, stranger):
    """Must refuse an empty part before its proof."""
    batch, index, holder, _, path = cooperative.proof(0)
    with refused("ZeroKilograms"):
        ask(claims.claim, batch, index, holder, 0, path, {"from": stranger})


def test_a_leaf_without_a_holder_is_nobody_s(deployed, claims, credit, project, stranger, members):
    """Must refuse a leaf to address 0 by name, and pay the others; its kilograms stay (L-5.5)."""
    parts = [Part(0, brownie.ZERO_ADDRESS, 5_000), Part(1, members[1].holder, 7_000)]
    tree = claims_over(deployed, project, parts, 12_000)
    batch = submit_claims(deployed, project, tree, 12_000).events["ReportFinalised"]["batch"]
    with refused("ZeroAddress", "holder"):
        ask(claims.claim, batch, 0, brownie.ZERO_ADDRESS, 5_000, tree.path(0), {"from": stranger})
    claims.claim(batch, 1, parts[1].holder, 7_000, tree.path(1), {"from": stranger})
    assert credit.balanceOf(claims, batch) == 5_000


def test_all_together_never_take_more_than_was_signed(deployed, claims, project, cooperative, members, stranger):
    """Must refuse the last member of a tree that promises 13,000 kg of 12,000 kg."""
    parts = [Part(0, members[0].holder, 8_000), Part(1, members[1].holder, 5_000)]
    tree = claims_over(deployed, project, parts, 12_000)
    batch = submit_claims(deployed, project, tree, 12_000, claims_kg=12_000).events["ReportFinalised"]["batch"]
    claims.claim(batch, 0, parts[0].holder, 8_000, tree.path(0), {"from": stranger})
    with refused("ClaimsExceeded", batch, 12_000, 8_000, 5_000):
        ask(claims.claim, batch, 1, parts[1].holder, 5_000, tree.path(1), {"from": stranger})


def test_a_bit_stands_alone_in_its_word(claims, cooperate, stranger):
    """Must mark number 255, 256 and 257 of a tree of 300, each in its place."""
    parts = [Part(index, dev_account(index % 9).address, 40) for index in range(300)]
    many = cooperate(parts)
    for index in (255, 256, 257):
        claims.claim(*many.proof(index), {"from": stranger})
    near = (0, 1, 127, 254, 255, 256, 257, 258, 299)
    assert [index for index in near if claims.isClaimed(many.batch, index)] == [255, 256, 257]


def test_python_says_what_solidity_says(cooperative, claims):
    """Must verify in plain Python what the contract takes."""
    terms = claims.cooperativeOf(cooperative.batch).dict()
    leaves = Terms(brownie.chain.id, claims.address, terms["project"], terms["periodStart"], terms["periodEnd"])
    rebuilt = Claims(leaves, cooperative.claims.parts)
    assert rebuilt.root == cooperative.claims.root
    for part in rebuilt.parts:
        leaf = leaf_hash(leaf_of(leaves, part))
        assert verify_inclusion(leaf, part.index, rebuilt.size, rebuilt.path(part.index), rebuilt.root)


def test_only_the_oracle_opens_and_sets_aside(claims, oracle, admin):
    """Must refuse even the admin of everything."""
    with refused("CallerNotOracle", admin.address, oracle.address):
        ask(claims.open, 1, 101, 1, 2, keccak("root"), 1, 1, {"from": admin})
    with refused("CallerNotOracle", admin.address, oracle.address):
        ask(claims.setAside, 1, admin, 1, {"from": admin})


def test_stray_credits_are_not_taken(deployed, credit, claims, cooperative, members, stranger):
    """Must refuse what a member sends back, alone and among others, and what a foreign token pretends to send."""
    claims.claim(*cooperative.proof(0), {"from": stranger})
    sender = members[0].holder
    with refused("StrayCredits", sender):
        ask(credit.safeTransferFrom, sender, claims, cooperative.batch, 1, b"", {"from": sender})
    with refused("StrayCredits", sender):
        ask(credit.safeBatchTransferFrom, sender, claims, [cooperative.batch], [1], b"", {"from": sender})
    with refused("CallerNotLedger", stranger.address, credit.address):
        ask(claims.onERC1155Received, stranger, brownie.ZERO_ADDRESS, 1, 1, b"", {"from": stranger})


@pytest.mark.parametrize("name", ["oracle", "credit"])
def test_the_claim_contract_is_not_born_with_a_zero_address(module_isolation, admin, stranger, name):
    """Must refuse each zero address by its name."""
    given = dict.fromkeys(("oracle", "credit"), stranger.address) | {name: brownie.ZERO_ADDRESS}
    with refused("ZeroAddress", name):
        admin.deploy(brownie.CooperativeClaims, *given.values())
