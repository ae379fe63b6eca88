"""The desk: gives every entry its number, makes it durable, lets the engine decide, and answers in that order.

One thread writes. While it waits for the disk, entries gather; the next group takes them all with one sync. An entry
whose sender was answered is in the journal for ever; one that was not answered may be sent again under its own key.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from threading import Condition, RLock, Thread
from typing import Protocol

from marketplace.adapters.call_answers import CallAnswers
from marketplace.adapters.journal_codec import encode, records_of
from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.projection_feed import RECORDS_PER_TRANSACTION, ProjectionFeed
from marketplace.adapters.snapshots import Snapshots
from marketplace.domain.desk_state import DeskState, poisoned
from marketplace.domain.engine import Engine
from marketplace.domain.journal import Entry, Numbered, Outcome, PoisonMark, Record, Told
from marketplace.domain.memory import key_of, placed_by
from marketplace.errors import DeskBusy, DeskHalted, JournalDamaged
from marketplace.ports import Projection
from marketplace.usecases.replay_journal import replay_journal

CLOSED = "it was closed"
BUSY_TIMES = 10  # as much may be written before a busy desk stands still for its snapshot
log = logging.getLogger("carbonix.desk")
Listener = Callable[[Record], None]


class Answer(Protocol):
    """Where the outcome of one entry goes."""

    def set_result(self, outcome: Outcome, /) -> None: ...
    def set_exception(self, fault: Exception, /) -> None: ...
    def done(self) -> bool: ...


Waiting = tuple[Entry, Answer]


@dataclass(frozen=True, slots=True)
class DeskLimits:
    """How much may wait before senders are told to come back, how large a group gets, how often a snapshot is due."""

    waiting_entries: int = 10_000
    waiting_records: int = 50_000
    entries_per_group: int = 1_000
    records_per_snapshot: int = 100_000
    recent_outcomes: int = 100_000
    barrier_s: float = 10.0


class _Reading:
    """The engine under its lock; it is asked for four times an order, and a generator costs three times as much."""

    __slots__ = ("_engine", "_turn")

    def __init__(self, turn: RLock, engine: Callable[[], Engine]) -> None:
        self._turn, self._engine = turn, engine

    def __enter__(self) -> Engine:
        self._turn.acquire()
        return self._engine()

    def __exit__(self, *_fault: object) -> None:
        self._turn.release()


class Desk:
    """The one writer of a market. Open it before use; one that lost its disk stays halted until it is opened anew."""

    def __init__(
        self,
        files: JournalFiles,
        snapshots: Snapshots,
        projection: Projection,
        *,
        limits: DeskLimits | None = None,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._files, self._snapshots, self._projection = files, snapshots, projection
        self._limits = limits or DeskLimits()
        self._now_ms = now_ms
        self._state = DeskState()
        self._feed = ProjectionFeed(projection)
        self._recent: OrderedDict[int, Outcome] = OrderedDict()
        self._listeners: tuple[Listener, ...] = ()
        self._queue: deque[Sequence[Waiting]] = deque()
        self._waiting = 0
        self._halted: str | None = None
        self._snapshot_at = 0
        self._changed = Condition()
        self._book = RLock()
        self._reading = _Reading(self._book, lambda: self._state.engine)
        self._thread = Thread(target=self._run, name="market-desk", daemon=True)

    # --- opening and closing ------------------------------------------------------------------------------------------

    def open(self) -> Desk:
        """Takes the journal, recovers the book from snapshot and tail, brings the projection up to it, and begins.

        Raises JournalTaken if another process writes, JournalDamaged, DatabaseUnavailable, OSError.
        """
        self._files.open_to_write()
        self._snapshot_at = self._snapshots.last
        try:
            self._recover()
        except BaseException:
            self._files.close()
            raise
        self._feed.start(self._state.number)
        self._thread.start()
        return self

    def close(self) -> None:
        """Answers what waits, stores it, keeps a snapshot and gives the journal back."""
        with self._changed:
            was_halted, self._halted = self._halted, self._halted or CLOSED
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()
        self._feed.close()
        if was_halted is None and self._thread.ident is not None:
            self._keep_snapshot()
        self._files.close()

    # --- what rooms ask ----------------------------------------------------------------------------------------------

    def submit(self, entry: Entry) -> Future[Outcome]:
        """The future outcome of an entry. Raises DeskBusy, DeskHalted.

        The future raises DeskHalted where the disk refused, OrderDuplicated and IdempotencyConflict for a key or an
        order that was used for something else; a refusal of the engine is an outcome.
        """
        return self.submit_all([entry])[0]

    def submit_all(self, entries: Sequence[Entry]) -> list[Future[Outcome]]:
        """The same for entries that belong to one call: they stay together, in their order."""
        futures: list[Future[Outcome]] = [Future() for _ in entries]
        for future in futures:
            future.set_running_or_notify_cancel()  # an entry that was taken is not taken back
        self._take(list(zip(entries, futures, strict=True)))
        return futures

    def submit_together(self, entries: Sequence[Entry]) -> Future[Sequence[Told]]:
        """The same with one future for all, which costs an entry less; it holds what each of them would have raised."""
        call = CallAnswers(len(entries))
        call.told.set_running_or_notify_cancel()
        self._take(list(zip(entries, call.seats(), strict=True)))
        return call.told

    def _take(self, call: Sequence[Waiting]) -> None:
        with self._changed:
            self._require_open(len(call))
            self._queue.append(call)
            self._waiting += len(call)
            self._changed.notify_all()

    def book(self) -> AbstractContextManager[Engine]:
        """The engine between two groups, for reading: it stands still as long as this lasts, so be short."""
        return self._reading

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Calls back with every record once it is durable, in order, on the desk's thread; the answer ends it."""
        with self._changed:
            self._listeners = (*self._listeners, callback)

        def leave() -> None:
            with self._changed:
                self._listeners = tuple(other for other in self._listeners if other is not callback)

        return leave

    def barrier(self) -> int:
        """Waits until all that was answered so far is in the database: the number of the last record.

        Raises DeskBusy if that takes too long.
        """
        number = self.number
        if not self._feed.wait_for(number, self._limits.barrier_s):
            raise DeskBusy(self._feed.backlog, self._limits.waiting_records)
        return number

    @property
    def number(self) -> int:
        """The number of the last record."""
        with self._book:
            return self._state.number

    @property
    def waiting(self) -> int:
        """How many entries wait for their group."""
        return self._waiting

    @property
    def halted(self) -> str | None:
        """Why the desk takes nothing more; None while it does."""
        return self._halted

    # --- the writer --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while group := self._next_group():
            try:
                self._carry_out(group)
            except Exception as fault:
                log.exception("the desk halts")
                self._halt(f"{type(fault).__name__}: {fault}", group)
            if self._snapshot_is_due():
                self._keep_snapshot()

    def _next_group(self) -> list[Waiting]:
        """Whole calls up to the size of a group; an entry that an earlier one may answer waits for the next."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._halted is not None)
            group: list[Waiting] = []
            seen: set[object] = set()
            while self._queue and len(group) < self._limits.entries_per_group:
                call = self._queue.popleft()
                for at, (entry, future) in enumerate(call):
                    names = {placed_by(entry), key_of(entry)} - {None}
                    if names & seen:
                        self._queue.appendleft(call[at:])
                        self._waiting -= len(group)
                        return group
                    seen |= names
                    group.append((entry, future))
            self._waiting -= len(group)
            return group

    def _carry_out(self, group: Sequence[Waiting]) -> None:
        time_ms = max(self._now_ms(), self._state.time_ms)
        new = [(entry, future) for entry, future in group if not self._answered_before(entry, future)]
        numbered = [
            (Numbered(number, time_ms, entry), future)
            for number, (entry, future) in enumerate(new, start=self._state.number + 1)
        ]
        if not numbered:
            return
        self._write([one for one, _ in numbered])
        with self._book:
            records = self._decide([one for one, _ in numbered])
        for record, (_, future) in zip(records, numbered, strict=False):  # marks stand behind, with nobody to answer
            future.set_result(self._outcome(record))
        self._feed.tell(records)
        self._tell(records)

    def _answered_before(self, entry: Entry, future: Answer) -> bool:
        try:
            first = self._state.first_of(entry)
            if first is None:
                return False
            known = self._recent.get(first) or self._projection.outcome(first)
        except Exception as refusal:
            future.set_exception(refusal)
            return True
        future.set_result(replace(known, repeated=True))
        return True

    def _write(self, numbered: Sequence[Numbered]) -> None:
        self._files.append(day_of(numbered[0].time_ms), [encode(one) for one in numbered])

    def _decide(self, numbered: Sequence[Numbered]) -> list[Record]:
        """What the engine answers to durable entries; a command that makes it fail is undone and marked."""
        records, poison = [], []
        for one in numbered:
            try:
                events = self._state.apply(one)
            except Exception:
                log.exception("record %d makes the engine fail: it is refused and marked", one.number)
                poison.append(one.number)
                self._state, events = self._without(one, poison), poisoned(one)
            records.append(Record(one.number, one.time_ms, one.entry, events))
        marks = [
            Numbered(number, numbered[-1].time_ms, PoisonMark(failed))
            for number, failed in enumerate(poison, start=numbered[-1].number + 1)
        ]
        if marks:
            self._write(marks)
        return records + [Record(mark.number, mark.time_ms, mark.entry, self._state.apply(mark)) for mark in marks]

    def _without(self, failed: Numbered, poison: Sequence[int]) -> DeskState:
        """The state after a failed record as if it had said nothing, from the journal."""
        start = partial(self._snapshots.newest, failed.number - 1)
        records = partial(records_of, self._files, up_to=failed.number)
        return replay_journal(start, records, poison=frozenset(poison))

    def _outcome(self, record: Record) -> Outcome:
        outcome = Outcome(record.number, record.time_ms, record.events)
        self._recent[record.number] = outcome
        if len(self._recent) > self._limits.recent_outcomes:
            self._recent.popitem(last=False)
        return outcome

    def _tell(self, records: Sequence[Record]) -> None:
        for listener in self._listeners:
            for record in records:
                try:
                    listener(record)
                except Exception:
                    log.exception("a listener failed at record %d", record.number)

    # --- limits, recovery --------------------------------------------------------------------------------------------

    def _require_open(self, more: int) -> None:
        if self._halted is not None:
            raise DeskHalted(self._halted)
        if self._waiting + more > self._limits.waiting_entries:
            raise DeskBusy(self._waiting, self._limits.waiting_entries)
        if self._feed.backlog > self._limits.waiting_records:
            raise DeskBusy(self._feed.backlog, self._limits.waiting_records)

    def _halt(self, reason: str, group: Sequence[Waiting]) -> None:
        """Nothing more is taken; nobody who waits is told that it was."""
        with self._changed:
            self._halted = reason
            unanswered = [*group, *(one for call in self._queue for one in call)]
            self._queue.clear()
            self._waiting = 0
        for _, future in unanswered:
            if not future.done():
                future.set_exception(DeskHalted(reason))

    def _recover(self) -> None:
        cursor = self._projection.cursor()
        if cursor > self._files.last:
            raise JournalDamaged(f"the end, record {self._files.last}", cursor)
        batch: list[Record] = []

        def told(record: Record) -> None:
            self._outcome(record)
            if record.number > cursor:
                batch.append(record)
            if len(batch) == RECORDS_PER_TRANSACTION:
                self._projection.project(batch)
                batch.clear()

        start, records = partial(self._snapshots.newest, cursor), partial(records_of, self._files)
        self._state = replay_journal(start, records, told)
        if batch:
            self._projection.project(batch)

    def _keep_snapshot(self) -> None:
        if self._state.number == self._snapshot_at:
            return
        try:
            self._snapshots.keep(self._state)
        except Exception:  # whatever it is, the desk goes on: the journal has all of it
            log.exception("no snapshot at record %d: the next start replays more", self._state.number)
        self._snapshot_at = self._state.number

    def _snapshot_is_due(self) -> bool:
        """When enough was written and nobody waits; at the latest when ten times as much was written."""
        written, enough = self._state.number - self._snapshot_at, self._limits.records_per_snapshot
        return written >= enough * BUSY_TIMES or (written >= enough and not self._waiting)


def day_of(time_ms: int) -> str:
    """The UTC day of a time, as YYYY-MM-DD."""
    return datetime.fromtimestamp(time_ms // 1_000, UTC).date().isoformat()
