"""The browser's verifier reads the vectors that Solidity and Python read (tests/forge/Merkle.t.sol, tests/registry)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.merkle.islands import compiled

VECTORS_TEST = Path(__file__).with_name("vectors.test.mjs")


def test_the_shared_vectors_hold_in_typescript(browser_verifier: Path) -> None:
    """Must accept each proof of tests/vectors/merkle.json and refuse each attack by its name."""
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", str(VECTORS_TEST)],
        env=os.environ | {"MERKLE_MODULE": str(browser_verifier)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    assert "# pass 31" in done.stdout, done.stdout


@pytest.mark.parametrize(
    "misuse",
    [
        "proofLength(7, 8)",
        "verifyInclusion(new Uint8Array(32), 0n, 1n, [], hashOf(''))",
        "const sealed: boolean = verifyInclusion(hashOf(''), 0n, 1n, [], hashOf(''))",
    ],
    ids=["a number where 64 bits are needed", "bytes that nobody counted", "a promise taken for an answer"],
)
def test_the_types_refuse_a_misuse(misuse: str, tmp_path: Path) -> None:
    """Must not compile what would verify something else than it says."""
    source = "import { hashOf, proofLength, verifyInclusion } from './merkle';\n"
    use = "void [hashOf, proofLength, verifyInclusion];\n"
    assert compiled(tmp_path / "right", source + use) == ""
    assert "TS2" in compiled(tmp_path / "wrong", source + use + f"{misuse};\n")
