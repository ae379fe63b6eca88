"""The golden Merkle vectors that Solidity, Python and the browser share, and a way to seal a root."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

VECTORS = json.loads((Path(__file__).resolve().parents[2] / "vectors" / "merkle.json").read_text())
PASSPORT, OFFSET, REPORT, EVIDENCE, CERTIFICATE, CLAIMS, INVENTORY = range(7)
_sealed = count()


def attach(seals: Any, sealer: Any, root: str, size: int, kind: int = EVIDENCE) -> int:
    """Seals a root and returns the seal's number."""
    return int(seals.seal(kind, root, size, f"ipfs://{next(_sealed)}", {"from": sealer}).return_value)


def raw(leaf: str) -> bytes:
    """The leaf's bytes: Brownie would read the text "0x" as one zero byte."""
    return bytes.fromhex(leaf.removeprefix("0x"))


@pytest.fixture
def root() -> str:
    return "0x" + "ab" * 32
