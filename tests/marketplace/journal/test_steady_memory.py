"""Facts about memory under a growing book: what stands is out of the collector's rounds, what leaves is freed."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from marketplace.adapters.steady_memory import RECORDS_PER_ROUND, RECORDS_PER_SWEEP, SteadyMemory
from marketplace.domain.journal import PoisonMark, Record


class Thing:
    """Something that a circle may hold."""

    def __init__(self) -> None:
        self.other: Thing | None = None


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    """Gives the collector back what was taken from it."""
    yield
    gc.unfreeze()


def record(number: int) -> Record:
    return Record(number, 1, PoisonMark(0), ())


def test_what_stands_is_looked_at_no_more() -> None:
    """Must take the book out of the rounds once enough was written, and not before."""
    gc.unfreeze()
    memory = SteadyMemory(0)
    memory.hear(record(RECORDS_PER_ROUND - 1))
    assert gc.get_freeze_count() == 0
    memory.hear(record(RECORDS_PER_ROUND))
    assert gc.get_freeze_count() > 0
    gc.unfreeze()
    SteadyMemory(RECORDS_PER_ROUND)
    assert gc.get_freeze_count() > 0


def test_a_circle_is_freed_in_the_end() -> None:
    """Must free what held itself when it was taken out, at the next sweep."""
    memory, thing = SteadyMemory(0), Thing()
    thing.other = thing
    gone = weakref.ref(thing)
    memory.hear(record(RECORDS_PER_ROUND))
    del thing
    gc.collect()
    assert gone() is not None
    memory.hear(record(RECORDS_PER_SWEEP))
    assert gone() is None
