"""Feeds durable records to the projection on a thread of its own, in order; a database that is away is asked again."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from itertools import islice
from threading import Condition, Event, Thread

from marketplace.domain.journal import Record
from marketplace.ports import Projection

RECORDS_PER_TRANSACTION = 5_000  # hashes fall all over an index: many at once write each of its pages once
GATHER_S = 0.25  # a transaction costs as much as fifty records: what comes within this time shares one
RETRY_S = 0.5
log = logging.getLogger("carbonix.desk")


class ProjectionFeed:
    """Records that wait for the projection; `reached` is the last one that is stored."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._waiting: deque[Record] = deque()
        self._changed = Condition()
        self._closing = Event()
        self._asked = 0
        self._thread = Thread(target=self._run, name="market-projection", daemon=True)
        self.reached = 0

    def start(self, reached: int) -> None:
        """Begins behind a record that is stored."""
        self.reached = reached
        self._thread.start()

    def tell(self, records: Sequence[Record]) -> None:
        """Adds records; never waits."""
        with self._changed:
            self._waiting.extend(records)
            self._changed.notify_all()

    @property
    def backlog(self) -> int:
        """How many records wait."""
        return len(self._waiting)

    def wait_for(self, number: int, timeout_s: float) -> bool:
        """True as soon as this record is stored, False if it takes longer."""
        with self._changed:
            if self.reached < number:
                self._asked = max(self._asked, number)
                self._changed.notify_all()
            return self._changed.wait_for(lambda: self.reached >= number, timeout_s)

    def close(self) -> None:
        """Stores what waits, unless the database is away, and ends."""
        self._closing.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while batch := self._next():
            while not self._stored(batch):
                if self._closing.wait(RETRY_S):
                    return
            with self._changed:
                for _ in batch:
                    self._waiting.popleft()
                self.reached = batch[-1].number
                self._changed.notify_all()

    def _next(self) -> list[Record]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing.is_set())
            self._changed.wait_for(self._is_due, GATHER_S)
            return list(islice(self._waiting, RECORDS_PER_TRANSACTION))

    def _is_due(self) -> bool:
        """True if nobody gains from waiting for more: somebody asks for it, it is enough, or it is the last."""
        return self._asked > self.reached or len(self._waiting) >= RECORDS_PER_TRANSACTION or self._closing.is_set()

    def _stored(self, batch: Sequence[Record]) -> bool:
        try:
            self._projection.project(batch)
        except Exception:
            # The journal has them: nothing is lost, and the desk refuses new entries when too many wait.
            log.exception("records %d to %d are not projected yet", batch[0].number, batch[-1].number)
            return False
        return True
