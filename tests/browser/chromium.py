"""Finds the browser that the pages are tried in: Debian's, or the one that npm brought, unpacked beside the build."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from registry.adapters.embedded_chain import REPOSITORY

UNPACK_TIMEOUT_S = 120
PACKED = REPOSITORY / "node_modules" / "@sparticuz" / "chromium" / "build" / "index.js"
UNPACKED = REPOSITORY / "build" / "chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)


def find_chromium() -> Path | None:
    """The browser's program; None where there is none."""
    for name in ("chromium", "chromium-browser"):
        if installed := shutil.which(name):
            return Path(installed)
    return _unpacked() if PACKED.is_file() and shutil.which("node") else None


def _unpacked() -> Path:
    """npm's browser, unpacked once; the package unpacks into the folder for temporary files."""
    UNPACKED.mkdir(parents=True, exist_ok=True)
    ask = f"import packed from '{PACKED}'; console.log(await packed.executablePath());"
    node = ["node", "--input-type=module", "--eval", ask]
    environment = os.environ | {"TMPDIR": str(UNPACKED)}
    done = subprocess.run(node, env=environment, capture_output=True, text=True, timeout=UNPACK_TIMEOUT_S, check=True)
    return Path(done.stdout.strip())
