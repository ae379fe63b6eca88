"""Compiles the engine's own source with mypyc into build/native: faster, and never needed.

python -m scripts.compile_engine      then: PYTHONPATH=build/native python -m benchmarks.engine
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "native"
# What the engine is made of; commands and events stay as they are, for they are values and no work.
PARTS = ("levels", "matching", "attribute_bids", "refusals", "expiry", "snapshots", "engine")
ROOMS = ("marketplace", "registry")


def main() -> int:
    """Copies the two rooms that the engine needs, and compiles its parts beside their sources."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for room in ROOMS:
        shutil.copytree(ROOT / room, TARGET / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", TARGET)
    sources = [f"marketplace/domain/{part}.py" for part in PARTS]
    return subprocess.run([sys.executable, "-m", "mypyc", *sources], cwd=TARGET, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
