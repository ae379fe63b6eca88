"""Fixtures of all service tests: a real chain, started once, and taken back after each test that changes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from registry.adapters.embedded_chain import EmbeddedChain, open_chain

# The same examples in every run, however busy the machine: chance must not decide it. `make fuzz` takes new ones.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("new", deadline=None, print_blob=True)
settings.load_profile("same")

pytest_plugins = ["tests.databases", "tests.deployed"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the story: it is the longest file, and two processes share the files in this order."""
    items.sort(key=lambda item: "tests/story/" not in item.nodeid)


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
