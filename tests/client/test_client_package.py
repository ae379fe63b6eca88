"""Facts about the Python client: it is what the generator makes of the document, and it covers the exchange."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from registry.adapters.embedded_chain import REPOSITORY
from scripts.openapi_document import TAGS, openapi_document, part_of
from scripts.write_client import GENERATOR, HOME, PACKAGE, write_client

VERBS = {"get", "post", "put", "patch", "delete"}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and ".ruff_cache" not in file.parts
    }


def test_every_call_of_the_exchange_is_in_the_client() -> None:
    """Must hold one module for each call that the document gives to a trader: a forgotten `make client` shows."""
    document = part_of(openapi_document(), TAGS)
    wanted = {
        snake(call["operationId"])
        for calls in document["paths"].values()
        for verb, call in calls.items()
        if verb in VERBS
    }
    modules = {file.stem for file in (HOME / PACKAGE / "api").rglob("*.py")} - {"__init__"}
    assert modules == wanted


def snake(name: str) -> str:
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()


@pytest.mark.skipif(not GENERATOR.exists(), reason="the generator is not here: run `make client` once")
def test_the_client_is_what_the_generator_makes(tmp_path: Path) -> None:
    """Must give the committed bytes again, and no file more."""
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    write_client(tmp_path)
    made, committed = files_of(tmp_path / PACKAGE), files_of(HOME / PACKAGE)
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []


def test_the_client_stands_in_this_repository() -> None:
    """Must be the package that the demonstration imports."""
    import carbonix_client

    assert Path(carbonix_client.__file__).parent == REPOSITORY / "clients" / "python" / PACKAGE
