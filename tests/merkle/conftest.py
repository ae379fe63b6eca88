"""The browser's verifier, compiled as the pages will serve it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.merkle.islands import ISLANDS, compile_islands


@pytest.fixture(scope="session")
def browser_verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """merkle.js, type-checked and emitted as a module."""
    folder = tmp_path_factory.mktemp("islands")
    (folder / "package.json").write_text('{ "type": "module" }\n')
    said = compile_islands(ISLANDS, "--noEmit", "false", "--outDir", str(folder))
    assert said == ""
    return folder / "merkle.js"
