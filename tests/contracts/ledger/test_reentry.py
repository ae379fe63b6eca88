"""A receiver that calls back from either receiver's hook finds a finished ledger and gains nothing."""

from __future__ import annotations

import brownie
import pytest
from eth_abi import encode

from tests.contracts.conftest import keccak
from tests.contracts.leaves import Portion, footprint_leaf, path, portion_leaf, root
from tests.contracts.ledger.conftest import DETAILS, statement
from tests.contracts.refusals import refused
from tests.contracts.seals.conftest import PASSPORT, attach

REENTERING, REFUSING, HONEST, WRONG = 5, 2, 0, 1
PASSED_KG = 1_000  # what the hook tells of

# Every door of ledger and certificates, and what a wallet meets that knocks from inside its hook; None: it acts on its
# own kilograms, as it might a moment later.
DOORS = {
    ("credit", "issue"): "CallerNotOracle",
    ("credit", "retire"): None,
    ("credit", "retireAgainst"): None,
    ("credit", "retireInBulk"): None,
    ("credit", "cancel"): None,
    ("credit", "holdForLoss"): "CallerNotOracle",
    ("credit", "cancelForLoss"): "CallerNotPool",
    ("credit", "pauseTransfers"): "AccessManagedUnauthorized",
    ("credit", "unpauseTransfers"): "AccessManagedUnauthorized",
    ("credit", "setFrozenTokens"): "AccessManagedUnauthorized",
    ("credit", "announceForcedTransfer"): "AccessManagedUnauthorized",
    ("credit", "withdrawForcedTransfer"): "AccessManagedUnauthorized",
    ("credit", "forcedTransfer"): "AccessManagedUnauthorized",
    ("credit", "setAuthority"): "AccessManagedUnauthorized",
    ("credit", "safeTransferFrom"): "ERC1155MissingApprovalForAll",
    ("credit", "safeBatchTransferFrom"): "ERC1155MissingApprovalForAll",
    ("credit", "setApprovalForAll"): None,
    ("certificates", "issue"): "CallerNotLedger",
    ("certificates", "openBulk"): "CallerNotLedger",
    ("certificates", "admitFootprint"): None,
    ("certificates", "claimPortion"): None,
    ("certificates", "appendCorrection"): "CallerNotBeneficiary",
    ("certificates", "allot"): "CallerNotBeneficiary",
    ("certificates", "transferFrom"): "CertificateLocked",
    ("certificates", "safeTransferFrom"): "CertificateLocked",
}


@pytest.fixture
def wallet(module_isolation, admin):
    return admin.deploy(brownie.ContractWallet, admin)


def reenter(wallet, target, data):
    wallet.setReentry(target, data)
    wallet.setMoods(HONEST, REENTERING)


@pytest.fixture
def portion(certificates, batch, stranger):
    """A stranger's 500 kg of the bulk certificate 1."""
    told = Portion(0, stranger.address, 500, DETAILS)
    return told, portion_leaf(certificates, brownie.chain.id, batch, told)


@pytest.fixture
def scene(credit, certificates, seals, sealer, batch, absorber, wallet, portion):
    """A bulk certificate, a sealed footprint, and the data of one call of every door."""
    told, leaf = portion
    credit.retireInBulk(batch, absorber, 2_000, statement(absorber), root([leaf]), 1, {"from": absorber})
    document = footprint_leaf(PASSPORT, keccak("passport"), 400)
    proof = (attach(seals, sealer, root([document]), 1, PASSPORT), document, 0, path(0, [document]))
    mine, theirs = statement(wallet, footprint=root([document])), (absorber, wallet, batch, 1)
    return {
        "credit": {
            "issue": (batch, wallet, 1_000, 0),
            "retire": (batch, wallet, 400, statement(wallet)),
            "retireAgainst": (batch, wallet, 400, mine, proof),
            "retireInBulk": (batch, wallet, 400, statement(wallet), keccak("root"), 3),
            "cancel": (batch, wallet, 400, keccak("reason")),
            "holdForLoss": (batch, absorber, True),
            "cancelForLoss": (batch, absorber, 1, keccak("loss")),
            "pauseTransfers": (),
            "unpauseTransfers": (),
            "setFrozenTokens": (absorber, batch, 1),
            "announceForcedTransfer": (*theirs, 1, keccak("order")),
            "withdrawForcedTransfer": theirs,
            "forcedTransfer": theirs,
            "setAuthority": (wallet,),
            "safeTransferFrom": (*theirs, b""),
            "safeBatchTransferFrom": (absorber, wallet, [batch], [1], b""),
            "setApprovalForAll": (absorber, True),
        },
        "certificates": {
            "issue": (batch, 0, 1, wallet, statement(wallet)),
            "openBulk": (1, keccak("root"), 1),
            "admitFootprint": (proof,),
            "claimPortion": (1, told, path(0, [leaf])),
            "appendCorrection": (1, keccak("correction")),
            "allot": (1, keccak("subject"), 1),
            "transferFrom": (absorber, wallet, 1),
            "safeTransferFrom": (absorber, wallet, 1, b""),
        },
    }


