"""Writes and reads `deployments/<chainId>.json`, the one document that says which contracts stand where."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import brownie
from brownie import chain, web3

from scripts.deployment_plan import NAMES, Configuration, text_of

ROOT = Path(__file__).resolve().parents[1]
COMPILER_VERSION = "0.8.28"


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
    entries = {name: _entry(contracts[name], arguments[name]) for name in NAMES}
    return {
        "chainId": chain.id,
        "deployer": configuration.deployer.lower(),
        "adminDelayS": configuration.admin_delay_s,
        "commit": _commit(),
        "compiler": {"version": COMPILER_VERSION, **_settings()},
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


@cache
def standard_input_sha256() -> str:
    """SHA-256 of the standard JSON input with the sources of all deployed contracts, keys sorted, no spaces."""
    settings = _settings()
    paths = sorted({path for name in NAMES for path in getattr(brownie, name)._build["allSourcePaths"].values()})
    standard_input = {
        "language": "Solidity",
        "sources": {path: {"content": (ROOT / path).read_text()} for path in paths},
        "settings": {
            "evmVersion": settings["evmVersion"],
            "optimizer": {"enabled": True, "runs": settings["optimizerRuns"]},
            "remappings": ["@openzeppelin/=node_modules/@openzeppelin/"],
        },
    }
    text = json.dumps(standard_input, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "0x" + hashlib.sha256(text.encode()).hexdigest()


def _entry(contract: Any, arguments: Iterable[object]) -> dict[str, Any]:
    return {
        "address": contract.address.lower(),
        "block": contract.tx.block_number,
        "transaction": text_of(contract.tx.txid),
        "constructorArguments": [text_of(argument) for argument in arguments],
        "runtimeCodeHash": runtime_code_hash(contract.address),
    }


def _settings() -> dict[str, Any]:
    compiler = brownie.CarbonCredit._build["compiler"]
    return {"evmVersion": compiler["evm_version"], "optimizerRuns": compiler["optimizer"]["runs"]}


def _commit() -> str:
    """The commit that was checked out, marked -dirty if files differ from it; `unknown` outside of a git checkout."""
    command = ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"]
    answer = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return answer.stdout.strip() if answer.returncode == 0 else "unknown"
