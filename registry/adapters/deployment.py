"""Reads what `scripts/deploy.py` wrote: which contract stands at which address of which chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from registry.errors import CarbonixError


class DeploymentMissing(CarbonixError):
    """No deployment is recorded for this chain."""

    def __init__(self, file: Path, chain_id: int) -> None:
        super().__init__(
            f"chain {chain_id} has no deployment: {file.name} is missing in {file.parent.name}/; run scripts/deploy.py",
            {"chainId": chain_id, "file": file.name},
        )


@dataclass(frozen=True, slots=True)
class DeployedContract:
    """Where a contract stands; `runtime_code_hash` is the Keccak-256 of its code on chain.

    `constructor_data` are the arguments in ABI form, `source` the file in which the contract stands, and
    `standard_input_sha256` the hash of the committed Standard JSON input that gives its code.
    """

    address: str
    block: int = 0
    transaction: str = ""
    constructor_arguments: tuple[str, ...] = ()
    runtime_code_hash: str = ""
    constructor_data: str = "0x"
    source: str = ""
    standard_input_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """All contracts of one deployment by name; `id` names the deployment in the outbox."""

    chain_id: int
    contracts: Mapping[str, DeployedContract]
    id: str
    deployer: str = ""
    commit: str = ""
    compiler: Mapping[str, str] = field(default_factory=dict)
    standard_input_sha256: str = ""
    block: int = 0
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def address_of(self, contract: str) -> str:
        """Address of a contract by name. Raises LookupError."""
        if contract not in self.contracts:
            raise LookupError(f"{contract} is not part of the deployment on chain {self.chain_id}")
        return self.contracts[contract].address

    @property
    def first_block(self) -> int:
        """The block before which none of the contracts said anything."""
        return min((contract.block for contract in self.contracts.values()), default=0)

    def name_of(self, address: str) -> str | None:
        """Name of the contract at an address, or None for a stranger's."""
        return next((name for name, known in self.contracts.items() if known.address == address.lower()), None)


def deployment_of_addresses(chain_id: int, addresses: Mapping[str, str]) -> Deployment:
    """A deployment known by its addresses only, e.g. from a proof bundle."""
    lowered = {name: address.lower() for name, address in addresses.items()}
    identity = _identity(json.dumps([chain_id, lowered], sort_keys=True).encode())
    return Deployment(chain_id, {name: DeployedContract(address) for name, address in lowered.items()}, identity)


def load_deployment(folder: Path, chain_id: int) -> Deployment:
    """The deployment recorded for a chain. Raises DeploymentMissing."""
    file = folder / f"{chain_id}.json"
    if not file.is_file():
        raise DeploymentMissing(file, chain_id)
    text = file.read_bytes()
    record = json.loads(text)
    return Deployment(
        chain_id=int(record["chainId"]),
        contracts={name: _contract(entry) for name, entry in record["contracts"].items()},
        id=_identity(text),
        deployer=record["deployer"].lower(),
        commit=record["commit"],
        compiler={key: str(value) for key, value in record["compiler"].items()},
        standard_input_sha256=record["standardInputSha256"],
        block=int(record["block"]),
        roles={role: tuple(a.lower() for a in members) for role, members in record["roles"].items()},
    )


def _contract(entry: Mapping[str, object]) -> DeployedContract:
    arguments = entry["constructorArguments"]
    assert isinstance(arguments, list)
    return DeployedContract(
        address=str(entry["address"]).lower(),
        block=int(str(entry["block"])),
        transaction=str(entry["transaction"]),
        constructor_arguments=tuple(str(argument) for argument in arguments),
        runtime_code_hash=str(entry["runtimeCodeHash"]),
        constructor_data=str(entry.get("constructorData", "0x")),
        source=str(entry.get("source", "")),
        standard_input_sha256=str(entry.get("standardInputSha256", "")),
    )


def _identity(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
