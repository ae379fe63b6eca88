"""Compiles the browser's TypeScript under the settings of web/islands."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from registry.adapters.embedded_chain import REPOSITORY

ISLANDS = REPOSITORY / "web" / "islands"
COMPILER = REPOSITORY / "node_modules" / ".bin" / "tsc"


def compiled(folder: Path, source: str) -> str:
    """What the compiler says to `source` beside the islands, under their settings; nothing if it is content."""
    folder.mkdir()
    for name in ("merkle.ts", "tsconfig.json"):
        shutil.copy(ISLANDS / name, folder)
    (folder / "caller.ts").write_text(source)
    return compile_islands(folder)


def compile_islands(folder: Path, *options: str) -> str:
    command = [str(COMPILER), "--project", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout
