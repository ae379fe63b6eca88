"""Compiles the contracts once, before several processes would all do it; no chain is asked."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from registry.adapters.brownie_process import brownie_command, brownie_program
from registry.adapters.embedded_chain import REPOSITORY


def compile_contracts(root: Path) -> None:
    """Leaves artifacts under build/ that are those of the sources as they are now.

    A load after a compilation deletes the artifacts that nothing links to. It happens here, where nobody else deletes.
    """
    with brownie_command(root, port=0) as prefix:
        for _ in ("compile", "clear away"):
            command = [*prefix, brownie_program(root), "compile"]
            subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    compile_contracts(Path(os.environ.get("CARBONIX_ROOT", REPOSITORY)))
