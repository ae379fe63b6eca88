"""Who may call what: every character against every restricted function of the six contracts, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import brownie
import pytest
from brownie.exceptions import VirtualMachineError

from tests.contracts.conftest import CHARACTERS
from tests.contracts.refusals import refused

# The characters that may call; everyone else is refused by name.
TABLE: Mapping[tuple[str, str], set[str]] = {
    ("CreditRegistry", "registerMethodology"): {"registrar"},
    ("CreditRegistry", "registerProject"): {"registrar"},
    ("CreditRegistry", "setLabels"): {"registrar"},
    ("SealRegistry", "seal"): {"sealer"},
    ("SealRegistry", "nullify"): {"sealer"},
    ("CarbonCredit", "pauseTransfers"): {"guardian"},
    ("CarbonCredit", "unpauseTransfers"): {"admin"},
    ("VerificationOracle", "accredit"): {"registrar"},
    ("VerificationOracle", "revoke"): {"registrar"},
    ("VerificationOracle", "setThreshold"): {"admin"},
    ("VerificationOracle", "submit"): {"operator"},
    ("CreditExchange", "settle"): {"exchange_operator"},
    ("CreditExchange", "listPayment"): {"registrar"},
    ("CreditExchange", "pauseSettlement"): {"guardian"},
    ("CreditExchange", "unpauseSettlement"): {"admin"},
}

# Functions that one contract keeps for another: no account may call them, whatever its role.
CONTRACTS_ONLY: Mapping[tuple[str, str], tuple[str, str]] = {
    ("CreditRegistry", "openBatch"): ("CallerNotOracle", "VerificationOracle"),
    ("CarbonCredit", "issue"): ("CallerNotOracle", "VerificationOracle"),
    ("RetirementCertificate", "issue"): ("CallerNotLedger", "CarbonCredit"),
}
SIX = (
    "CreditRegistry",
    "CarbonCredit",
    "VerificationOracle",
    "SealRegistry",
    "RetirementCertificate",
    "CreditExchange",
)


@pytest.mark.parametrize("entry", sorted(TABLE), ids=".".join)
def test_only_the_role_calls(deployed, characters, entry):
    """Must let the characters of the table in, and refuse each of the others by name."""
    name, function = entry
    contract = deployed[name]
    for character in CHARACTERS:
        admitted = "AccessManagedUnauthorized" not in answer_to(contract, function, characters[character])
        assert admitted == (character in TABLE[entry]), character


def test_a_refusal_names_the_caller(credit, stranger):
    """Must say who was refused."""
    with refused("AccessManagedUnauthorized", stranger.address):
        credit.pauseTransfers({"from": stranger})


@pytest.mark.parametrize("entry", sorted(CONTRACTS_ONLY), ids=".".join)
def test_no_account_stands_in_for_a_contract(deployed, characters, entry):
    """Must refuse every character, the admin included: nobody mints or certifies by hand."""
    name, function = entry
    error, keeper = CONTRACTS_ONLY[entry]
    for character in CHARACTERS:
        account = characters[character]
        expected = f"{error}: {account.address.lower()}, {deployed[keeper].address.lower()}"
        assert answer_to(deployed[name], function, account) == expected


def test_nobody_settles_a_match_but_the_exchange(exchange, characters):
    """Must refuse the operator too: a match settles inside a batch only."""
    for account in characters.values():
        assert answer_to(exchange, "settleMatch", account) == f"CallerNotSelf: {account.address.lower()}"


def test_the_table_holds_every_restricted_function(deployed, stranger):
    """Must find by trying which functions refuse a stranger for want of a role, and find exactly the table."""
    restricted = {
        (name, function)
        for name in SIX
        for function in changing_functions(deployed[name])
        if "AccessManagedUnauthorized" in answer_to(deployed[name], function, stranger)
    }
    assert restricted == set(TABLE)


@pytest.mark.parametrize("name", [name for name in SIX if name != "RetirementCertificate"])
def test_nobody_changes_the_authority_directly(deployed, characters, name):
    """Must take a new authority from the present one only."""
    for account in characters.values():
        assert (
            answer_to(deployed[name], "setAuthority", account)
            == f"AccessManagedUnauthorized: {account.address.lower()}"
        )


def test_only_the_admin_grants_roles(deployed, admin, registrar, stranger):
    """Must refuse a role holder that grants its own role, and obey the admin, both ways."""
    access, seals = deployed["RegistryAccess"], deployed["SealRegistry"]
    with refused("AccessManagerUnauthorizedAccount", registrar.address, 0):
        access.grantRole(1, stranger, 0, {"from": registrar})

    access.grantRole(4, stranger, 0, {"from": admin})
    seals.nullify("0x" + "11" * 32, {"from": stranger})
    access.revokeRole(4, stranger, {"from": admin})
    with refused("AccessManagedUnauthorized", stranger.address):
        seals.nullify("0x" + "22" * 32, {"from": stranger})


def test_the_demonstration_money_is_minted_by_its_deployer(token, admin, stranger):
    """Must refuse everyone else."""
    with refused("CallerNotDeployer", stranger.address, admin.address):
        token.mint(stranger, 1, {"from": stranger})
    token.mint(stranger, 1, {"from": admin})
    assert (token.balanceOf(stranger), token.decimals(), token.symbol()) == (1, 6, "DTHB")


def answer_to(contract: Any, function: str, caller: Any) -> str:
    """What a call with empty arguments is refused with; empty if it is not refused. Nothing is changed."""
    entry = next(entry for entry in contract.abi if entry.get("name") == function and entry["type"] == "function")
    method = getattr(contract, function)
    try:
        method.call(*(empty(parameter) for parameter in entry["inputs"]), {"from": caller})
    except VirtualMachineError as refusal:
        return str(refusal.revert_msg)
    return ""


def empty(parameter: Mapping[str, Any]) -> Any:
    """The zero of an ABI type."""
    kind = parameter["type"]
    if kind.endswith("]"):
        return []
    if kind == "tuple":
        return tuple(empty(part) for part in parameter["components"])
    zeros = {"string": "", "address": brownie.ZERO_ADDRESS, "bool": False}
    if kind in zeros:
        return zeros[kind]
    return b"\x00" * int(kind.removeprefix("bytes") or 0) if kind.startswith("bytes") else 0


def changing_functions(contract: Any) -> Iterator[str]:
    """Names of the functions that may change something; overloaded ones are called by signature elsewhere."""
    overloaded = {"setAuthority", "safeTransferFrom"}
    for entry in contract.abi:
        if entry["type"] == "function" and entry["stateMutability"] == "nonpayable" and entry["name"] not in overloaded:
            yield entry["name"]
