"""Proves the properties of tests/forge/symbolic with halmos, then breaks each rule and demands that its proof fails."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.mutate_killers import Replaced, copy_project

ROOT = Path(os.environ.get("CARBONIX_ROOT", Path(__file__).resolve().parents[1]))
BENCH = ROOT / "build" / "halmos" / "bench"
ARTIFACTS = "build/halmos/out"
LOOPS = 3  # longest loop of the properties: a debt, a stock of two batches, one signer
QUERY_LIMIT = "240s"
CONTROL_LIMIT = "60s"

PROVED, REFUTED = 0, 1  # halmos' own exit codes of a property


@dataclass(frozen=True, slots=True)
class Break:
    """A rule taken out of a contract, and the property that must notice."""

    file: str
    before: str
    after: str
    noticed_by: str


LEDGER, HOLDS = "contracts/CarbonCredit.sol", "contracts/Enforcement.sol"
BOOK, JUDGE = "contracts/ClaimBook.sol", "contracts/VerificationOracle.sol"
POOL, BLOCKS = "contracts/BufferPool.sol", "contracts/ImmobilisedBlocks.sol"
TERMS, POWER = "contracts/libraries/OrderTerms.sol", "contracts/methodologies/CappedReduction.sol"

# Breaks of a round do not meet: no property fails for the break that another one must notice.
ROUNDS = (
    (
        Break(LEDGER, "account.retiredKg = kgEnd;", "account.retiredKg = kgEnd + 1;", "check_retire"),
        Break(BOOK, "claim.status = ClaimStatus.Open;", "claim.status = ClaimStatus.None;", "check_a_claim_moves"),
        Break(POOL, "loss.poolKg += kg;", "loss.poolKg = kg;", "check_the_waterfall"),
        Break(TERMS, "asked > order.credits - filled", "asked > order.credits", "check_no_fill"),
        Break(POWER, "report.pointKg > capKg", "report.pointKg > capKg + 1", "check_the_daily_cap"),
        Break(BLOCKS, "if (below.end >= start)", "if (below.end > start)", "check_a_new_block"),
        Break(HOLDS, "if (before != (frozen != 0))", "if (frozen != 0)", "check_the_count"),
    ),
    (
        Break(LEDGER, "account.cancelledKg += kg;", "account.retiredKg += kg;", "check_cancel("),
        Break(BOOK, "if (challenged) bondsOf[opened.challenger] += bond;", "", "check_every_bond"),
        Break(POOL, "loss.repaidKg += kg;", "loss.repaidKg = kg;", "check_a_debt"),
        Break(TERMS, "matchPrice < sellPrice || matchPrice > buyPrice", "matchPrice < sellPrice", "check_prices"),
        Break(BLOCKS, "[hint].next = parsed.start;", "[hint].end = parsed.start;", "check_a_used_block"),
        Break(JUDGE, "progress.carriedKg = carried;", "progress.carriedKg += carried;", "check_no_kilogram"),
    ),
    (
        Break(LEDGER, "if (msg.sender != pool)", "if (msg.sender == address(0))", "check_only_pool"),
        Break(BOOK, "known.status = ClaimStatus.Finalised;", "", "check_finalised_only"),
        Break(BOOK, "known.status = ClaimStatus.Finalised;", "", "check_a_claim_is_finalised_once"),
        Break(
            POOL, "_debts[project][oldest]", "_debts[project][_debts[project].length - 1 - oldest]", "check_the_oldest"
        ),
    ),
    (
        Break(LEDGER, "kg - bufferKg, ", "kg, ", "check_issue"),
        Break(HOLDS, "if (hold.frozenKg > left)", "if (hold.frozenKg < left)", "check_cancel_for_loss"),
        Break(
            BOOK, "uint64(block.timestamp) - openedAt;", "uint64(block.timestamp) - openedAt + 1;", "check_a_rejected"
        ),
    ),
    (
        Break(LEDGER, "if (unfrozen < needed)", "if (held < needed)", "check_transfer"),
        Break(
            LEDGER,
            "!isApprovedForAll(holder, msg.sender)",
            "isApprovedForAll(holder, msg.sender)",
            "check_only_the_approved",
        ),
        Break(BOOK, "_releaseReserved(claim);", "", "check_only_a_void"),
        Break(HOLDS, "if (chainTime < ripeAt)", "if (chainTime + 1 < ripeAt)", "check_forced_transfer"),
    ),
)


def main() -> int:
    """Answers 1 where a property is not proved, or a broken rule goes unnoticed."""
    given = read_arguments()
    BENCH.mkdir(parents=True, exist_ok=True)
    copy_project(ROOT, BENCH)
    faults = [] if given.controls_only else unproved(halmos(given.match, "--solver-timeout-assertion", QUERY_LIMIT))
    if not given.match and not given.proofs_only:
        faults += unnoticed()
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--match", default="", help="part of the name of a property: proves those alone")
    parser.add_argument("--proofs-only", action="store_true", help="break no rule")
    parser.add_argument("--controls-only", action="store_true", help="only break the rules")
    return parser.parse_args()


def halmos(match: str, *settings: str) -> dict[str, Mapping[str, Any]]:
    """Outcome of each property whose name the pattern meets, by its name.

    Raises RuntimeError with the tool's own words if it came to none.
    """
    answer = BENCH / "build" / "halmos" / "answer.json"
    answer.unlink(missing_ok=True)
    command = [str(ROOT / ".venv-halmos/bin/halmos"), "--forge-build-out", ARTIFACTS, "--loop", str(LOOPS)]
    command += ["--json-output", str(answer), "--no-status", *settings]
    if match:
        command += ["--match-test", match]
    forge = ROOT / "node_modules" / "@foundry-rs" / "forge-linux-amd64" / "bin"
    environment = {**os.environ, "FOUNDRY_PROFILE": "symbolic", "PATH": f"{forge}:{os.environ['PATH']}"}
    shown = subprocess.run(
        command, cwd=BENCH, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    ).stdout
    if not answer.exists():
        raise RuntimeError(f"halmos came to no answer:\n{shown[-3000:]}")
    suites = json.loads(answer.read_text())["test_results"]
    return {one["name"]: one for suite in suites.values() for one in suite}


def unproved(outcomes: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A sentence for each property that is not proved over every path."""
    for name, one in outcomes.items():
        print(
            f"{'proved' if one['exitcode'] == PROVED else 'NOT PROVED'}: {name}, {one['num_paths'][0]} paths",
            flush=True,
        )
    return [
        f"{name} is not proved (halmos says {one['exitcode']}, {one['num_bounded_loops']} loops cut short)"
        for name, one in outcomes.items()
        if one["exitcode"] != PROVED or one["num_bounded_loops"]
    ] or ([] if outcomes else ["no property was found"])


