"""Scores the proofs: one small wrong change of a core contract at a time, and whether a test notices it."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue

from scripts import mutate_report
from scripts.mutate_killers import Bench, Outcome, Verdict
from scripts.mutate_sources import Mutant, mutants_of, sampled, syntax_trees

ROOT = Path(os.environ.get("CARBONIX_ROOT", Path(__file__).resolve().parents[1]))
BENCHES = ROOT / "build" / "mutation"
SEED = "CNX"
OUTSIDE = {"interfaces", "testing", "types"}
# What holds credits, or decides of them.
CORE = (
    "BufferPool",
    "CarbonCredit",
    "ClaimBook",
    "CooperativeClaims",
    "CreditExchange",
    "CreditRegistry",
    "ReportRules",
    "RetirementCertificate",
    "SealRegistry",
    "VerificationOracle",
    "VerifierSet",
)


class Memory:
    """Outcomes of an interrupted run, by mutant and by the text of its file: what was tried is not tried again."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self._path, self._lock = path, threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        lines = path.read_text().splitlines() if path.exists() else []
        self._known = {line["key"]: line for line in map(json.loads, lines)}

    def recall(self, mutant: Mutant) -> Verdict | None:
        line = self._known.get(self._key(mutant))
        return Verdict(Outcome(line["outcome"]), line["by"]) if line else None

    def keep(self, mutant: Mutant, verdict: Verdict) -> None:
        line = {"key": self._key(mutant), **asdict(verdict)}
        with self._lock, self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")
            self._known[line["key"]] = line

    def _key(self, mutant: Mutant) -> str:
        return f"{hashlib.sha256((ROOT / mutant.file).read_bytes()).hexdigest()[:16]} {mutant.start} {mutant.key}"


class Trial:
    """Takes mutants to free benches, first to forge, then the survivors to Brownie."""

    def __init__(self, workers: int, memory: Memory, *, brownie: bool) -> None:
        self._workers, self._memory, self._with_brownie = workers, memory, brownie
        self._benches: SimpleQueue[Bench] = SimpleQueue()
        self._done = 0

    def run(self, mutants: Sequence[Mutant]) -> dict[Mutant, Verdict]:
        self._done, total = 0, len(mutants)
        if any(self._is_undecided(self._memory.recall(mutant)) for mutant in mutants):
            self._prepare()
        with ThreadPoolExecutor(self._workers) as pool:
            verdicts = pool.map(lambda mutant: self._judge(mutant, total), mutants)
            return dict(zip(mutants, verdicts, strict=True))

    def _prepare(self) -> None:
        for number in range(self._workers):
            bench = Bench(ROOT, BENCHES / f"bench-{number}")
            bench.folder.mkdir(parents=True, exist_ok=True)
            bench.prepare()
            if self._with_brownie:
                bench.prepare_brownie()
            self._benches.put(bench)

    @staticmethod
    def _is_undecided(known: Verdict | None) -> bool:
        return known is None or (known.outcome is Outcome.SURVIVED and known.by == "forge")

    def _judge(self, mutant: Mutant, total: int) -> Verdict:
        known = self._memory.recall(mutant)
        if known and not self._is_undecided(known):
            self._done += 1
            return known
        bench, began = self._benches.get(), time.monotonic()
        try:
            verdict = known or bench.tried_by_forge(mutant)
            if verdict.outcome is Outcome.SURVIVED and self._with_brownie:
                verdict = bench.tried_by_brownie(mutant)
        finally:
            self._benches.put(bench)
        self._memory.keep(mutant, verdict)
        self._done += 1
        print(
            f"[{self._done}/{total}] {time.monotonic() - began:5.1f} s {verdict.outcome}: {verdict.by} | "
            f"{mutant.file}:{mutant.line} {mutant.operator}: {mutant.before[:50]!r} -> {mutant.after!r}",
            flush=True,
        )
        return verdict


def main() -> int:
    """Writes snapshot and page; answers 1 where a score is too low or a survivor has no reason."""
    given = read_arguments()
    if given.page:
        snapshot = json.loads((ROOT / mutate_report.SNAPSHOT).read_text())
        (ROOT / mutate_report.PAGE).write_text(mutate_report.page(snapshot))
        return report(mutate_report.faults(snapshot))
    listed = list_mutants(CORE if given.core else given.only)
    chosen = [mutant for mutants in listed.values() for mutant in sampled(mutants, given.per_file, SEED)]
    print(f"{sum(map(len, listed.values())):,} changes in {len(listed)} files, {len(chosen):,} are tried", flush=True)
    memory = Memory(BENCHES / "outcomes.jsonl", fresh=given.fresh)
    verdicts = Trial(given.workers, memory, brownie=not given.forge_only).run(chosen)
    if given.only or given.forge_only:
        return report([f"{mutant.file}:{mutant.line} {mutant.key}" for mutant in survivors(verdicts)])
    counts = {file: len(mutants) for file, mutants in listed.items()}
    return report(mutate_report.write(ROOT, SEED, given.per_file, verdicts, counts))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-file", type=int, default=60, help="changes tried of a file")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=(), help="contract names: prints the survivors, writes nothing")
    parser.add_argument("--core", action="store_true", help="what holds credits or decides of them; writes")
    parser.add_argument("--forge-only", action="store_true", help="leave Brownie out; writes nothing")
    parser.add_argument("--fresh", action="store_true", help="forget the outcomes of an interrupted run")
    parser.add_argument("--page", action="store_true", help="only write the page from the snapshot and its reasons")
    return parser.parse_args()


def list_mutants(only: Sequence[str]) -> dict[str, list[Mutant]]:
    """Every change of every core contract, by file; files without one are left out."""
    paths = sorted((ROOT / "contracts").rglob("*.sol"))
    files = [
        str(path.relative_to(ROOT))
        for path in paths
        if not OUTSIDE & set(path.relative_to(ROOT).parts) and (not only or path.stem in only)
    ]
    trees = syntax_trees(ROOT, files)
    listed = {file: mutants_of(file, (ROOT / file).read_bytes(), trees[file]) for file in files}
    return {file: mutants for file, mutants in listed.items() if mutants}


def survivors(verdicts: Mapping[Mutant, Verdict]) -> list[Mutant]:
    return [mutant for mutant, verdict in verdicts.items() if verdict.outcome is Outcome.SURVIVED]


def report(sentences: Sequence[str]) -> int:
    print(*sentences, sep="\n", file=sys.stderr, end="\n" if sentences else "")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
