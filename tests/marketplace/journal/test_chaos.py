"""A desk that is killed at every transition of its journal loses nothing that it answered, and doubles nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.adapters.database import Database
from tests.marketplace.journal.chaos import torment
from tests.marketplace.journal.lives import PLACES, Home

pytestmark = pytest.mark.timeout(300)
SEED = 6


def test_killed_at_every_transition_it_keeps_every_answer(sqlite: Database, journal: Path, tmp_path: Path) -> None:
    """Must hold, over kills at every place: answered is kept, sent again acts once, tables and replay agree."""
    sqlite.close()
    tally = torment(Home(journal, tmp_path / "carbonix.db"), len(PLACES) + 5, SEED)
    assert tally.faults == []
    assert len(set(tally.kills) & set(PLACES)) > len(PLACES) // 2
    assert len(tally.answered) > 100
    assert tally.trades > 20
