"""Compiles what a changed file ends up in, and nothing else, where forge and Brownie look for what they deploy."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scripts.mutate_sources import Mutant

# As in foundry.toml, with the mutation profile's empty metadata.
SETTINGS = {
    "remappings": ["@openzeppelin/=node_modules/@openzeppelin/"],
    "evmVersion": "shanghai",
    "optimizer": {"enabled": True, "runs": 200},
    "metadata": {"bytecodeHash": "none", "appendCBOR": False},
}
CODE = ["evm.bytecode.object", "evm.deployedBytecode.object"]


class CompilerRefused(Exception):
    """The compiler turns the changed source down."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a contract compiled to, in hexadecimal."""

    file: str
    name: str
    creation: str
    deployed: str


class Workshop:
    """Compiles mutants of the project in one folder, where forge has compiled the originals."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def compiled(self, mutant: Mutant) -> list[Code]:
        """Code of every contract that the mutant changes, and of the tests that name its file; none if none changes.

        Raises CompilerRefused if there is none.
        """
        users = self._users(mutant.file)
        changed = mutant.applied((self._folder / mutant.file).read_bytes()).decode()
        sources = {file: (self._folder / file).read_text() for file in users} | {mutant.file: changed}
        question = {
            "language": "Solidity",
            "sources": {file: {"content": text} for file, text in sources.items()},
            "settings": {**SETTINGS, "outputSelection": {file: {"*": CODE} for file in users}},
        }
        answer = subprocess.run(
            [str(self._folder / "scripts" / "solc" / "solc"), "--standard-json"],
            cwd=self._folder,
            input=json.dumps(question),
            capture_output=True,
            text=True,
            check=True,
        )
        output = json.loads(answer.stdout)
        if any(fault["severity"] == "error" for fault in output.get("errors", [])):
            raise CompilerRefused
        codes = [code for code in _codes(output["contracts"]) if self._differs(code)]
        # A test's own artifact always differs: forge rewrites a test before it compiles it.
        return codes if any(code.file.startswith("contracts/") for code in codes) else []

    def for_forge(self, codes: Sequence[Code]) -> dict[Path, str]:
        """Texts of forge's artifacts with that code."""
        texts = {}
        for code in codes:
            artifact = json.loads(self._forge_artifact(code).read_text())
            artifact["bytecode"]["object"] = "0x" + code.creation
            artifact["deployedBytecode"]["object"] = "0x" + code.deployed
            texts[self._forge_artifact(code)] = json.dumps(artifact)
        return texts

    def for_brownie(self, codes: Sequence[Code]) -> dict[Path, str]:
        """Texts of Brownie's artifacts with that code."""
        texts = {}
        for code in codes:
            path = self._folder / "build" / "contracts" / f"{code.name}.json"
            if path.exists():
                artifact = json.loads(path.read_text())
                texts[path] = json.dumps({**artifact, "bytecode": code.creation, "deployedBytecode": code.deployed})
        return texts

    def _differs(self, code: Code) -> bool:
        path = self._forge_artifact(code)
        if not path.exists():
            return False
        artifact = json.loads(path.read_text())
        known = (artifact["bytecode"]["object"], artifact["deployedBytecode"]["object"])
        return known != ("0x" + code.creation, "0x" + code.deployed)

    def _forge_artifact(self, code: Code) -> Path:
        return self._folder / "build" / "forge" / "out" / Path(code.file).name / f"{code.name}.json"

    @cache  # noqa: B019 a workshop lives as long as the run
    def _users(self, file: str) -> tuple[str, ...]:
        """Contracts that import the file, over however many steps, and forge tests that name it themselves."""
        found = {file}
        contracts = list((self._folder / "contracts").rglob("*.sol"))
        before = 0
        while len(found) > before:
            before = len(found)
            found |= {self._name(path) for path in contracts if found & self._imports(self._name(path))}
        tests = (self._folder / "tests" / "forge").glob("*.t.sol")
        if Path(file).parent.name == "libraries":
            found |= {self._name(path) for path in tests if file in self._imports(self._name(path))}
        return tuple(sorted(found))

    @cache  # noqa: B019
    def _imports(self, file: str) -> frozenset[str]:
        path = self._folder / file
        named = re.findall(r'from "(\.[^"]+)";', path.read_text())
        return frozenset(self._name((path.parent / name).resolve()) for name in named)

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self._folder))


def _codes(contracts: dict[str, Any]) -> Iterator[Code]:
    for file, by_name in contracts.items():
        for name, contract in by_name.items():
            creation, deployed = (contract["evm"][part]["object"] for part in ("bytecode", "deployedBytecode"))
            if creation:
                yield Code(file, name, creation, deployed)
