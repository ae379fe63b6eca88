"""Fixtures of the models: a small invented collocation, a model trained on it, and rooms on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from oracle.adapters.models.air_quality_file import TARGETS, read_hours
from oracle.adapters.models.training import Trained, sha256_of, train
from registry.adapters.database import Database
from tests.oracle.models.collocation import collocation
from tests.oracle.models.desk import Desk, desk_on


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on both engines."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def ridge() -> Trained:
    """A ridge trained on the invented collocation."""
    content = collocation()
    return train(read_hours(content, TARGETS["co"]), sha256_of(content), with_trees=False)


@pytest.fixture(scope="session")
def trees() -> Trained:
    """The same with trees inside the hull."""
    content = collocation()
    return train(read_hours(content, TARGETS["co"]), sha256_of(content), with_trees=True)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """The oracle's models on each engine."""
    return desk_on(database, tmp_path)


@pytest.fixture
def embedded(sqlite: Database, tmp_path: Path) -> Desk:
    """The same on SQLite, for what no engine decides."""
    return desk_on(sqlite, tmp_path)
