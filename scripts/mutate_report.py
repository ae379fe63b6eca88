"""Keeps the outcome of a mutation run: a snapshot for machines, a page for people, and the reasons that people gave."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.mutate_killers import Outcome, Verdict
from scripts.mutate_sources import Mutant

SNAPSHOT = Path("snapshots") / "mutation.json"
PAGE = Path("docs") / "spec" / "12-mutation.md"
NEEDED_PERCENT = 80
FEWEST_FOR_A_SCORE = 20  # of a file: one change more or less would move a smaller one by more than 5 %

PAGE_HEAD = """\
# 12 Mutation

A proof is worth what it notices. `make mutation` makes one small wrong change of a contract at a time, in a copy of the
project, and asks the tests whether they see it; `snapshots/mutation.json` keeps the outcome.

1. Changes are read from the compiler's syntax tree (`scripts/mutate_sources.py`): a guard, statement, event or modifier
   left out; a branch always or never taken; a comparison, sum, product or logical word exchanged for its neighbour; a
   negation left out; a number one higher.
2. Of each file at most {limit} changes are tried, chosen by the seed `{seed}` and the file's name: the same files give
   the same changes.
3. Forge judges first (fuzz with few runs, every mutation of an order and a report, two short runs of each invariant);
   what it lets live is judged by the Brownie files of that contract. The first failing test ends the trial.
4. A change that the compiler refuses, or that leaves every bytecode as it was, is no mutant and not counted.
5. Score = killed / (killed + survived). All files together must reach {needed} %, and so must each file with {fewest}
   tried changes or more; each survivor must have a reason, or the run fails.
6. Interfaces, types, test contracts and files without a branch or a sum (`OrderHash`, `ReportHash`: golden vectors hold
   them) are not changed.
7. The table names every file that was changed. `--core` takes those alone that hold credits or decide of them; few
   changes a file are a sample of the proofs, not a census of the code.
"""


def write(
    root: Path, seed: str, limit: int, verdicts: Mapping[Mutant, Verdict], listed: Mapping[str, int]
) -> list[str]:
    """Writes snapshot and page; answers a sentence for each file below the score and each survivor without a reason."""
    reasons = _reasons(root)
    files = {file: _of_file(file, count, verdicts, reasons) for file, count in listed.items()}
    snapshot = {"seed": seed, "per_file": limit, "files": files, "total": _total(files.values())}
    (root / SNAPSHOT).write_text(json.dumps(snapshot, indent=2, ensure_ascii=False) + "\n")
    (root / PAGE).write_text(page(snapshot))
    return faults(snapshot)


def faults(snapshot: Mapping[str, Any]) -> list[str]:
    """What keeps a snapshot from being good."""
    total = snapshot["total"]["score"]
    found = [f"all files: score {total} %, needed {NEEDED_PERCENT} %"] if (total or 0) < NEEDED_PERCENT else []
    for file, facts in snapshot["files"].items():
        if facts["tried"] >= FEWEST_FOR_A_SCORE and facts["score"] < NEEDED_PERCENT:
            found.append(f"{file}: score {facts['score']} %, needed {NEEDED_PERCENT} %")
        found += [
            f"{file}:{survivor['line']}: {survivor['change']} survived and has no reason"
            for survivor in facts["survivors"]
            if not survivor["reason"]
        ]
    return found


def page(snapshot: Mapping[str, Any]) -> str:
    """The chapter of the specification: score of each file, then each survivor."""
    head = PAGE_HEAD.format(
        limit=snapshot["per_file"], seed=snapshot["seed"], needed=NEEDED_PERCENT, fewest=FEWEST_FOR_A_SCORE
    )
    rows = [
        "| file | changes | tried | killed by forge | killed by Brownie | survived | score |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [_row(f"`{file}`", facts) for file, facts in snapshot["files"].items()]
    rows.append(_row("all", snapshot["total"]))
    survivors = [
        f"| `{Path(file).name}:{survivor['line']}` | {_code(survivor['change'])} in {_code(survivor['text'])} "
        f"| {survivor['reason']} |"
        for file, facts in snapshot["files"].items()
        for survivor in facts["survivors"]
    ]
    table = ["| place | change | reason |", "|---|---|---|", *survivors] if survivors else ["None."]
    return "\n".join([head, "## 12.1 Score", "", *rows, "", "## 12.2 Survivors", "", *table, ""])


def _of_file(file: str, count: int, verdicts: Mapping[Mutant, Verdict], reasons: Mapping[str, str]) -> dict[str, Any]:
    own = {mutant: verdict for mutant, verdict in verdicts.items() if mutant.file == file}
    killed = [verdict for verdict in own.values() if verdict.outcome is Outcome.KILLED]
    survivors = [mutant for mutant, verdict in own.items() if verdict.outcome is Outcome.SURVIVED]
    by_forge = sum(1 for verdict in killed if verdict.by.startswith("forge"))
    return {
        "changes": count,
        "tried": len(killed) + len(survivors),
        "killed_by_forge": by_forge,
        "killed_by_brownie": len(killed) - by_forge,
        "not_mutants": len(own) - len(killed) - len(survivors),
        "score": _score(len(killed), len(survivors)),
        "survivors": [_survivor(mutant, reasons.get(mutant.key, "")) for mutant in survivors],
    }


def _survivor(mutant: Mutant, reason: str) -> dict[str, Any]:
    return {
        "line": mutant.line,
        "change": f"{mutant.operator}: {_one_line(mutant.before)} → {mutant.after or 'nothing'}",
        "text": mutant.text,
        "reason": reason,
        "key": mutant.key,
    }


def _total(files: Any) -> dict[str, Any]:
    rows: Sequence[Mapping[str, Any]] = list(files)
    names = ("changes", "tried", "killed_by_forge", "killed_by_brownie", "not_mutants")
    sums: dict[str, Any] = {name: sum(row[name] for row in rows) for name in names}
    survived = sum(len(row["survivors"]) for row in rows)
    return {**sums, "survived": survived, "score": _score(sums["tried"] - survived, survived)}


def _score(killed: int, survived: int) -> int | None:
    """Whole per cent, rounded down, against us."""
    return killed * 100 // (killed + survived) if killed + survived else None


def _reasons(root: Path) -> dict[str, str]:
    """Reasons by a survivor's key, as they stand in the committed snapshot."""
    if not (root / SNAPSHOT).exists():
        return {}
    known = json.loads((root / SNAPSHOT).read_text())
    return {one["key"]: one["reason"] for facts in known["files"].values() for one in facts["survivors"]}


def _row(name: str, facts: Mapping[str, Any]) -> str:
    survived = facts["survived"] if "survived" in facts else len(facts["survivors"])
    score = "no change" if facts["score"] is None else f"{facts['score']} %"
    numbers = f"{facts['changes']} | {facts['tried']} | {facts['killed_by_forge']} | {facts['killed_by_brownie']}"
    return f"| {name} | {numbers} | {survived} | {score} |"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"
