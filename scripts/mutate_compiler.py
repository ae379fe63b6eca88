"""Compiles what a changed file ends up in, and nothing else, into the artifacts that forge's tests deploy by name."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
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


class Workshop:
    """Compiles mutants of the project in one folder, where forge has compiled the originals."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._out = self._folder / "build" / "forge" / "out"

    def compiled(self, mutant: Mutant) -> dict[Path, str]:
        """Text of every artifact that the mutant changes, with the mutant's code in it; none if no contract changes.

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
        changed_artifacts = dict(self._artifacts(output["contracts"]))
        # A test's own artifact always differs: forge rewrites a test before it compiles it.
        ours = {path.name for path in (self._folder / "contracts").rglob("*.sol")}
        return changed_artifacts if any(path.parent.name in ours for path in changed_artifacts) else {}

    def _artifacts(self, contracts: dict[str, Any]) -> Iterator[tuple[Path, str]]:
        for file, by_name in contracts.items():
            for name, contract in by_name.items():
                path = self._out / Path(file).name / f"{name}.json"
                if not path.exists() or not contract["evm"]["bytecode"]["object"]:
                    continue
                artifact = json.loads(path.read_text())
                before = _code(artifact)
                artifact["bytecode"]["object"] = "0x" + contract["evm"]["bytecode"]["object"]
                artifact["deployedBytecode"]["object"] = "0x" + contract["evm"]["deployedBytecode"]["object"]
                if _code(artifact) != before:
                    yield path, json.dumps(artifact)

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


def _code(artifact: dict[str, Any]) -> tuple[str, str]:
    return artifact["bytecode"]["object"], artifact["deployedBytecode"]["object"]
