"""Runs the browser's verifier outside of a browser: bundled once from web/islands, asked in node."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.adapters.embedded_chain import REPOSITORY
from registry.domain.verdict import Step

BUNDLER = REPOSITORY / "node_modules" / ".bin" / "rolldown"
ISLANDS = REPOSITORY / "web" / "islands"
JUDGE = Path(__file__).with_name("judge.mjs")
TIMEOUT_S = 60


def bundled(island: str, folder: Path) -> Path:
    """One module of web/islands with all that it imports, as the pages carry it."""
    made = folder / f"{Path(island).stem}.mjs"
    command = [str(BUNDLER), str(ISLANDS / island), "--file", str(made), "--format", "esm"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


@dataclass(frozen=True)
class BrowserVerifier:
    """`verifyBundle` of web/islands/verifier, asked for many bundles at once."""

    module: Path
    folder: Path

    def steps(
        self, bundles: Sequence[bytes], *, node: str = "", registry: Mapping[str, Any] | None = None
    ) -> list[list[Step]]:
        """The steps of each bundle; `node` is a node's address, empty: none is asked."""
        cases, verdicts = self.folder / "cases.json", self.folder / "verdicts.json"
        asked = [{"data": b64encode(data).decode(), "registry": registry, "node": node} for data in bundles]
        cases.write_text(json.dumps(asked))
        command = ["node", str(JUDGE), str(self.module), str(cases), str(verdicts)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
        assert done.returncode == 0, done.stderr
        return [[Step(**step) for step in steps] for steps in json.loads(verdicts.read_text())]
