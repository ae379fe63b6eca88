"""Keeps the book: the journal is the truth, the book in memory is its replay, one writer moves it at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from marketplace.domain.book import Book
from marketplace.domain.commands import Command, Event, Rejected, Traded
from marketplace.domain.settlement import Step
from marketplace.errors import refusal_of
from marketplace.ports import MarketStore


class Turn:
    """The writer's turn: commands move the book at once, and their steps are to be stored before anyone is answered."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.steps: list[Step] = []

    def apply(self, command: Command) -> list[Event]:
        """Carries out a command; raises its refusal by name, and then the book has not changed."""
        events = self.book.apply(command)
        if isinstance(events[0], Rejected):
            raise refusal_of(events[0].name, dict(events[0].facts))
        trades = tuple(event for event in events if isinstance(event, Traded))
        self.steps.append(Step(self.book.sequence, command, trades))
        return events


class BookKeeper:
    """Holds the book of one process; other processes are seen through the journal."""

    def __init__(self, store: MarketStore) -> None:
        self._store = store
        self._lock = RLock()
        self._book = Book()

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """The book as of the whole journal. A turn that fails is undone by replaying the journal."""
        with self._lock:
            self._catch_up()
            turn = Turn(self._book)
            try:
                yield turn
            except BaseException:
                if turn.steps:
                    self._book = Book()
                raise

    def _catch_up(self) -> None:
        for command in self._store.commands_after(self._book.sequence):
            self._book.apply(command)
