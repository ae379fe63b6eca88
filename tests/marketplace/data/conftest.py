"""A market without a chain, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.adapters.database import Database
from tests.marketplace.data.stage import DataStage


@pytest.fixture
def stage(sqlite: Database, tmp_path: Path) -> Iterator[DataStage]:
    """An empty market over SQLite."""
    opened = DataStage(tmp_path / "journal", sqlite)
    yield opened
    opened.desk.close()


@pytest.fixture
def either(database: Database, tmp_path: Path) -> Iterator[DataStage]:
    """An empty market over each of both databases."""
    opened = DataStage(tmp_path / "journal", database)
    yield opened
    opened.desk.close()