@pytest.mark.parametrize("hook", ["onERC1155Received", "onERC1155BatchReceived"])
@pytest.mark.parametrize("contract", ["credit", "certificates"])
def test_a_receiver_finds_every_door_shut_or_acts_on_its_own(
    deployed, credit, batch, whole_batch, absorber, wallet, scene, contract, hook
):
    """Must refuse by name what is not the wallet's, undo the transfer, and keep every kilogram accounted for. L-6.1"""
    target = {"credit": credit, "certificates": deployed["RetirementCertificate"]}[contract]
    assert {name for at, name in DOORS if at == contract} == changing_functions(target)
    for (at, door), error in DOORS.items():
        if at != contract:
            continue
        before = credit.balanceOf(absorber, batch)
        reenter(wallet, target, encode_call(target, door, scene[contract][door]))
        if error is None:
            hand_over(credit, hook, absorber, wallet, batch, whole_batch)
            assert credit.balanceOf(absorber, batch) == before - PASSED_KG, door
        else:
            with brownie.reverts(revert_pattern=rf"{error}\b.*"):
                hand_over(credit, hook, absorber, wallet, batch, whole_batch)
            assert credit.balanceOf(absorber, batch) == before, door
        held = [credit.balanceOf(account, batch) for account in (absorber, wallet)]
        assert sum(held) == credit.heldKg(batch), door


def hand_over(credit, hook, sender, wallet, batch, other):
    """1,000 kg to the wallet, told by the one hook or by the other."""
    if hook == "onERC1155Received":
        credit.safeTransferFrom(sender, wallet, batch, PASSED_KG, "", {"from": sender})
    else:
        credit.safeBatchTransferFrom(sender, wallet, [batch, other], [PASSED_KG, 0], "", {"from": sender})


def changing_functions(contract):
    return {
        entry["name"]
        for entry in contract.abi
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }


def encode_call(contract, name, arguments):
    method = getattr(contract, name)
    if hasattr(method, "encode_input"):
        return method.encode_input(*arguments)
    return method["address", "address", "uint256", "bytes"].encode_input(*arguments)


def test_an_owner_that_retires_inside_issue_retires_once(bench, wallet):
    """Must record issue before retirement, and count both."""
    data = bench.credit.retire.encode_input(1, wallet, 3_000, statement(wallet))
    reenter(wallet, bench.credit, data)
    transaction = bench.credit.issue(1, wallet, 3_000, 0, {"from": bench.oracle})

    names = [event.name for event in transaction.events]
    assert names.index("CreditsIssued") < names.index("CreditsRetired")
    assert bench.credit.supplyOf(1) == (3_000, 3_000, 0)
    assert bench.credit.balanceOf(wallet, 1) == 0


def test_an_owner_inside_issue_finds_the_pool_served(bench, wallet):
    """Must have moved the pool's share before the owner hears of its own, so that nothing is left to reach for."""
    reenter(wallet, bench.credit, bench.credit.retire.encode_input(1, wallet, 2_001, statement(wallet)))
    with refused("InsufficientCredits", wallet.address, 1, 2_000, 2_001):
        bench.credit.issue(1, wallet, 3_000, 1_000, {"from": bench.oracle})


def test_a_receiver_cannot_spend_what_it_received_twice(credit, batch, absorber, emitter, wallet):
    """Must let the receiver pass on 1,000 kg from the hook, and refuse the rest, which it never had."""
    reenter(wallet, credit, credit.safeTransferFrom.encode_input(wallet, emitter, batch, 1_000, b""))
    credit.safeTransferFrom(absorber, wallet, batch, 1_000, "", {"from": absorber})
    assert (credit.balanceOf(wallet, batch), credit.balanceOf(emitter, batch)) == (0, 1_000)

    reenter(wallet, credit, credit.safeTransferFrom.encode_input(wallet, emitter, batch, 1_001, b""))
    with refused("InsufficientCredits", wallet.address, batch, 1_000, 1_001):
        credit.safeTransferFrom(absorber, wallet, batch, 1_000, "", {"from": absorber})


