"""Lives of a desk that end by kill -9 at a chosen place, told by what they answered before they died."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from marketplace.adapters import journal_files, snapshots
from marketplace.adapters.journal_files import JournalFiles, line_of
from marketplace.adapters.projection_feed import ProjectionFeed
from marketplace.adapters.projector import Projector
from marketplace.adapters.sequencer import Desk, DeskLimits
from marketplace.adapters.snapshots import Snapshots
from marketplace.domain.commands import Cancel, Command, Event, Place
from marketplace.domain.desk_state import DeskState
from marketplace.domain.engine import Engine
from marketplace.domain.journal import Entry, Outcome, Record
from registry.adapters import durable_file
from registry.adapters.database import Database
from registry.domain.orders import Side
from tests.marketplace.journal.orders import ANN, BEN, NOW_S, PRICE, placing, signed

OFTEN = ("before the write", "after the write", "after the sync", "after the engine", "before the answer")
PLACES = (
    *OFTEN,
    "half a write",
    "the cut of a torn end",  # which the place before it leaves behind
    "a new segment",
    "after the answer",
    "inside the projection",
    "after the projection",
    "before a snapshot",
    "a snapshot's new name",
    "after a snapshot",
    "after the recovery",
)
AT_THE_END, HUNG = "when all was said", "never: it hung"
SEGMENT_BYTES, RECORDS_PER_SNAPSHOT, TICK = 16_384, 40, 10_000
POISON_CREDITS = 13
MOST_ENTRIES = 60
# So much chain time lies between two lives, and so much before an order expires: the book forgets what ended forty
# lives ago, and the last of 2,000 lives has no more to recover than the hundredth.
SECONDS_PER_LIFE, GOOD_FOR_S = 4_320, 86_400
LONGEST_LIFE_S = 20  # a life takes a tenth of a second; a fork of a process with threads may hang, and is only killed
DYING = "!"


@dataclass(frozen=True, slots=True)
class Home:
    """Where a desk lives."""

    journal: Path
    database: Path

    def database_url(self) -> str:
        """The URL of the database file."""
        return f"sqlite:///{self.database}"

    def desk(self, database: Database) -> Desk:
        """A desk that is not open yet; small segments and frequent snapshots, so that each place is often passed."""
        files = JournalFiles(self.journal, SEGMENT_BYTES)
        limits = DeskLimits(records_per_snapshot=RECORDS_PER_SNAPSHOT)
        return Desk(files, Snapshots(self.journal), Projector(database), limits=limits)


@dataclass(frozen=True, slots=True)
class Said:
    """What a life was told before its sender died: the entry's key, its number, and whether it was new."""

    key: str
    sequence: int


def engine_that_can_fail() -> None:
    """Lets every engine of this process fail at orders of a certain size, after it has moved."""
    plain = Engine.apply

    def apply(self: Engine, command: Command) -> list[Event]:
        events = plain(self, command)
        if isinstance(command, Place) and command.credits == POISON_CREDITS:
            raise ZeroDivisionError("a fault of the engine")
        return events

    if plain.__name__ != "failing":
        apply.__name__ = "failing"
        Engine.apply = apply  # type: ignore[method-assign]


