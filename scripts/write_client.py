"""Writes the Python client anew from the OpenAPI document of this moment, with the generator of its own environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from registry.adapters.embedded_chain import REPOSITORY
from scripts.openapi_document import TAGS, openapi_document, part_of

GENERATOR = REPOSITORY / ".venv-client" / "bin" / "openapi-python-client"
HOME = REPOSITORY / "clients" / "python"
PACKAGE = "carbonix_client"
LONGEST_RUN_S = 120


def main() -> None:
    """`python -m scripts.write_client [FOLDER]`: into clients/python, or into another folder to compare."""
    write_client(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)


def write_client(folder: Path) -> None:
    """Makes the package in `folder`; nothing of an older one stays. A warning of the generator is an error.

    The generator lays out what it wrote as the `pyproject.toml` of the folder says.
    """
    document = folder / "openapi.json"
    document.write_text(json.dumps(part_of(openapi_document(), TAGS), ensure_ascii=False))
    shutil.rmtree(folder / PACKAGE, ignore_errors=True)
    command = [str(GENERATOR), "generate", "--meta", "none", "--fail-on-warning", "--path", str(document)]
    command += ["--config", str(HOME / "generator.yaml"), "--output-path", str(folder / PACKAGE)]
    path = f"{GENERATOR.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        subprocess.run(command, cwd=folder, env=os.environ | {"PATH": path}, check=True, timeout=LONGEST_RUN_S)
    finally:
        document.unlink()
    (folder / PACKAGE / "py.typed").touch()


if __name__ == "__main__":
    main()
