"""Reads a deployment back from the chain and refuses, by exit code 1, one that differs from its record or sources."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import brownie
from brownie import chain, web3

from scripts.deployment_plan import (
    ADMIN_FUNCTIONS,
    ADMIN_ROLE,
    CALLERS,
    CANCELLING_ROLE,
    DELAYED_ROLES,
    GETTERS,
    NAMES,
    ROLE_IDS,
    ClaimSettings,
    Configuration,
    Getter,
    constructor_arguments,
    managed_contracts,
    text_of,
)
from scripts.deployment_record import constructor_data, read_record, record_path, runtime_code_hash
from scripts.standard_json import standard_input_sha256, standard_input_text, text_sha256

PAYMENT_TICK = 10_000  # 0.01 of a token of six decimals
LAYERS = ("sensor", "model", "expert")
FIRST_THRESHOLD = 1

# solc leaves a PUSH32 of zeros where an immutable goes; what stands there is read back by its getter.
IMMUTABLE = re.compile(rb"\x7f\x00{32}")


def main() -> None:
    """Says that the deployment of the attached chain is accepted, or names each difference."""
    record = read_record()
    faults = [f"{record_path().name} is missing"] if record is None else differences(record)
    if faults:
        print(f"the deployment on chain {chain.id} is refused:", *faults, sep="\n  ", file=sys.stderr)
        sys.exit(1)
    print(f"the deployment on chain {chain.id} is accepted: code, wiring, roles, thresholds, payment token, treasury")


def differences(record: Mapping[str, Any]) -> list[str]:
    """Every difference between the chain, the record and the sources, one sentence each; empty if there is none."""
    if record["chainId"] != chain.id:
        return [f"chainId: recorded {record['chainId']}, chain {chain.id}"]
    missing = [name for name in NAMES if not _code(record, name)]
    if missing:
        return [f"{name}: no code at {record['contracts'][name]['address']}" for name in missing]

    faults = list(_code_differences(record))
    if any(not _is_ours(record, name) for name in NAMES):
        return faults  # what foreign code answers says nothing

    contracts = {name: _contract(record, name) for name in NAMES}
    return [
        *faults,
        *_wiring_differences(record, contracts),
        *_role_differences(record, contracts),
        *_caller_differences(contracts),
        *_delay_differences(record, contracts),
        *_admin_faults(record),
        *_setting_differences(contracts),
    ]


def _code_differences(record: Mapping[str, Any]) -> Iterator[str]:
    for name in NAMES:
        entry = record["contracts"][name]
        actual = runtime_code_hash(entry["address"])
        if actual != entry["runtimeCodeHash"]:
            yield f"{name}: code hash recorded {entry['runtimeCodeHash']}, chain {actual}"
        if not _is_ours(record, name):
            yield f"{name}: the code on chain was not compiled from these sources"
        actual = text_sha256(standard_input_text(name))
        if actual != entry["standardInputSha256"]:
            yield f"{name}.standardInputSha256: recorded {entry['standardInputSha256']}, sources {actual}"
    actual = standard_input_sha256()
    if actual != record["standardInputSha256"]:
        yield f"standardInputSha256: recorded {record['standardInputSha256']}, sources {actual}"


def _wiring_differences(record: Mapping[str, Any], contracts: Mapping[str, Any]) -> Iterator[str]:
    """The arguments are what the plan says, and the chain answers the same."""
    planned = constructor_arguments(_configuration(record), {name: contracts[name].address for name in NAMES})
    for name in NAMES:
        recorded = record["contracts"][name]["constructorArguments"]
        expected = [text_of(argument) for argument in planned[name]]
        if recorded != expected:
            yield f"{name}: constructor arguments recorded {recorded}, planned {expected}"
        if "0x" + constructor_data(name, planned[name]) != record["contracts"][name]["constructorData"]:
            yield f"{name}: constructor data recorded is not that of the planned arguments"
        for getter, argument in zip(GETTERS[name], recorded, strict=False):
            actual = text_of(_read(contracts[name], getter))
            if actual != argument:
                label = getter if isinstance(getter, str) else f"({', '.join(getter)})"
                yield f"{name}.{label}: recorded {argument}, chain {actual}"
    if contracts["PaymentToken"].deployer().lower() != record["deployer"]:
        yield f"PaymentToken.deployer: recorded {record['deployer']}, chain {contracts['PaymentToken'].deployer()}"
    uri = contracts["CarbonCredit"].uri(0)
    if uri != record["contracts"]["CarbonCredit"]["constructorArguments"][-2]:
        yield f"CarbonCredit.uri: chain {uri}"


def _read(contract: Any, getter: Getter) -> object:
    if isinstance(getter, str):
        return getattr(contract, getter)()
    return tuple(getattr(contract, field)() for field in getter)


def _role_differences(record: Mapping[str, Any], contracts: Mapping[str, Any]) -> Iterator[str]:
    """Members are counted from the events, so that a member that the record hides is found."""
    access = contracts["RegistryAccess"]
    held = _members_by_events(access, record["block"])
    for role, number in {"ADMIN": ADMIN_ROLE, **ROLE_IDS}.items():
        recorded, actual = record["roles"].get(role, []), sorted(held.pop(number, set()))
        if actual != recorded:
            yield f"{role}: recorded {recorded}, chain {actual}"
        for member in recorded:
            holds, delay = access.hasRole(number, member)
            expected = record["adminDelayS"] if number == ADMIN_ROLE else 0
            if not holds or delay != expected:
                yield f"{role}: {member} holds it: {holds}, delay {delay} s, planned {expected} s"
    for number, members in held.items():
        if members:
            yield f"role {number}: not in the plan, chain {sorted(members)}"


def _caller_differences(contracts: Mapping[str, Any]) -> Iterator[str]:
    access = contracts["RegistryAccess"]
    for name, contract in contracts.items():
        expected = {function: ROLE_IDS[role] for function, role in CALLERS.get(name, {}).items()}
        for function in (*expected, *ADMIN_FUNCTIONS.get(name, ())):
            actual = access.getTargetFunctionRole(contract, contract.signatures[function])
            if actual != expected.get(function, ADMIN_ROLE):
                yield f"{name}.{function}: planned role {expected.get(function, ADMIN_ROLE)}, chain {actual}"
        if access.isTargetClosed(contract):
            yield f"{name}: closed to everyone"


def _delay_differences(record: Mapping[str, Any], contracts: Mapping[str, Any]) -> Iterator[str]:
    """What the admin changes waits: a new member of the delayed roles, and another role for a function."""
    access, planned_s = contracts["RegistryAccess"], record["adminDelayS"]
    for role, number in ROLE_IDS.items():
        expected, actual = planned_s if role in DELAYED_ROLES else 0, access.getRoleGrantDelay(number)
        if actual != expected:
            yield f"{role}: planned grant delay {expected} s, chain {actual} s"
        guardian = access.getRoleGuardian(number)
        expected = ADMIN_ROLE if role == CANCELLING_ROLE else ROLE_IDS[CANCELLING_ROLE]
        if guardian != expected:
            yield f"{role}: planned guardian role {expected}, chain {guardian}"
        if access.getRoleAdmin(number) != ADMIN_ROLE:
            yield f"{role}: planned admin role {ADMIN_ROLE}, chain {access.getRoleAdmin(number)}"
    for name in managed_contracts():
        actual = access.getTargetAdminDelay(contracts[name])
        if actual != planned_s:
            yield f"{name}: planned admin delay {planned_s} s, chain {actual} s"
    offered, _ = access.offeredAdmin()
    if offered != brownie.ZERO_ADDRESS:
        yield f"ADMIN: offered to {offered.lower()}, who has not accepted"


def _admin_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """A real deployment is ruled by contracts, slowly; a demonstration may do without either."""
    if _configuration(record).demonstration:
        return
    if record["adminDelayS"] == 0:
        yield "ADMIN: acts at once, which only a demonstration may"
    for member in record["roles"]["ADMIN"]:
        if not web3.eth.get_code(web3.to_checksum_address(member)):
            yield f"ADMIN: {member} is an account without code, which only a demonstration may have"


def _setting_differences(contracts: Mapping[str, Any]) -> Iterator[str]:
    for layer, name in enumerate(LAYERS):
        actual = contracts["VerifierSet"].thresholdOf(layer)
        if actual != FIRST_THRESHOLD:
            yield f"threshold of the {name} layer: planned {FIRST_THRESHOLD}, chain {actual}"

    exchange, token = contracts["CreditExchange"], contracts["PaymentToken"]
    tick = exchange.tickOf(token)
    if tick != PAYMENT_TICK:
        yield f"PaymentToken: planned tick {PAYMENT_TICK}, chain {tick}"
    listed = {event["args"]["payment"].lower() for event in _events(exchange, "PaymentListed", 0)}
    if listed != {token.address.lower()}:
        yield f"payment tokens: planned {[token.address.lower()]}, chain {sorted(listed)}"


def _configuration(record: Mapping[str, Any]) -> Configuration:
    """What the deployer decided, as the record tells it."""
    arguments = {name: record["contracts"][name]["constructorArguments"] for name in NAMES}
    return Configuration(
        deployer=record["deployer"],
        treasury=arguments["CreditExchange"][2],
        claims=_claim_settings(arguments["VerificationOracle"][2]),
        demonstration=arguments["CreditRegistry"][2] == "true",
        admin_delay_s=record["adminDelayS"],
        members={role: tuple(members) for role, members in record["roles"].items()},
        silence_s=int(arguments["CreditExchange"][3]),
    )


def _claim_settings(recorded: str) -> ClaimSettings:
    return ClaimSettings(*(int(field) for field in recorded.strip("()").split(", ")))


def _members_by_events(access: Any, from_block: int) -> dict[int, set[str]]:
    changes = [*_events(access, "RoleGranted", from_block), *_events(access, "RoleRevoked", from_block)]
    held: dict[int, set[str]] = {}
    for event in sorted(changes, key=lambda event: (event["blockNumber"], event["logIndex"])):
        members = held.setdefault(event["args"]["roleId"], set())
        account = event["args"]["account"].lower()
        members.add(account) if event["event"] == "RoleGranted" else members.discard(account)
    return held


def _events(contract: Any, name: str, from_block: int) -> list[Any]:
    facade = web3.eth.contract(address=contract.address, abi=contract.abi)
    return list(facade.events[name].get_logs(from_block=from_block))


def _code(record: Mapping[str, Any], name: str) -> bytes:
    return bytes(web3.eth.get_code(web3.to_checksum_address(record["contracts"][name]["address"])))


def _contract(record: Mapping[str, Any], name: str) -> Any:
    address, abi = record["contracts"][name]["address"], getattr(brownie, name).abi
    return brownie.Contract.from_abi(name, address, abi, persist=False)


def _is_ours(record: Mapping[str, Any], name: str) -> bool:
    """The code on chain is what these sources compile to, immutables apart."""
    build = bytes.fromhex(getattr(brownie, name)._build["deployedBytecode"])
    code = _code(record, name)
    if len(build) != len(code):
        return False
    masked = bytearray(code)
    for place in IMMUTABLE.finditer(build):
        masked[place.start() : place.end()] = place.group()
    return bytes(masked) == build
