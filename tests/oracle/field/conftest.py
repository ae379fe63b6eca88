"""Databases of both kinds for the field."""

from __future__ import annotations

import pytest

from registry.adapters.database import Database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on both engines."""
    found: Database = request.getfixturevalue(request.param)
    return found