def live(home: Home, place: str, passes: int, entries: list[Entry]) -> tuple[str, list[Said]]:
    """Forks a desk that dies at the given pass of a place, or when all is said; where it died, and what was heard."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        signal.alarm(LONGEST_LIFE_S)
        try:
            _be_killed_at(place, passes, told)
            _trade(home, entries, told)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(told)
    with os.fdopen(heard, "rb") as answers:
        lines = answers.read().decode().splitlines()
    _, ended = os.waitpid(child, 0)
    heard_of = [line.rsplit(" ", 1) for line in lines if not line.startswith(DYING)]
    died = place if lines and lines[-1].startswith(DYING) else AT_THE_END
    if os.WTERMSIG(ended) == signal.SIGALRM:
        died = HUNG
    return died, [Said(key, int(sequence)) for key, sequence in heard_of]


def _trade(home: Home, entries: list[Entry], told: int) -> None:
    chance = random.Random(len(entries))
    desk = home.desk(Database(home.database_url())).open()
    while entries:
        some, entries = entries[: (size := chance.randint(1, 6))], entries[size:]
        for entry, future in zip(some, desk.submit_all(some), strict=True):
            os.write(told, f"{entry.client_order_id} {future.result(30).sequence}\n".encode())
    desk.close()


def entries_of(seed: int, life: int) -> list[Entry]:
    """What senders want of one life: orders that meet each other, cancellations, now and then a poison."""
    chance, entries = random.Random(seed), list[Entry]()
    at_s = NOW_S + life * SECONDS_PER_LIFE
    for number in range(chance.randint(1, MOST_ENTRIES)):
        key = f"{seed}:{number}"
        if entries and chance.random() < 0.2:
            order = entries[-1].command
            reason = order.order if isinstance(order, Place) else "0x" + "00" * 32
            entries.append(Entry(Cancel(reason, "Maker"), None, key, "desk"))
            continue
        side = chance.choice(tuple(Side))
        credits = POISON_CREDITS if chance.random() < 0.01 else chance.randint(1, 9)
        price = PRICE + TICK * chance.randint(-3, 3)
        maker, salt = ANN if side is Side.Sell else BEN, seed * 1_000 + number
        order = signed(side, maker, credits, price, salt, expiry_s=at_s + GOOD_FOR_S)
        entries.append(placing(order, key, at_s=at_s))
    return entries


# --- where a life can end -------------------------------------------------------------------------------------------


def _be_killed_at(place: str, passes: int, told: int) -> None:
    left = passes

    def come_to(here: str) -> bool:
        nonlocal left
        left -= here == place
        if here != place or left != 0:
            return False
        os.write(told, f"{DYING}\n".encode())
        return True

    def die_at(here: str) -> None:
        if come_to(here):
            os.kill(os.getpid(), signal.SIGKILL)

    _in_the_files(come_to, die_at)
    _behind_the_files(die_at)


def _in_the_files(come_to: Callable[[str], bool], die_at: Callable[[str], None]) -> None:
    append, truncate = JournalFiles.append, os.truncate
    syncs = {"data": os.fdatasync, "names": journal_files.sync_folder}

    def dying_append(self: JournalFiles, day: str, records: Any) -> None:
        die_at("before the write")
        if come_to("half a write"):
            line = line_of(records)
            self._file_for(day).write(line[: len(line) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        append(self, day, records)

    def dying_sync(handle: Any) -> None:
        die_at("after the write")
        syncs["data"](handle)
        die_at("after the sync")

    def dying_names(folder: Path) -> None:
        die_at("a new segment")
        syncs["names"](folder)

    def dying_truncate(path: Any, length: int) -> None:
        truncate(path, length)
        die_at("the cut of a torn end")

    JournalFiles.append = dying_append  # type: ignore[method-assign]
    os.fdatasync = dying_sync
    journal_files.sync_folder = dying_names
    os.truncate = dying_truncate


def _behind_the_files(die_at: Callable[[str], None]) -> None:
    apply, outcome, tell, recover = DeskState.apply, Desk._outcome, ProjectionFeed.tell, Desk._recover
    transaction, write_whole, names = Database.transaction, snapshots.write_whole, durable_file.sync_folder

    def dying_apply(self: DeskState, numbered: Any) -> Any:
        events = apply(self, numbered)
        die_at("after the engine")
        return events

    def dying_outcome(self: Desk, record: Record) -> Outcome:
        die_at("before the answer")
        return outcome(self, record)

    def dying_tell(self: ProjectionFeed, records: Any) -> None:
        die_at("after the answer")
        tell(self, records)

    @contextmanager
    def dying_transaction(self: Database) -> Iterator[Session]:
        with transaction(self) as session:
            yield session
            session.flush()
            die_at("inside the projection")
        die_at("after the projection")

    def dying_names(folder: Path) -> None:
        die_at("a snapshot's new name")
        names(folder)

    def dying_write(file: Path, data: bytes) -> None:
        die_at("before a snapshot")
        write_whole(file, data)
        die_at("after a snapshot")

    def dying_recover(self: Desk) -> None:
        recover(self)
        die_at("after the recovery")

    DeskState.apply = dying_apply  # type: ignore[method-assign]
    Desk._outcome = dying_outcome  # type: ignore[method-assign]
    ProjectionFeed.tell = dying_tell  # type: ignore[method-assign]
    Database.transaction = dying_transaction  # type: ignore[method-assign]
    durable_file.sync_folder = dying_names
    snapshots.write_whole = dying_write  # type: ignore[assignment]
    Desk._recover = dying_recover  # type: ignore[method-assign]
