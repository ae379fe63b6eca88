"""Runs the Brownie tests in shards of whole files, each on a chain of its own: one for each core, two at most."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from registry.adapters.embedded_chain import REPOSITORY
from scripts.compile_contracts import compile_contracts

TESTS = Path("tests") / "contracts"
NETWORKS = {"anvil": "carbonix", "ganache": "carbonix-ganache"}
MOST_SHARDS = 2
# The walk mines at chosen seconds, which ganache's package cannot do.
LEFT_OUT = {"anvil": (), "ganache": (TESTS / "exchange" / "test_model.py",)}


def main() -> int:
    """The largest exit code of the shards; what each said stands together, in the order of the shards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=tuple(NETWORKS), default="anvil")
    engine = parser.parse_args().engine
    root = Path(os.environ.get("CARBONIX_ROOT", REPOSITORY))
    compile_contracts(root)

    files = [file.relative_to(root) for file in sorted((root / TESTS).rglob("test_*.py"))]
    shares = share_out(root, [file for file in files if file not in LEFT_OUT[engine]], _cores())
    with ThreadPoolExecutor(len(shares)) as pool:
        shards = list(pool.map(lambda share: _run(root, engine, share), shares))
    for shard in shards:
        sys.stdout.buffer.write(shard.stdout)
    sys.stdout.flush()
    return max(shard.returncode for shard in shards)


def share_out(root: Path, files: Sequence[Path], shards: int) -> list[list[Path]]:
    """Files over shards of about equal length, longest first: a file's length stands for its time."""
    shares: list[list[Path]] = [[] for _ in range(min(shards, len(files)))]
    loads = [0] * len(shares)
    for file in sorted(files, key=lambda file: -(root / file).stat().st_size):
        lightest = loads.index(min(loads))
        shares[lightest].append(file)
        loads[lightest] += (root / file).stat().st_size
    return [sorted(share) for share in shares]


def _cores() -> int:
    return max(1, min(MOST_SHARDS, len(os.sched_getaffinity(0))))


def _run(root: Path, engine: str, share: Sequence[Path]) -> subprocess.CompletedProcess[bytes]:
    tests = ["brownie", "test", *map(str, share), "--network", NETWORKS[engine]]
    command = [sys.executable, "scripts/with_chain.py", "--engine", engine, "--", *tests]
    return subprocess.run(command, cwd=root, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main())
