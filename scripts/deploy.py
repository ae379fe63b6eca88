"""Deploys all contracts, gives each role to its account, and records where everything stands: `brownie run deploy`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import brownie
from brownie import accounts, chain

from scripts.accept_deployment import differences
from scripts.deployment_plan import (
    CALLERS,
    CANCELLING_ROLE,
    DELAYED_ROLES,
    NAMES,
    ROLE_IDS,
    ClaimSettings,
    Configuration,
    constructor_arguments,
    managed_contracts,
)
from scripts.deployment_record import describe, read_record, record_path, write_record

# Positions among the development accounts; the first is the deployer.
CHARACTERS = {
    "registrar": 1,
    "operator": 2,
    "sealer": 3,
    "exchange_operator": 4,
    "treasury": 10,
    "guardian": 11,
    "compliance": 14,
    "arbiter": 15,
}
CHALLENGE_WINDOW_S = 3_600  # of the demonstration, whose story waits for it by moving the chain's clock

ADMIN_DELAY_S = 86_400


def main() -> None:
    """Deploys once: where the record of this chain is accepted, nothing happens. Exit code 1 where it is refused."""
    if _stands():
        return
    characters = {name: accounts[position] for name, position in CHARACTERS.items()}
    deploy_all(accounts[0], characters, True, CHALLENGE_WINDOW_S, admin_delay_s(), write=True)


def admin_delay_s() -> int:
    """CARBONIX_ADMIN_DELAY_S or one day; a test that plays the admin sets 0, which only a demonstration may."""
    return int(os.environ.get("CARBONIX_ADMIN_DELAY_S", ADMIN_DELAY_S))


def deploy_all(
    admin: Any, characters: Mapping[str, Any], demonstration: bool, window: int, delay_s: int = 0, write: bool = False
) -> dict[str, Any]:
    """Deploys, wires, lists the payment token, and last slows the admin down; returns every contract by name.

    `window` is the challenge window in seconds; without one, which suits tests of the ledger alone, no heartbeat is
    needed either. Where no demonstration is deployed, `admin` then offers its role to the contract that keeps
    it, and leaves: accept_deployment refuses an admin that is a mere key.
    """
    configuration = configure(admin, characters, demonstration, window, delay_s)
    predicted = _predict_addresses(admin)
    arguments = constructor_arguments(configuration, predicted)
    if write:
        _print(configuration, predicted)

    contracts = {name: admin.deploy(getattr(brownie, name), *arguments[name]) for name in NAMES}
    for name, contract in contracts.items():
        assert contract.address == predicted[name], f"{name} stands at {contract.address}, expected {predicted[name]}"
    access = contracts["RegistryAccess"]
    access.multicall([*_functions(contracts), *_roles(access, configuration)], {"from": admin})
    contracts["CreditExchange"].listPayment(contracts["PaymentToken"], {"from": characters["registrar"]})
    if configuration.admin_delay_s > 0:
        access.multicall(list(_delays(contracts, configuration)), {"from": admin})
        access.acceptAdmin({"from": admin})

    if write:
        print(f"recorded in {write_record(describe(contracts, arguments, configuration)).name}")
    return contracts


def configure(
    admin: Any, characters: Mapping[str, Any], demonstration: bool, window: int, delay_s: int = 0
) -> Configuration:
    """Which account holds which role; the registrar also admits verifiers."""
    address = {name: str(account.address) for name, account in characters.items()}
    members = {
        "ADMIN": (str(admin.address),),
        "REGISTRAR": (address["registrar"],),
        "VERIFIER_ADMIN": (address["registrar"],),
        "ORACLE_OPERATOR": (address["operator"],),
        "SEALER": (address["sealer"],),
        "GUARDIAN": (address["guardian"],),
        "EXCHANGE_OPERATOR": (address["exchange_operator"],),
        "COMPLIANCE": (address["compliance"],),
        "ARBITER": (address["arbiter"],),
    }
    return Configuration(
        deployer=str(admin.address),
        treasury=address["treasury"],
        claims=ClaimSettings(window) if window else ClaimSettings(window, heartbeat_s=0),
        demonstration=demonstration,
        admin_delay_s=delay_s,
        members=members,
    )


def _stands() -> bool:
    """True where the chain carries the deployment as recorded; a chain that lost or never had it gets a new one."""
    record = read_record()
    if record is None:
        return False
    if chain.height < record["lastBlock"]:
        print(f"{record_path().name} ends at block {record['lastBlock']}, the chain at {chain.height}: deploying anew")
        return False
    faults = differences(record)
    if faults:
        print(f"{record_path().name} is not what stands on chain {chain.id}:", *faults, sep="\n  ", file=sys.stderr)
        sys.exit(1)
    print(f"chain {chain.id} carries the accepted deployment of {record_path().name}: nothing to do")
    return True


def _predict_addresses(admin: Any) -> dict[str, str]:
    return {name: admin.get_deployment_address(admin.nonce + place) for place, name in enumerate(NAMES)}


def _functions(contracts: Mapping[str, Any]) -> Iterator[str]:
    """Calls that give each restricted function to its role."""
    assign = contracts["RegistryAccess"].setTargetFunctionRole
    for name, callers in CALLERS.items():
        for role in sorted(set(callers.values())):
            selectors = [contracts[name].signatures[function] for function, may in callers.items() if may == role]
            yield assign.encode_input(contracts[name], selectors, ROLE_IDS[role])


def _roles(access: Any, configuration: Configuration) -> Iterator[str]:
    """Calls that name each role, say who cancels for it, and grant it: at once, for no grant delay is set yet."""
    for role, number in ROLE_IDS.items():
        yield access.labelRole.encode_input(number, role)
        if role != CANCELLING_ROLE:
            yield access.setRoleGuardian.encode_input(number, ROLE_IDS[CANCELLING_ROLE])
        for member in configuration.members[role]:
            yield access.grantRole.encode_input(number, member, 0)


def _delays(contracts: Mapping[str, Any], configuration: Configuration) -> Iterator[str]:
    """Calls that slow every later change down; the offer is the last that the admin makes at once."""
    access, delay_s = contracts["RegistryAccess"], configuration.admin_delay_s
    for role in DELAYED_ROLES:
        yield access.setGrantDelay.encode_input(ROLE_IDS[role], delay_s)
    for name in managed_contracts():
        yield access.setTargetAdminDelay.encode_input(contracts[name], delay_s)
    yield access.offerAdmin.encode_input(configuration.deployer, delay_s)


def _print(configuration: Configuration, addresses: Mapping[str, str]) -> None:
    window_s = configuration.claims.challenge_window_s
    print(f"chain {chain.id}, challenge window {window_s} s, treasury {configuration.treasury}")
    print(f"each deed of the admin waits {configuration.admin_delay_s} s")
    print("demonstration: serials begin with DEMO-" if configuration.demonstration else "serials begin with CNX-")
    for role, members in configuration.members.items():
        print(f"  {role:<18} {', '.join(members)}")
    for name, address in addresses.items():
        print(f"  {name:<22} {address}")