def unnoticed() -> list[str]:
    """A sentence for each broken rule whose property still holds, and each property without a broken rule."""
    faults = []
    for number, breaks in enumerate(ROUNDS, start=1):
        began = time.monotonic()
        with Replaced(broken(breaks)):
            pattern = "|".join(f"^{one.noticed_by.replace('(', '[(]')}" for one in breaks)
            outcomes = halmos(pattern, "--solver-timeout-assertion", CONTROL_LIMIT, "--early-exit")
        for one in breaks:
            refuted = [name for name, outcome in outcomes.items() if name.startswith(one.noticed_by)]
            if not refuted or any(outcomes[name]["exitcode"] != REFUTED for name in refuted):
                faults.append(f"{one.file}: `{one.before}` -> `{one.after}` goes unnoticed by {one.noticed_by}")
        print(f"round {number}: {len(breaks)} rules broken, {time.monotonic() - began:.0f} s", flush=True)
    return faults


def broken(breaks: Sequence[Break]) -> dict[Path, str]:
    """The contracts of a round, each with its rule taken out.

    Raises ValueError if a rule is no longer written as it was.
    """
    texts: dict[Path, str] = {}
    for file, before, after in dict.fromkeys((one.file, one.before, one.after) for one in breaks):
        text = texts.get(BENCH / file) or (BENCH / file).read_text()
        if text.count(before) != 1:
            raise ValueError(f"{file} holds `{before}` {text.count(before)} times, needed once")
        texts[BENCH / file] = text.replace(before, after)
    return texts


if __name__ == "__main__":
    sys.exit(main())
