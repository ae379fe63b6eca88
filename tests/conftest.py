"""Fixtures of all service tests: a real chain, started once, and taken back after each test that changes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from registry.adapters.embedded_chain import EmbeddedChain, open_chain
from tests.story.told import Theatre, tell_once

# The same examples in every run, however busy the machine: chance must not decide it. `make fuzz` takes new ones.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("new", deadline=None, print_blob=True)
settings.load_profile("same")

pytest_plugins = ["tests.databases", "tests.deployed"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Telling takes a minute: whoever tries the pages again and again names a theatre in which it was done."""
    parser.addoption("--told", type=Path, help="a folder with home, deployments and out of a told demonstration")
    parser.addoption("--whole", action="store_true", help="every page in every language and theme, every long run")
    parser.addoption("--shots", type=Path, help="a folder for pictures of the pages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the story, the longest file, and ends with the browser, which needs what the story tells."""
    items.sort(key=lambda item: ("tests/story/" not in item.nodeid) + ("tests/browser/" in item.nodeid))


@pytest.fixture(scope="session")
def told_theatre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Theatre:
    """A theatre of this process's own in which the story was told; all processes of a run tell it once."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    told: Path | None = request.config.getoption("--told")
    return tell_once(shared, told).copied_to(tmp_path_factory.mktemp("theatre") / "told")


@pytest.fixture(scope="session")
def embedded_chain() -> Iterator[EmbeddedChain]:
    """An anvil that lives as long as the test session and is forgotten after it."""
    with open_chain("anvil") as chain:
        yield chain


@pytest.fixture
def chain(embedded_chain: EmbeddedChain) -> Iterator[EmbeddedChain]:
    """The session's chain as it was before this test."""
    before = embedded_chain.snapshot()
    yield embedded_chain
    embedded_chain.revert(before)
