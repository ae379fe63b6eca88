"""Tries a mutant against the proofs, cheapest first: forge with few runs, then the Brownie files of its contract."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scripts.mutate_compiler import CompilerRefused, Workshop
from scripts.mutate_sources import Mutant

FORGE = "node_modules/@foundry-rs/forge-linux-amd64/bin/forge"
INSTALLED = (".venv", ".venv-brownie", ".venv-tools", ".solcx", "node_modules")
FORGE_LIMIT_S = 900
BROWNIE_LIMIT_S = 2_700

FEW_RUNS = {"fuzz": 500, "invariant": 2}

# Suites of ten seconds that say nothing of a contract that proves no leaf or knows no calendar.
ONLY_FOR = {
    "MerkleTest": {"SealRegistry", "MerkleProof6962", "CertificateBook", "CooperativeClaims", "Footprints"},
    "CalendarTest": {"CivilDate"},
}
WALKS = ".*Invariants"  # asked last: a second and more each

# Folders of `tests/contracts` that judge a contract; one that is not named here is judged by all of them.
BROWNIE_FOLDERS = {
    "BatchCriteria": "exchange",
    "BufferPool": "buffer",
    "CappedReduction": "oracle",
    "CarbonCredit": "ledger",
    "CertificateBook": "certificates",
    "CivilDate": "registry",
    "ClaimBook": "oracle",
    "CooperativeClaims": "cooperative",
    "CreditExchange": "exchange",
    "CreditRegistry": "registry",
    "EnergyEfficiency": "oracle",
    "Enforcement": "ledger",
    "ExactPayment": "exchange",
    "ExternalSerial": "registry",
    "Footprints": "certificates",
    "Forestry": "oracle",
    "ImmobilisedBlocks": "registry",
    "LedgerMigration": "migration",
    "MerkleProof6962": "seals",
    "Methane": "oracle",
    "OrderState": "exchange",
    "OrderTerms": "exchange",
    "RegistryAccess": "access",
    "RemnantPool": "remnants",
    "RenewablePower": "oracle",
    "ReportRules": "oracle",
    "RetirementCertificate": "certificates",
    "SealRegistry": "seals",
    "Signatures": "exchange",
    "VerificationOracle": "oracle",
    "VerifierSet": "oracle",
}
ALWAYS = ("test_permissions.py", "test_deployment.py")
TOO_LONG = {"test_model.py"}  # walks of minutes: forge's invariants take the same moves by the thousand


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    REFUSED = "refused by the compiler"
    SAME = "same bytecode"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and who reached it: the name of a test, or the tool."""

    outcome: Outcome
    by: str


