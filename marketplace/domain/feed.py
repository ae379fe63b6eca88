"""What a subscriber is told: differences of book and tape, in chains without a silent hole, conflated when slow."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from marketplace.domain.commands import Market
from marketplace.domain.depth import DepthLevel, LevelChanges

MOST_QUEUED = 64  # updates of one subscriber; one more, and all that wait become one for each market
MOST_PRINTS_QUEUED = 1_024  # trades of one market that wait for one subscriber; older ones are told as a gap
MOST_UPDATES_KEPT = 256  # of one market, for those who come back


@dataclass(frozen=True, slots=True)
class TapeEntry:
    """A trade as everybody may see it; `buyer_took` says that the buy order came second."""

    number: int
    sequence: int
    time_ms: int
    credits: int
    price_minor: int
    buyer_took: bool
    block: bool


@dataclass(frozen=True, slots=True)
class BookChange:
    """Levels that changed after journal step `previous` up to `sequence`, as they stand at `sequence`."""

    previous: int
    sequence: int
    changes: LevelChanges

    def then(self, later: BookChange) -> BookChange:
        """Both changes as one. The later one must begin where this one ends."""
        return BookChange(self.previous, later.sequence, self.changes.then(later.changes))


@dataclass(frozen=True, slots=True)
class TapeChange:
    """Trades after number `previous` of the market. Of `lost` nothing is here: they were too many for the queue."""

    previous: int
    entries: tuple[TapeEntry, ...]
    lost: tuple[int, int] | None = None  # numbers of the first and the last trade that were left out

    def then(self, later: TapeChange) -> TapeChange:
        """Both as one, the newest MOST_PRINTS_QUEUED trades of it; what is left out is named."""
        if later.lost:
            first = self.lost[0] if self.lost else self.entries[0].number
            return TapeChange(self.previous, later.entries, (first, later.lost[1]))
        entries = self.entries + later.entries
        surplus = entries[:-MOST_PRINTS_QUEUED]
        lost = self.lost
        if surplus:
            lost = (lost[0] if lost else surplus[0].number, surplus[-1].number)
        return TapeChange(self.previous, entries[-MOST_PRINTS_QUEUED:], lost)


@dataclass(frozen=True, slots=True)
class Quotes:
    """Best bid, best ask and last price of the queue, each None where there is none; and whether all stands still."""

    bid: DepthLevel | None
    ask: DepthLevel | None
    last_minor: int | None
    halted: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """What one journal step, or several, did to one market; None where nothing changed.

    `cache` keeps its messages: all subscribers share them.
    """

    market: Market
    sequence: int
    time_ms: int
    book: BookChange | None
    tape: TapeChange | None
    quotes: Quotes | None
    cache: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def then(self, later: Update) -> Update:
        """Both updates as one: the book by its last levels, the tape whole or with its gap named."""
        book = self.book.then(later.book) if self.book and later.book else self.book or later.book
        tape = self.tape.then(later.tape) if self.tape and later.tape else self.tape or later.tape
        return replace(later, book=book, tape=tape, quotes=later.quotes or self.quotes, cache={})


class Backlog:
    """Updates that wait for one subscriber. It never refuses one and never grows without bound: it conflates.

    At most MOST_QUEUED updates, or one for each market where those are more.
    """

    __slots__ = ("_queue", "conflated")

    def __init__(self) -> None:
        self._queue: deque[Update] = deque()
        self.conflated = 0

    def push(self, update: Update) -> None:
        """Queues an update behind the others."""
        self._queue.append(update)
        if len(self._queue) > MOST_QUEUED:
            before = len(self._queue)
            self._queue = deque(conflated(self._queue))
            self.conflated += before - len(self._queue)

    def drain(self) -> list[Update]:
        """Everything that waits, oldest first."""
        waiting = list(self._queue)
        self._queue.clear()
        return waiting

    def __len__(self) -> int:
        return len(self._queue)


class Recent:
    """The last updates of a market: who comes back with the step it knows gets one update from there, or None."""

    __slots__ = ("_kept", "floor")

    def __init__(self, floor: int) -> None:
        self._kept: deque[Update] = deque()
        self.floor = floor  # whoever knows this step or a later one can be served

    def keep(self, update: Update) -> None:
        """Keeps an update and lets the oldest one go where there are too many."""
        self._kept.append(update)
        if len(self._kept) > MOST_UPDATES_KEPT:
            self.floor = self._kept.popleft().sequence

    def reaches(self, sequence: int) -> bool:
        """True if nothing after that step has been let go."""
        return sequence >= self.floor

    def since(self, sequence: int) -> Update | None:
        """All after that step as one update; None if there was nothing. Ask `reaches` first."""
        later = conflated(deque(update for update in self._kept if update.sequence > sequence))
        return later[0] if later else None


def conflated(updates: deque[Update]) -> list[Update]:
    """One update for each market, in order of their last step."""
    by_market: dict[Market, Update] = {}
    for update in updates:
        earlier = by_market.pop(update.market, None)
        by_market[update.market] = earlier.then(update) if earlier else update
    return list(by_market.values())
