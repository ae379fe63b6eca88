"""Fixtures of the web room: one small story for each file of tests, undone at the file's end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.deployed import Characters, DeployedChain
from tests.web.told import Told, tell


@pytest.fixture(scope="module")
def told(
    session_deployment: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    """The story's state on the session's chain."""
    before = session_deployment.engine.snapshot()
    state = tell(session_deployment, characters, tmp_path_factory.mktemp("web"))
    yield state
    state.registry.close()
    session_deployment.engine.revert(before)


@pytest.fixture(scope="module")
def browser(told: Told) -> Iterator[TestClient]:
    """Somebody without an account who asks for pages."""
    with told.client() as client:
        client.headers["Accept"] = "text/html,application/xhtml+xml"
        yield client
