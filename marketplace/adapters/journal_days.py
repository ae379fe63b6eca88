"""Days of the journal, from the desk's own files or from a bundle that anyone may carry away; both replay alike.

A bundle is text: the first line says the day, the sealed statements and the book as it stood before, each following
line is the public half of one record. Nothing of it names an account or a client order id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from marketplace.adapters.journal_codec import decode, records_of
from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.snapshots import Snapshots
from marketplace.domain.desk_state import DeskState
from marketplace.domain.engine import Engine
from marketplace.domain.journal import Numbered
from marketplace.domain.journal_day import DayPart
from marketplace.errors import BundleUnreadable, DayUnknown
from marketplace.ports import DayRecords
from marketplace.usecases.replay_journal import replay_journal
from registry.adapters.canonical_json import NotCanonical, check_nesting

BUNDLE_TYPE = "carbonix/journal-bundle/1"
Statement = dict[str, str]


@dataclass(frozen=True)
class JournalDay:
    """A day, or the part of it behind record `after`, in the journal of this installation."""

    files: JournalFiles
    snapshots: Snapshots
    day: str
    first: int
    last: int

    def start(self) -> DeskState:
        """The state before the first record, without anybody's keys."""
        before = self.first - 1
        start, records = partial(self.snapshots.newest, before), partial(records_of, self.files, up_to=before)
        state = replay_journal(start, records)
        return DeskState.behind(before, state.engine)

    def public(self, first: int, last: int) -> Iterator[bytes]:
        """What everybody may read of the records `first` to `last`."""
        for line in self.files.lines(first - 1, self.day):
            if line.number > last:
                return
            yield line.public

    def records(self, first: int, last: int) -> Iterator[Numbered]:
        """The records `first` to `last`, without accounts and keys."""
        return map(decode, self.public(first, last))


def day_of_journal(files: JournalFiles, snapshots: Snapshots, day: str, after: int = 0) -> JournalDay:
    """The records of a UTC day behind record `after`. Raises DayUnknown if there is none, JournalDamaged."""
    first = next((line.number for line in files.lines(after, day)), 0)
    if not first:
        raise DayUnknown(day)
    return JournalDay(files, snapshots, day, first, files.last_of(day))


def write_bundle(records: DayRecords, statements: Sequence[Statement]) -> Iterator[bytes]:
    """The lines of a bundle, each with its end."""
    start = records.start()
    told = {
        "type": BUNDLE_TYPE,
        "day": records.day,
        "first": records.first,
        "last": records.last,
        "statements": list(statements),
        "before": start.engine.state(),
    }
    yield json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"
    for public in records.public(records.first, records.last):
        yield public + b"\n"


class BundledDay:
    """A day in a bundle. Raises BundleUnreadable where the file is none."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.day = str(self._told("day"))
        self.first, self.last = int(self._told("first")), int(self._told("last"))
        self.statements: list[Statement] = list(self._told("statements"))
        try:
            self.parts = [DayPart.of_statement(statement) for statement in self.statements]
        except (KeyError, TypeError, ValueError) as fault:
            raise BundleUnreadable(file.name, f"a statement has no sound {fault}") from fault

    def start(self) -> DeskState:
        """The state that the bundle says the day began with."""
        try:
            return DeskState.behind(self.first - 1, Engine.from_state(self._told("before")))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as fault:
            raise BundleUnreadable(self._file.name, f"its book cannot be set up: {fault!r}") from fault

    def public(self, first: int, last: int) -> Iterator[bytes]:
        """The records as they stand in the file."""
        with self._file.open("rb") as file:
            file.readline()
            for number, line in enumerate(file, start=self.first):
                if number > last:
                    return
                if number >= first:
                    yield line.removesuffix(b"\n")

    def records(self, first: int, last: int) -> Iterator[Numbered]:
        """The records, read."""
        for number, public in enumerate(self.public(first, last), start=first):
            try:
                check_nesting(public)
                yield decode(public)
            except (KeyError, TypeError, ValueError, NotCanonical) as fault:
                raise BundleUnreadable(self._file.name, f"line {number - self.first + 2} is no record") from fault

    @cached_property
    def _head(self) -> dict[str, Any]:
        with self._file.open("rb") as file:
            line = file.readline()
        try:
            check_nesting(line)
            head = json.loads(line)
        except (ValueError, NotCanonical) as fault:
            raise BundleUnreadable(self._file.name, "its first line is not JSON") from fault
        if not isinstance(head, dict) or head.get("type") != BUNDLE_TYPE:
            raise BundleUnreadable(self._file.name, f"its type is not {BUNDLE_TYPE}")
        return head

    def _told(self, name: str) -> Any:
        try:
            return self._head[name]
        except KeyError as fault:
            raise BundleUnreadable(self._file.name, f"it does not say {name}") from fault
