"""The ledger says which standards it speaks, and what it was born with."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused

ERC165, ERC1155, ERC1155_METADATA, NOTHING = "0x01ffc9a7", "0xd9b67a26", "0x0e89341c", "0xffffffff"


def interface_id(abi):
    """Exclusive or of all selectors (ERC-165)."""
    value = 0
    for entry in abi:
        if entry["type"] == "function":
            value ^= int(brownie.network.contract.build_function_selector(entry), 16)
    return f"0x{value:08x}"


@pytest.mark.parametrize("standard", [ERC165, ERC1155, ERC1155_METADATA])
def test_the_ledger_speaks_erc1155(credit, standard):
    """Must answer yes for ERC-165, ERC-1155 and its metadata."""
    assert credit.supportsInterface(standard)


def test_the_ledger_names_its_own_interface(credit):
    """Must answer yes for ICarbonCredit, and no for the id that ERC-165 forbids."""
    assert credit.supportsInterface(interface_id(brownie.interface.ICarbonCredit.abi))
    assert not credit.supportsInterface(NOTHING)


def test_metadata_is_named_by_batch(credit, batch):
    """Must answer the address of the batch's document, with ERC-1155's {id}."""
    assert credit.uri(batch) == "/api/v1/batches/{id}.json"


def test_the_collection_is_described_somewhere(credit):
    """Must answer where the description of the whole collection stands (ERC-7572)."""
    assert credit.contractURI() == "/api/v1/collection.json"


def test_the_ledger_knows_its_neighbours(credit, registry, oracle, certificates, pool):
    """Must have been born with registry, oracle, certificates and buffer pool."""
    born = (credit.registry(), credit.oracle(), credit.certificates(), credit.pool())
    assert born == (registry, oracle, certificates, pool)


@pytest.mark.parametrize("name", ["access", "registry", "oracle", "certificates", "pool"])
def test_the_ledger_is_not_born_with_a_zero_address(module_isolation, admin, stranger, name):
    """Must refuse each zero address by its name."""
    given = dict.fromkeys(("access", "registry", "oracle", "certificates", "pool"), stranger.address)
    given[name] = brownie.ZERO_ADDRESS
    with refused("ZeroAddress", name):
        admin.deploy(brownie.CarbonCredit, *given.values(), "", "")


def test_an_unissued_batch_holds_nothing(credit):
    """Must answer zeros for a batch that was never issued."""
    assert credit.supplyOf(77) == (0, 0, 0)
    assert credit.heldKg(77) == 0


def test_no_function_mints_but_issue(credit):
    """Must offer no other way in: what changes the ledger is exactly this list. L-1.2"""
    changing = {
        entry["name"]
        for entry in credit.abi
        if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
    }
    assert changing == {
        "issue",
        "retire",
        "retireAgainst",
        "retireInBulk",
        "cancel",
        "cancelForLoss",
        "holdForLoss",
        "setFrozenTokens",
        "announceForcedTransfer",
        "withdrawForcedTransfer",
        "forcedTransfer",
        "pauseTransfers",
        "unpauseTransfers",
        "safeTransferFrom",
        "safeBatchTransferFrom",
        "setApprovalForAll",
        "setAuthority",
    }
    assert keccak("issue(uint256,address,uint64,uint64)")[:10] == credit.signatures["issue"]
