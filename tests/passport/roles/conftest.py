"""Fixtures of the role tests: one running service with one full company, for the whole package."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deployed import Characters, DeployedChain
from tests.passport.roles.calls import Call, calls_of
from tests.passport.roles.company import Company
from tests.web.told import tell


@pytest.fixture(scope="package")
def company(
    session_deployment: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """The told company on the session's chain, with something of every kind."""
    before = session_deployment.engine.snapshot()
    told = tell(session_deployment, characters, tmp_path_factory.mktemp("roles"))
    with told.client() as client:
        held = Company(told, client)
        held.fill()
        yield held
    told.registry.close()
    session_deployment.engine.revert(before)


@pytest.fixture(scope="package")
def calls(company: Company) -> list[Call]:
    """Every call that the running service names."""
    return calls_of(company.client.get("/openapi.json").json())
