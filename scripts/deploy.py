"""Deploys all contracts, gives each role to its account, and records where everything stands: `brownie run deploy`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import brownie
from brownie import accounts, chain

from scripts.accept_deployment import differences
from scripts.deployment_plan import CALLERS, NAMES, ROLE_IDS, Configuration, constructor_arguments
from scripts.deployment_record import describe, read_record, record_path, write_record

# Positions among the development accounts; the first is the deployer.
CHARACTERS = {
    "registrar": 1,
    "operator": 2,
    "sealer": 3,
    "exchange_operator": 4,
    "treasury": 10,
    "guardian": 11,
}
CHALLENGE_WINDOW_S = 0  # challenges and their arbiter come later: until then a window would only delay


def main() -> None:
    """Deploys once: where the record of this chain is accepted, nothing happens. Exit code 1 where it is refused."""
    if _stands():
        return
    characters = {name: accounts[position] for name, position in CHARACTERS.items()}
    deploy_all(accounts[0], characters, demonstration=True, window=CHALLENGE_WINDOW_S, write=True)


def deploy_all(
    admin: Any, characters: Mapping[str, Any], demonstration: bool, window: int, write: bool = False
) -> dict[str, Any]:
    """Deploys, wires and lists the payment token; returns every contract by name. `window` is in seconds."""
    configuration = configure(admin, characters, demonstration, window)
    predicted = _predict_addresses(admin)
    arguments = constructor_arguments(configuration, predicted)
    if write:
        _print(configuration, predicted)

    contracts = {name: admin.deploy(getattr(brownie, name), *arguments[name]) for name in NAMES}
    for name, contract in contracts.items():
        assert contract.address == predicted[name], f"{name} stands at {contract.address}, expected {predicted[name]}"
    _assign_functions(contracts, admin)
    _grant_roles(contracts["RegistryAccess"], configuration, admin)
    contracts["CreditExchange"].listPayment(contracts["PaymentToken"], {"from": characters["registrar"]})

    if write:
        print(f"recorded in {write_record(describe(contracts, arguments, configuration)).name}")
    return contracts


def configure(admin: Any, characters: Mapping[str, Any], demonstration: bool, window: int) -> Configuration:
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
    }
    return Configuration(address["treasury"], window, demonstration, members)


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


def _assign_functions(contracts: Mapping[str, Any], admin: Any) -> None:
    access = contracts["RegistryAccess"]
    for name, callers in CALLERS.items():
        for role in sorted(set(callers.values())):
            selectors = [contracts[name].signatures[function] for function, may in callers.items() if may == role]
            access.setTargetFunctionRole(contracts[name], selectors, ROLE_IDS[role], {"from": admin})


def _grant_roles(access: Any, configuration: Configuration, admin: Any) -> None:
    for role, number in ROLE_IDS.items():
        access.labelRole(number, role, {"from": admin})
        for member in configuration.members[role]:
            access.grantRole(number, member, 0, {"from": admin})


def _print(configuration: Configuration, addresses: Mapping[str, str]) -> None:
    print(f"chain {chain.id}, challenge window {configuration.challenge_window_s} s, treasury {configuration.treasury}")
    print("demonstration: serials begin with DEMO-" if configuration.demonstration else "serials begin with CNX-")
    for role, members in configuration.members.items():
        print(f"  {role:<18} {', '.join(members)}")
    for name, address in addresses.items():
        print(f"  {name:<22} {address}")
