"""Writes the compiler's Standard JSON input of every deployed contract, and proves that it gives the deployed code.

`brownie run standard_json` (`make abis` runs it) writes deployments/standard-json/<Contract>.json, as source verifiers
take it.
`brownie run standard_json reproduce` compiles each committed file with the pinned compiler and compares every byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import brownie

from scripts.deployment_plan import NAMES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "deployments" / "standard-json"
COMPILER = Path(os.environ.get("SOLCX_BINARY_PATH", ROOT / ".solcx")) / "solc-v0.8.28"
COMPILER_TIMEOUT_S = 120
PACKAGE, PACKAGE_AT = "@openzeppelin/", "node_modules/@openzeppelin/"
IMPORT = re.compile(r'^import [^;"]*"([^"]+)"', re.MULTILINE)
OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "metadata"]


def main() -> None:
    """Writes one file for each contract of the plan, and removes the files of contracts that left it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in FOLDER.glob("*.json"):
        file.unlink()
    for name in NAMES:
        (FOLDER / f"{name}.json").write_text(standard_input_text(name))
    print(f"wrote {len(NAMES)} Standard JSON inputs")


def reproduce() -> None:
    """Exit code 1 where a committed file gives other code, or other metadata, than the contracts that are deployed."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for a compiler of its own
        faults = [fault for found in pool.map(_differences, NAMES) for fault in found]
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        sys.exit(1)
    print(f"{len(NAMES)} Standard JSON inputs give exactly the code that is deployed, metadata hash included")


@cache
def standard_input_text(name: str) -> str:
    """The file of one contract: its sources and those that they import, a line for each."""
    return json.dumps(_standard_input([name]), sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def text_sha256(text: str) -> str:
    return "0x" + hashlib.sha256(text.encode()).hexdigest()


@cache
def standard_input_sha256() -> str:
    """SHA-256 of the Standard JSON input with the sources of all deployed contracts, keys sorted, no spaces."""
    whole = _standard_input(NAMES)
    return text_sha256(json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def compiler_settings() -> dict[str, Any]:
    compiler = brownie.CarbonCredit._build["compiler"]
    return {"evmVersion": compiler["evm_version"], "optimizerRuns": compiler["optimizer"]["runs"]}


def _standard_input(names: Iterable[str]) -> dict[str, Any]:
    settings = compiler_settings()
    paths = _with_imports(getattr(brownie, name)._build["sourcePath"] for name in names)
    return {
        "language": "Solidity",
        "sources": {path: {"content": (ROOT / path).read_text()} for path in paths},
        "settings": {
            "evmVersion": settings["evmVersion"],
            "optimizer": {"enabled": True, "runs": settings["optimizerRuns"]},
            "outputSelection": {"*": {"*": OUTPUTS}},
            "remappings": [f"{PACKAGE}={PACKAGE_AT}"],
        },
    }


def _with_imports(paths: Iterable[str]) -> list[str]:
    """The sources and all that they import. Brownie's own list leaves out those without code of their own."""
    found: set[str] = set()
    waiting = list(paths)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting += [_imported(path, name) for name in IMPORT.findall((ROOT / path).read_text())]
    return sorted(found)


def _imported(path: str, name: str) -> str:
    if name.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    return PACKAGE_AT + name.removeprefix(PACKAGE)


def _differences(name: str) -> list[str]:
    """A sentence for each kind of code that the committed file of a contract does not give."""
    build, text = getattr(brownie, name)._build, (FOLDER / f"{name}.json").read_text()
    if text != standard_input_text(name):
        return [f"{name}: its Standard JSON input is not that of these sources; `make abis` writes it anew"]
    compiled = _compile(text)
    if build["sourcePath"] not in compiled.get("contracts", {}):
        return [f"{name}: its Standard JSON input does not compile: {compiled['errors'][0]['message']}"]
    code = compiled["contracts"][build["sourcePath"]][name]["evm"]
    return [
        f"{name}: its Standard JSON input gives another {kind} than the build, which may be stale: make clean"
        for kind in ("bytecode", "deployedBytecode")
        if code[kind]["object"] != build[kind]
    ]


def _compile(standard_input: str) -> Any:
    """In an empty folder, so that a source which the input lacks is not found on this machine's disk."""
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(
            [str(COMPILER), "--standard-json"],
            input=standard_input,
            cwd=elsewhere,
            check=True,
            capture_output=True,
            text=True,
            timeout=COMPILER_TIMEOUT_S,
        )
    return json.loads(done.stdout)
