"""Writes and reads `deployments/<chainId>.json`, the one document that says which contracts stand where."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import brownie
from brownie import chain, web3

from scripts.deployment_plan import NAMES, Configuration, text_of
from scripts.standard_json import compiler_settings, standard_input_sha256, standard_input_text, text_sha256

ROOT = Path(__file__).resolve().parents[1]
COMPILER_VERSION = "0.8.28+commit.7893614a"


def record_path() -> Path:
    """File of the attached chain; CARBONIX_DEPLOYMENTS names another folder than deployments/."""
    return Path(os.environ.get("CARBONIX_DEPLOYMENTS", ROOT / "deployments")) / f"{chain.id}.json"


def read_record() -> dict[str, Any] | None:
    """The record of the attached chain, or None."""
    path = record_path()
    return json.loads(path.read_text()) if path.is_file() else None


def write_record(record: Mapping[str, Any]) -> Path:
    """Writes the whole file or nothing of it."""
    path = record_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".json.new")
    draft.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")
    draft.replace(path)
    return path


def describe(
    contracts: Mapping[str, Any], arguments: Mapping[str, Iterable[object]], configuration: Configuration
) -> dict[str, Any]:
    """The record of what was just deployed: events begin at `block`, and the deployment ended at `lastBlock`."""
    entries = {name: _entry(name, contracts[name], arguments[name]) for name in NAMES}
    return {
        "chainId": chain.id,
        "deployer": configuration.deployer.lower(),
        "adminDelayS": configuration.admin_delay_s,
        "commit": _commit(),
        "compiler": {"version": COMPILER_VERSION, **compiler_settings()},
        "standardInputSha256": standard_input_sha256(),
        "block": min(entry["block"] for entry in entries.values()),
        "lastBlock": chain.height,
        "contracts": entries,
        "roles": {
            role: sorted(member.lower() for member in members) for role, members in configuration.members.items()
        },
    }


def runtime_code_hash(address: str) -> str:
    """Keccak-256 of the code on chain."""
    return text_of("0x" + bytes(web3.keccak(web3.eth.get_code(web3.to_checksum_address(address)))).hex())


def constructor_data(name: str, arguments: Iterable[object]) -> str:
    """The constructor's arguments as the creation transaction carries them, after the code."""
    container = getattr(brownie, name)
    return str(container.deploy.encode_input(*arguments)).removeprefix("0x")[len(container.bytecode) :]


def _entry(name: str, contract: Any, arguments: Iterable[object]) -> dict[str, Any]:
    return {
        "address": contract.address.lower(),
        "block": contract.tx.block_number,
        "transaction": text_of(contract.tx.txid),
        "constructorArguments": [text_of(argument) for argument in arguments],
        "constructorData": "0x" + constructor_data(name, arguments),
        "runtimeCodeHash": runtime_code_hash(contract.address),
        "source": getattr(brownie, name)._build["sourcePath"],
        "standardInputSha256": text_sha256(standard_input_text(name)),
    }


def _commit() -> str:
    """The commit that was checked out, marked -dirty if files differ from it; `unknown` outside of a git checkout."""
    command = ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"]
    answer = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return answer.stdout.strip() if answer.returncode == 0 else "unknown"
