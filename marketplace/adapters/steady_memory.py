"""Keeps the book out of the garbage collector's rounds, one of which over 200,000 orders stops all for half a second.

An order is freed when nobody holds it, as all else; the collector only looks for circles. What stands in the book is
taken out of its sight every few thousand records, and all of it is looked through once in a million.
"""

from __future__ import annotations

import gc

from marketplace.domain.journal import Record

RECORDS_PER_ROUND = 5_000  # about 40,000 objects: some ten milliseconds
RECORDS_PER_SWEEP = 1_000_000
YOUNG = 1  # the collector's generation of what is new


class SteadyMemory:
    """Hears every record of a desk that stands at `number`, and settles the memory as the book grows."""

    def __init__(self, number: int) -> None:
        self._settled = self._swept = number
        if number >= RECORDS_PER_ROUND:  # a book that was recovered
            gc.collect()
            gc.freeze()

    def hear(self, record: Record) -> None:
        """Settles what came since the last time, when it is enough."""
        if record.number - self._settled < RECORDS_PER_ROUND:
            return
        self._settled = record.number
        if record.number - self._swept >= RECORDS_PER_SWEEP:
            self._swept = record.number
            gc.unfreeze()
            gc.collect()
        else:
            gc.collect(YOUNG)
        gc.freeze()
