"""Writes the ABI of every deployed contract where the service reads it: `brownie run export_abis`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import brownie

from scripts.deployment_plan import NAMES

FOLDER = Path(__file__).resolve().parents[1] / "registry" / "adapters" / "abi"


def main() -> None:
    """Writes registry/adapters/abi/<Name>.json for each contract of the plan."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (FOLDER / f"{name}.json").write_text(abi_text(name))
    print(f"wrote {len(NAMES)} ABI files")


def abi_text(name: str) -> str:
    """The ABI as its file holds it: entries ordered by type and name, keys ordered, one form only."""
    entries = sorted(getattr(brownie, name).abi, key=_place)
    return json.dumps(entries, indent=2, sort_keys=True) + "\n"


def _place(entry: dict[str, Any]) -> tuple[str, str, str]:
    return entry["type"], entry.get("name", ""), json.dumps(entry.get("inputs", []), sort_keys=True)
