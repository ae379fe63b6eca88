"""Fixtures of governance: its doors over each kind of database."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.adapters.database import Database
from tests.registry.governance.doors import Ground


@pytest.fixture
def ground(database: Database, tmp_path: Path) -> Ground:
    """The doors over an empty database of each kind."""
    return Ground(database, tmp_path / "home")


@pytest.fixture
def embedded_ground(sqlite: Database, tmp_path: Path) -> Ground:
    """The doors over the embedded database, for what no database decides."""
    return Ground(sqlite, tmp_path / "home")
