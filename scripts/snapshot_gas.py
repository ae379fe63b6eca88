"""Prints gas and bytecode sizes, and writes the committed snapshots (`--write`) or refuses a change above 1 %."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.deployment_plan import NAMES

ROOT = Path(__file__).resolve().parents[1]
MEASURED_GAS = tuple(ROOT / "build" / "forge" / name for name in ("gas.json", "guards.json"))
ARTIFACTS = ROOT / "build" / "forge" / "out"
SNAPSHOTS = {"gas": ROOT / "snapshots" / "gas.json", "sizes": ROOT / "snapshots" / "sizes.json"}
TOLERANCE_PERCENT = 1
VERB_WIDTH = 56
LARGEST_CONTRACT_BYTES = 24_576  # EIP-170
CONTRACTS = tuple(name for name in NAMES if name != "PaymentToken")


@dataclass(frozen=True, slots=True)
class Published:
    """What somebody else's verb of the same effect costs, from the least to the most that they name."""

    whose: str
    least: int
    most: int


NORI_MINT = Published("Nori, mint by one key, no quorum", 177_323, 177_323)
PAIRS = Published("a prototype, 64 pairs", 125_000, 125_000)
ONE_TAKER = Published("a prototype, 1 taker, 64 makers", 74_000, 74_000)
PUBLISHED = {
    "issue (bare ledger)": NORI_MINT,
    "submit and finalise (guarded mint)": NORI_MINT,
    "settle 1 match and retire": Published("Nori, buy + retire + certificate", 408_749, 470_402),
    "settle 1 match": Published("a prototype, 1 match", 169_000, 169_000),
    "settle 64 pairs of 2 makers, per match": PAIRS,
    "settle 64 pairs of 128 makers, per match": PAIRS,
    "settle 1 taker against 64 orders of 1 maker, per match": ONE_TAKER,
    "settle 1 taker against 64 makers, per match": ONE_TAKER,
}


def main(arguments: list[str]) -> int:
    """Prints the figures; answers 1 where a committed figure is missing or has moved."""
    measured = {"gas": measured_gas(), "sizes": contract_sizes()}
    print_figures(measured["gas"], measured["sizes"])
    if "--write" in arguments:
        for name, path in SNAPSHOTS.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(measured[name], indent=2, sort_keys=True) + "\n")
        return 0
    faults = [fault for name, path in SNAPSHOTS.items() for fault in differences(_read(path), measured[name])]
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def measured_gas() -> dict[str, int]:
    """Gas of each verb, in the order in which the tests of forge measured it."""
    return {verb: cost for path in MEASURED_GAS for verb, cost in json.loads(path.read_text()).items()}


def contract_sizes() -> dict[str, int]:
    """Bytes of deployed code by contract, as forge compiled it."""
    sizes = {}
    for name in CONTRACTS:
        artifact = json.loads((ARTIFACTS / f"{name}.sol" / f"{name}.json").read_text())
        sizes[name] = (len(artifact["deployedBytecode"]["object"]) - len("0x")) // 2
    return sizes


def differences(committed: Mapping[str, int], measured: Mapping[str, int]) -> list[str]:
    """A sentence for each figure that is new, gone, moved by more than 1 %, or above the limit of a contract."""
    faults = [f"{name}: measured, but not in the snapshot" for name in measured if name not in committed]
    for name, was in committed.items():
        now = measured.get(name)
        if now is None:
            faults.append(f"{name}: in the snapshot with {was:,}, but not measured")
        elif abs(now - was) * 100 > was * TOLERANCE_PERCENT:
            faults.append(f"{name}: was {was:,}, is {now:,}, allowed {TOLERANCE_PERCENT} %; `make gas` writes it anew")
    faults += [
        f"{name}: {measured[name]:,} bytes, allowed {LARGEST_CONTRACT_BYTES:,} (EIP-170)"
        for name in CONTRACTS
        if measured.get(name, 0) > LARGEST_CONTRACT_BYTES
    ]
    return faults


def print_figures(gas: Mapping[str, int], sizes: Mapping[str, int]) -> None:
    """Gas of each verb as a transaction of its own, beside what others publish; then bytes of code."""
    print(f"{'gas of one transaction':<{VERB_WIDTH}} {'ours':>9} {'published':>17}  whose; ours against their least")
    for verb, cost in gas.items():
        print(f"{verb:<{VERB_WIDTH}} {cost:>9,} {beside(cost, PUBLISHED.get(verb))}".rstrip())
    print(f"\n{'deployed code':<{VERB_WIDTH}} {'bytes':>9}  allowed {LARGEST_CONTRACT_BYTES:,}")
    for name, size in sizes.items():
        print(f"{name:<{VERB_WIDTH}} {size:>9,}")


def beside(cost: int, published: Published | None) -> str:
    """The published figure of the same verb, and by how much ours is below or above it."""
    if published is None:
        return ""
    least, most = f"{published.least:,}", f"{published.most:,}"
    shown = least if least == most else f"{least}-{most}"
    return f"{shown:>17}  {published.whose}; {(cost - published.least) * 100 / published.least:+.1f} %"


def _read(path: Path) -> dict[str, int]:
    """The committed figures; nothing where the file is missing, so that each figure is named as missing."""
    if not path.exists():
        return {}
    figures: dict[str, int] = json.loads(path.read_text())
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