def test_a_frozen_receiver_passes_nothing_on_from_its_hook(credit, batch, compliance, absorber, emitter, wallet):
    """Must hold what arrives at a frozen account from the moment that it hears of it. L-6.3"""
    credit.setFrozenTokens(wallet, batch, 600, {"from": compliance})
    reenter(wallet, credit, credit.safeTransferFrom.encode_input(wallet, emitter, batch, 401, b""))
    with refused("ERC7943InsufficientUnfrozenBalance", wallet.address, batch, 401, 400):
        credit.safeTransferFrom(absorber, wallet, batch, 1_000, "", {"from": absorber})


@pytest.mark.parametrize(("mood", "error"), [(REFUSING, "ReceiptRefused"), (WRONG, "ERC1155InvalidReceiver")])
@pytest.mark.parametrize("hook", ["onERC1155Received", "onERC1155BatchReceived"])
def test_a_receiver_that_refuses_undoes_the_transfer(credit, batch, whole_batch, absorber, wallet, mood, error, hook):
    """Must revert with the receiver's own reason, or name the receiver, and move nothing."""
    wallet.setMoods(HONEST, mood)
    expected = (wallet.address,) if error == "ERC1155InvalidReceiver" else ()
    with refused(error, *expected):
        hand_over(credit, hook, absorber, wallet, batch, whole_batch)
    assert credit.balanceOf(absorber, batch) == 16_000


# ---- a member of a cooperative


@pytest.fixture
def cooperative(module_isolation, bench, admin, wallet):
    """The bench's 3,000 kg for two members: 1,000 kg and 2,000 kg, both of the wallet; and its two leaves."""
    claims = admin.deploy(brownie.CooperativeClaims, bench.oracle, bench.credit)
    leaves = [claim_leaf(claims, index, wallet, kg) for index, kg in enumerate((1_000, 2_000))]
    claims.open(1, 101, 1, 2, root(leaves), 2, 3_000, {"from": bench.oracle})
    bench.credit.issue(1, claims, 3_000, 0, {"from": bench.oracle})
    return claims, leaves


def claim_leaf(claims, index, holder, kg):
    kinds = ["bytes32", "uint256", "address", "uint8", "uint128", "uint64", "uint64", "uint64", "address", "uint64"]
    where = [b"CarboniX/claim/1", brownie.chain.id, claims.address, 0, 101, 1, 2]
    return encode(kinds, [*where, index, holder.address, kg])


def test_a_member_cannot_claim_twice_from_its_hook(cooperative, bench, wallet, stranger):
    """Must refuse the same leaf inside the transfer that it caused, and pay nothing. L-5.5"""
    claims, leaves = cooperative
    arguments = (1, 0, wallet, 1_000, path(0, leaves))
    reenter(wallet, claims, claims.claim.encode_input(*arguments))
    with refused("ClaimedAlready", 1, 0):
        claims.claim(*arguments, {"from": stranger})
    assert bench.credit.balanceOf(claims, 1) == 3_000


def test_a_member_may_claim_its_other_leaf_from_its_hook(cooperative, bench, wallet, stranger):
    """Must pay each leaf once, and end with nothing owed: the wallet's second claim finds a finished first one."""
    claims, leaves = cooperative
    wallet.setReentry(claims, claims.claim.encode_input(1, 1, wallet, 2_000, path(1, leaves)))
    wallet.setMoods(HONEST, REENTERING)
    with refused("ClaimedAlready", 1, 1):  # its own second receipt calls back once more
        claims.claim(1, 0, wallet, 1_000, path(0, leaves), {"from": stranger})
    wallet.setMoods(HONEST, HONEST)
    for index, kg in enumerate((1_000, 2_000)):
        claims.claim(1, index, wallet, kg, path(index, leaves), {"from": stranger})
    assert (bench.credit.balanceOf(claims, 1), bench.credit.balanceOf(wallet, 1)) == (0, 3_000)


@pytest.mark.parametrize("door", ["open", "setAside", "collectSurplus"])
def test_a_member_finds_the_other_doors_shut(cooperative, bench, wallet, stranger, door):
    """Must refuse the oracle's doors by name, and a surplus that nobody set aside."""
    claims, leaves = cooperative
    calls = {
        "open": (claims.open.encode_input(1, 101, 1, 2, keccak("root"), 1, 9), "CallerNotOracle"),
        "setAside": (claims.setAside.encode_input(1, wallet, 9), "CallerNotOracle"),
        "collectSurplus": (claims.collectSurplus.encode_input(1), "SurplusMissing"),
    }
    data, error = calls[door]
    reenter(wallet, claims, data)
    with brownie.reverts(revert_pattern=rf"{error}: .*"):
        claims.claim(1, 0, wallet, 1_000, path(0, leaves), {"from": stranger})
    assert bench.credit.balanceOf(claims, 1) == 3_000
