"""Prints gas and bytecode sizes, and writes the committed snapshots (`--write`) or refuses a change above 1 %."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEASURED_GAS = ROOT / "build" / "forge" / "gas.json"
ARTIFACTS = ROOT / "build" / "forge" / "out"
SNAPSHOTS = {"gas": ROOT / "snapshots" / "gas.json", "sizes": ROOT / "snapshots" / "sizes.json"}
TOLERANCE_PERCENT = 1
LARGEST_CONTRACT_BYTES = 24_576  # EIP-170
CONTRACTS = (
    "CarbonCredit",
    "CreditExchange",
    "CreditRegistry",
    "RegistryAccess",
    "RenewablePower",
    "RetirementCertificate",
    "SealRegistry",
    "VerificationOracle",
)

# Nori's published snapshot; a plain order delivers what its buy + retire + certificate does only where it also retires.
PUBLISHED = {
    "issue (bare ledger)": "Nori mint 177,323",
    "submit and finalise (guarded mint)": "Nori mint 177,323, by one key and without quorum",
    "settle 1 match and retire": "Nori buy + retire + certificate 408,749 to 470,402",
}


def main(arguments: list[str]) -> int:
    """Prints the figures; answers 1 where a committed figure is missing or has moved."""
    measured = {"gas": json.loads(MEASURED_GAS.read_text()), "sizes": contract_sizes()}
    print_figures(measured["gas"], measured["sizes"])
    if "--write" in arguments:
        for name, path in SNAPSHOTS.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(measured[name], indent=2, sort_keys=True) + "\n")
        return 0
    faults = [fault for name, path in SNAPSHOTS.items() for fault in differences(_read(path), measured[name])]
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


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
    print(f"{'gas of one transaction':<40} {'ours':>9}  published by others")
    for verb, cost in gas.items():
        print(f"{verb:<40} {cost:>9,}  {PUBLISHED.get(verb, '')}".rstrip())
    print(f"\n{'deployed code':<40} {'bytes':>9}  allowed {LARGEST_CONTRACT_BYTES:,}")
    for name, size in sizes.items():
        print(f"{name:<40} {size:>9,}")


def _read(path: Path) -> dict[str, int]:
    """The committed figures; nothing where the file is missing, so that each figure is named as missing."""
    if not path.exists():
        return {}
    figures: dict[str, int] = json.loads(path.read_text())
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
