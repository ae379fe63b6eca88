"""Desks over a journal in a folder of the test and a migrated database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.projector import Projector
from marketplace.adapters.sequencer import Desk, DeskLimits
from marketplace.adapters.snapshots import Snapshots
from registry.adapters.database import Database

OpenDesk = Callable[..., Desk]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """The folder of the journal."""
    return tmp_path / "journal"


@pytest.fixture
def open_desk(journal: Path, sqlite: Database) -> Iterator[OpenDesk]:
    """Opens the desk of this journal and database, again and again; the last one is closed at the end."""
    opened: list[Desk] = []

    def open_one(**limits: float) -> Desk:
        if opened:
            opened[-1].close()
        desk = Desk(JournalFiles(journal), Snapshots(journal), Projector(sqlite), limits=DeskLimits(**limits))  # type: ignore[arg-type]
        opened.append(desk.open())
        return desk

    yield open_one
    if opened:
        opened[-1].close()