class Bench:
    """A copy of the project in which one mutant at a time stands; the project itself is never touched."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self._workshop = Workshop(folder)

    def prepare(self) -> None:
        """Copies what git knows, links what is installed, and demands that every forge test holds unchanged.

        Raises RuntimeError with the tests' own words if one does not.
        """
        copy_project(self.root, self.folder)
        self._shorten()
        output = self._forge("--no-match-contract", "GasFigures")
        if output is None or _first_failure(output) or "Suite result: ok" not in output:
            raise RuntimeError(f"without a mutation the proofs do not hold:\n{(output or 'no end')[-3000:]}")

    def prepare_brownie(self) -> None:
        """Lets Brownie compile the contracts, and demands that the permission table holds unchanged."""
        if not _passed(output := self._brownie(["tests/contracts/test_permissions.py"])):
            raise RuntimeError(f"without a mutation Brownie's tests do not hold:\n{(output or 'no end')[-3000:]}")

    def tried_by_forge(self, mutant: Mutant) -> Verdict:
        """What forge says of a mutant: its bytecode takes the place of the artifact that the tests deploy by name."""
        try:
            codes = self._workshop.compiled(mutant)
        except CompilerRefused:
            return Verdict(Outcome.REFUSED, "solc")
        if not codes:
            return Verdict(Outcome.SAME, "solc")
        with Replaced(self._workshop.for_forge(codes)):
            stem = Path(mutant.file).stem
            skipped = ["GasFigures", *(suite for suite, judged in ONLY_FOR.items() if stem not in judged)]
            output = self._forge("--no-match-contract", "|".join([*skipped, WALKS]))
            if output is not None and not _first_failure(output):
                output = self._forge("--match-contract", WALKS)
        if output is None:
            return Verdict(Outcome.KILLED, f"forge: no end within {FORGE_LIMIT_S} s")
        if failure := _first_failure(output):
            return Verdict(Outcome.KILLED, f"forge: {failure}")
        if "Suite result: ok" not in output:
            raise RuntimeError(f"forge ran no test for {mutant.key}:\n{output[-3000:]}")
        return Verdict(Outcome.SURVIVED, "forge")

    def tried_by_brownie(self, mutant: Mutant) -> Verdict:
        """What the contract's Brownie files say of a mutant that forge let live."""
        codes = self._workshop.for_brownie(self._workshop.compiled(mutant))
        with Replaced(codes):
            output = self._brownie(self._brownie_files(mutant))
        if output is not None and "KeyError" in output:
            # Brownie looked a step up in the original's program map: it must compile the mutant itself.
            path = self.folder / mutant.file
            with Replaced({path: mutant.applied(path.read_bytes()).decode()}):
                output = self._brownie(self._brownie_files(mutant))
        if output is None:
            return Verdict(Outcome.KILLED, f"brownie: no end within {BROWNIE_LIMIT_S} s")
        if failure := re.search(r"^(?:FAILED|ERROR) (?:tests/contracts/)?(\S+)", output, re.MULTILINE):
            return Verdict(Outcome.KILLED, f"brownie: {failure[1]}")
        if not _passed(output):
            raise RuntimeError(f"Brownie ran no test for {mutant.key}:\n{output[-3000:]}")
        return Verdict(Outcome.SURVIVED, "brownie")

    def _brownie_files(self, mutant: Mutant) -> list[str]:
        """Every Brownie file of the contract, those first that name what stands on the changed line."""
        tests = self.folder / "tests" / "contracts"
        own = BROWNIE_FOLDERS.get(Path(mutant.file).stem)
        files = sorted((tests / own if own else tests).rglob("test_*.py"))
        files += [tests / name for name in ALWAYS if own]
        words = set(re.findall(r"[A-Za-z]{5,}", f"{mutant.text} {mutant.function}"))
        known = [file for file in files if file.exists() and file.name not in TOO_LONG]
        known.sort(key=lambda file: -len(words & set(re.findall(r"[A-Za-z]{5,}", file.read_text()))))
        return [str(file.relative_to(self.folder)) for file in known]

    def _forge(self, *suites: str) -> str | None:
        shutil.rmtree(self.folder / "build" / "forge" / "failures", ignore_errors=True)
        return self._run([FORGE, "test", "--fail-fast", *suites], FORGE_LIMIT_S, FOUNDRY_PROFILE="mutation")

    def _brownie(self, files: list[str]) -> str | None:
        program = [".venv/bin/python", "scripts/with_chain.py", "--engine", "anvil", "--", "brownie", "test"]
        settings = {"CARBONIX_ROOT": str(self.folder), "PYTHONPATH": str(self.folder)}
        return self._run([*program, *files, "--exitfirst", "--network", "carbonix"], BROWNIE_LIMIT_S, **settings)

    def _run(self, command: list[str], limit_s: int, **settings: str) -> str | None:
        """Everything that a command printed; None if it did not end in time."""
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, **settings, "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                return process.communicate(timeout=limit_s)[0]
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return None

    def _shorten(self) -> None:
        """Runs that a test sets for itself outweigh those of the profile: in the copy they are few."""
        for path in (self.folder / "tests" / "forge").rglob("*.t.sol"):
            text = path.read_text()
            for kind, runs in FEW_RUNS.items():
                text = re.sub(rf"(forge-config: default\.{kind}\.runs = )\d+", rf"\g<1>{runs}", text)
            if text != path.read_text():
                path.write_text(text)


def copy_project(root: Path, folder: Path) -> None:
    """Copies what git knows and links what is installed; what is the same stays, with the compiler's memory of it."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    kept = {folder / name for name in listing if (root / name).is_file() and not (root / name).is_symlink()}
    for top in ("contracts", "tests"):
        for path in (folder / top).rglob("*.*"):
            if path.is_file() and path not in kept:
                path.unlink()
    for path in kept:
        source = root / path.relative_to(folder)
        if path.exists() and path.read_bytes() == source.read_bytes():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, path)
    for name in INSTALLED:
        if not (folder / name).exists():
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to((root / name).resolve())


class Replaced:
    """Puts other texts in the place of files, and the first ones back at the end."""

    def __init__(self, texts: Mapping[Path, str]) -> None:
        self._texts, self._before = texts, {path: path.read_bytes() for path in texts}

    def __enter__(self) -> bool:
        for path, text in self._texts.items():
            path.write_text(text)
        return bool(self._texts)

    def __exit__(self, *_: object) -> None:
        for path, before in self._before.items():
            path.write_bytes(before)


def _passed(output: str | None) -> bool:
    return output is not None and re.search(r"\d+ passed", output) is not None and " failed" not in output


def _first_failure(output: str) -> str | None:
    """Contract and name of the first test that forge calls failed."""
    if not (failure := re.search(r"^\[FAIL.*", output, re.MULTILINE)):
        return None
    suites = re.findall(r"^Ran \d+ tests? for \S+:(\w+)", output[: failure.start()], re.MULTILINE)
    name = re.search(r"(\w+)\([^()]*\)(?: \(.*)?$", output[failure.start() :], re.MULTILINE)
    return f"{suites[-1] if suites else 'setUp'}.{name[1] if name else 'setUp'}"
