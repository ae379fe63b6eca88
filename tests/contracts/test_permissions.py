"""Who may call what: every character against every restricted function of every contract, as the plan says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import brownie
import pytest
from brownie.exceptions import VirtualMachineError

from scripts import deploy
from scripts.deployment_plan import ADMIN_FUNCTIONS, CALLERS, KEPT_FOR, NAMES
from tests.contracts.conftest import CHARACTERS
from tests.contracts.refusals import refused

UNAUTHORISED = re.compile(r"AccessManage[dr]Unauthorized(Account)?: 0x")
ADMIN_OFFERS = ("RegistryAccess", "grantRole")  # with no arguments it asks for the admin role, which nobody grants
# Arguments that a function reads before it asks who calls; every other function is called with empty ones.
BLOCK = (5, "GS1-1-TH-GS4239-2-2016-6732-1-9", "0x" + "00" * 32)
ARGUMENTS = {"openBridgedBatch": (1, 1, 2, BLOCK, 0, "0x" + "00" * 32, "0x" + "00" * 32)}

# The role that may call each function; everyone else is refused by name.
TABLE: Mapping[tuple[str, str], str] = {
    **{(name, function): role for name in CALLERS for function, role in CALLERS[name].items()},
    **{(name, function): "ADMIN" for name in ADMIN_FUNCTIONS for function in ADMIN_FUNCTIONS[name]},
}
KEPT: Mapping[tuple[str, str], str] = {
    (name, function): keeper for name in KEPT_FOR for function, keeper in KEPT_FOR[name].items()
}
MANAGED = sorted({name for name, _ in TABLE} - {"RegistryAccess"})


@pytest.fixture(scope="module")
def members(characters: Mapping[str, Any]) -> Mapping[str, set[str]]:
    """Names of the characters that hold each role."""
    held = deploy.configure(characters["admin"], characters, demonstration=True, window=0).members
    return {role: {name for name in CHARACTERS if characters[name].address in held[role]} for role in held}


@pytest.mark.parametrize("entry", sorted(set(TABLE) - {ADMIN_OFFERS}), ids=".".join)
def test_only_the_role_calls(deployed, characters, members, entry):
    """Must let the members of the planned role in, and refuse each other character by name (L-1.1)."""
    name, function = entry
    admitted = {
        character
        for character in CHARACTERS
        if not UNAUTHORISED.match(answer_to(deployed[name], function, characters[character]))
    }
    assert admitted == members[TABLE[entry]]


def test_a_refusal_names_the_caller(credit, stranger):
    """Must say who was refused."""
    with refused("AccessManagedUnauthorized", stranger.address):
        credit.pauseTransfers({"from": stranger})


@pytest.mark.parametrize("entry", sorted(KEPT), ids=".".join)
def test_no_account_stands_in_for_a_contract(deployed, characters, entry):
    """Must refuse every character, the admin included: nobody mints, certifies or settles a match by hand (L-1.2)."""
    name, function = entry
    for account in characters.values():
        answer = answer_to(deployed[name], function, account)
        assert kept_answer(answer, account), answer
        assert answer.endswith(("Self: " + account.address.lower(), deployed[KEPT[entry]].address.lower())), answer


def test_the_plan_lists_every_restricted_function(deployed, stranger):
    """Must find by trying which functions want a role or a contract, and find exactly those of the plan (L-1.1)."""
    wanting_role, wanting_contract = set(), set()
    for name in NAMES:
        for function in changing_functions(deployed[name]):
            answer = answer_to(deployed[name], function, stranger)
            if UNAUTHORISED.match(answer):
                wanting_role.add((name, function))
            if kept_answer(answer, stranger) and any(answer.endswith(end) for end in keepers(deployed, stranger)):
                wanting_contract.add((name, function))
    assert wanting_role == set(TABLE) - {ADMIN_OFFERS}
    assert wanting_contract == set(KEPT)


@pytest.mark.parametrize("name", MANAGED)
def test_nobody_changes_the_authority_directly(deployed, characters, name):
    """Must take a new authority from the present one only."""
    for account in characters.values():
        answer = answer_to(deployed[name], "setAuthority", account)
        assert answer == f"AccessManagedUnauthorized: {account.address.lower()}"


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


def kept_answer(answer: str, caller: Any) -> bool:
    """Whether a call was refused because of who called, and by the contract's own rule."""
    return re.match(rf"CallerNot\w+: {caller.address.lower()}\b", answer) is not None


def keepers(deployed: Mapping[str, Any], caller: Any) -> Iterator[str]:
    """How such a refusal ends: with the contract that may call, or with nothing where it is the contract itself."""
    yield f"Self: {caller.address.lower()}"
    yield from (deployed[name].address.lower() for name in NAMES)


def answer_to(contract: Any, function: str, caller: Any) -> str:
    """What a call with empty arguments is refused with; empty if it is not refused. Nothing is changed."""
    entry = next(entry for entry in contract.abi if entry.get("name") == function and entry["type"] == "function")
    method = getattr(contract, function)
    try:
        method.call(*ARGUMENTS.get(function, map(empty, entry["inputs"])), {"from": caller})
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
    """Names of the functions that may change something, but for three that this table does not suit."""
    apart = {"setAuthority", "safeTransferFrom", "consumeScheduledOp"}  # tested above, overloaded, answers contracts
    for entry in contract.abi:
        changes = entry["type"] == "function" and entry["stateMutability"] in {"nonpayable", "payable"}
        if changes and entry["name"] not in apart:
            yield entry["name"]
