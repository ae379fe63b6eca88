"""Finds the browser that the pages are tried in: Debian's, or the one that npm brought, unpacked beside the build."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
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
# Under this name of a platform the package also unpacks the libraries and letters that a bare machine lacks.
BARE = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}


@dataclass(frozen=True, slots=True)
class Chromium:
    """The program, its flags, and what its environment must name beside the process's own."""

    program: Path
    flags: tuple[str, ...] = FLAGS
    environment: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium | None:
    """The browser; None where there is none, or its libraries are missing."""
    for name in ("chromium", "chromium-browser"):
        if installed := shutil.which(name):
            return Chromium(Path(installed))
    return unpacked() if PACKED.is_file() and shutil.which("node") else None


def unpacked() -> Chromium | None:
    """npm's browser, unpacked once, into the folder that it takes for temporary files."""
    UNPACKED.mkdir(parents=True, exist_ok=True)
    ask = f"import packed from '{PACKED}'; console.log(await packed.executablePath());"
    node = ["node", "--input-type=module", "--eval", ask]
    environment = os.environ | BARE | {"TMPDIR": str(UNPACKED)}
    done = subprocess.run(node, env=environment, capture_output=True, text=True, timeout=UNPACK_TIMEOUT_S, check=True)
    program = Path(done.stdout.strip())
    needs: dict[str, str] = {}
    if _lacks(program, needs):
        needs["LD_LIBRARY_PATH"] = str(UNPACKED / "al2023" / "lib")
    if not Path("/etc/fonts").exists():
        needs["FONTCONFIG_PATH"] = str(UNPACKED / "fonts")
    return None if _lacks(program, needs) else Chromium(program, environment=needs)


def _lacks(program: Path, needs: dict[str, str]) -> bool:
    """True if a library that the program is linked with is nowhere."""
    listed = subprocess.run(["ldd", str(program)], env=os.environ | needs, capture_output=True, text=True, check=False)
    return "not found" in listed.stdout
