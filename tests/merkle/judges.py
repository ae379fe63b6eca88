"""Puts the same cases to the three verifiers: Python's here, the browser's in Node, the contracts' in forge."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from registry.adapters.embedded_chain import REPOSITORY
from registry.domain.merkle import leaf_hash, verify_inclusion
from registry.errors import Refused
from tests.merkle.case import Answer, Case, Verdict, answers_from, answers_to_bytes, cases_from, to_bytes

FORGE = REPOSITORY / "node_modules" / "@foundry-rs" / "forge-linux-amd64" / "bin" / "forge"
FORGE_JUDGE = "tests/merkle/MerkleJudge.s.sol"
NODE_JUDGE = Path(__file__).with_name("judge.mjs")
FOLDER = REPOSITORY / "build" / "forge" / "merkle" / "cases"
"""foundry.toml lets forge read and write here."""
ENVIRONMENT = os.environ | {"FOUNDRY_PROFILE": "merkle"}
JUDGES = ("python", "typescript", "solidity")
CASES_OF_A_PART = 5_000
TIMEOUT_S = 250
NUMBERS = {"IndexOutOfRange": ("index", "size"), "ProofLengthWrong": ("expected", "actual")}


def answers_of_all(cases: Sequence[Case], module: Path) -> dict[str, list[Answer]]:
    """The answers of each judge to all cases, in order; `module` is the compiled verifier of the browser."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for number, start in enumerate(range(0, len(cases), CASES_OF_A_PART)):
        part = cases[start : start + CASES_OF_A_PART]
        (FOLDER / f"cases.{number}").write_bytes(b"".join(map(to_bytes, part)))
    forge = [str(FORGE), "script", f"{FORGE_JUDGE}:MerkleJudge", "--sig", "judge(string)"]
    forge.append(str(FOLDER.relative_to(REPOSITORY)))
    with _started(["node", str(NODE_JUDGE), str(module), str(FOLDER)]) as node, _started(forge) as chain:
        _judge_in_python()
        for process in (node, chain):
            said, _ = process.communicate(timeout=TIMEOUT_S)
            assert process.returncode == 0, said
    answers = {judge: _answers_of(judge) for judge in JUDGES}
    assert {len(given) for given in answers.values()} == {len(cases)}
    shutil.rmtree(FOLDER)
    return answers


@contextmanager
def _started(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that runs beside us and does not outlive a failure."""
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _judge_in_python() -> None:
    for part in _parts("cases"):
        answers = answers_to_bytes(answer_of_python(case) for case in cases_from(part.read_bytes()))
        part.with_name(f"python{part.suffix}").write_bytes(answers)


def answer_of_python(case: Case) -> Answer:
    try:
        accepted = verify_inclusion(leaf_hash(case.leaf), case.index, case.size, case.path, case.root)
    except Refused as refusal:
        numbers = (int(refusal.facts[fact]) for fact in NUMBERS.get(refusal.name, ()))
        return Answer(Verdict[refusal.name], *numbers)
    return Answer(Verdict.YES if accepted else Verdict.NO)


def _answers_of(judge: str) -> list[Answer]:
    return [answer for part in _parts(judge) for answer in answers_from(part.read_bytes())]


def _parts(name: str) -> Iterable[Path]:
    for number in count():
        part = FOLDER / f"{name}.{number}"
        if not part.exists():
            return
        yield part
