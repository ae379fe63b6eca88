"""The live feed: hears every durable record, keeps the public picture, and hands updates to whoever subscribed.

The desk's thread only queues a record; the picture moves on the event loop, or in the thread of whoever asks for it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import RLock

from marketplace.domain.commands import Market
from marketplace.domain.depth import DepthLevel
from marketplace.domain.feed import Backlog, Quotes, Update
from marketplace.domain.journal import Record
from marketplace.domain.picture import Picture
from registry.domain.orders import Side

RECORDS_PER_TURN = 256  # then the loop may send what they made
MOST_WAITING = 4_096  # records that nobody asked for; more are taken in at once, so that they never pile up
PATIENCE_S, POLL_S = 1.0, 0.0005
log = logging.getLogger("carbonix.feed")


@dataclass(frozen=True, slots=True)
class BookView:
    """A market's depth with the step of its last change; `sequence` is the step of the whole picture."""

    market: Market
    bids: tuple[DepthLevel, ...]
    asks: tuple[DepthLevel, ...]
    quotes: Quotes
    book_sequence: int
    trade_number: int
    sequence: int
    time_ms: int


class Subscriber:
    """One who listens, on the event loop where it was made. `markets` None: all of them."""

    def __init__(self, markets: frozenset[Market] | None) -> None:
        self.markets = markets
        self.backlog = Backlog()
        self.loop = asyncio.get_running_loop()
        self.ready = asyncio.Event()

    def wants(self, update: Update) -> bool:
        """True for an update of one of its markets."""
        return self.markets is None or update.market in self.markets

    def wake(self) -> None:
        """Says that something waits; from any thread. Raises RuntimeError if its loop is closed."""
        try:
            here = asyncio.get_running_loop() is self.loop
        except RuntimeError:
            here = False
        if here:
            self.ready.set()
        else:
            self.loop.call_soon_threadsafe(self.ready.set)


class MarketFeed:
    """The picture and its subscribers. `picture` makes a new one from the book as it stands."""

    def __init__(self, picture: Callable[[], Picture]) -> None:
        self._make = picture
        self._picture = Picture()
        self._lock = RLock()
        self._incoming: deque[Record] = deque()
        self._subscribers: list[Subscriber] = []
        self._scheduled = False
        self.heard = 0

    def start(self) -> None:
        """Begins with the book as it stands; `hear` must be listening before."""
        with self._lock:
            self._picture = self._make()
            self.heard = max(self.heard, self._picture.sequence)

    def wait_for(self, number: int, timeout_s: float = PATIENCE_S) -> bool:
        """True as soon as this record was heard: the desk answers its sender a moment before it tells the others."""
        end = time.monotonic() + timeout_s
        while self.heard < number and time.monotonic() < end:
            time.sleep(POLL_S)
        return self.heard >= number

    def hear(self, record: Record) -> None:
        """Takes a durable record; costs the desk's thread next to nothing."""
        self._incoming.append(record)
        self.heard = record.number
        if self._subscribers and not self._scheduled:
            self._schedule()
        if len(self._incoming) > MOST_WAITING:
            with self._lock:
                self._catch_up(None)

    def subscribe(self, markets: frozenset[Market] | None) -> Subscriber:
        """Everything from now on. Use `views` under `at_rest` to know where now is."""
        with self._lock:
            self._catch_up(None)
            subscriber = Subscriber(markets)
            self._subscribers = [*self._subscribers, subscriber]
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        """Ends a subscription."""
        with self._lock:
            self._subscribers = [other for other in self._subscribers if other is not subscriber]

    def drain(self, subscriber: Subscriber) -> list[Update]:
        """What waits for a subscriber."""
        with self._lock:
            return subscriber.backlog.drain()

    def at_rest(self) -> RLock:
        """A lock under which nothing moves."""
        return self._lock

    @property
    def subscribers(self) -> int:
        """How many listen."""
        return len(self._subscribers)

    @property
    def sequence(self) -> int:
        """The last record of the picture."""
        return self._picture.sequence

    def view(self, market: Market, limit: int | None = None, group_minor: int = 1) -> BookView:
        """A market as of the last durable record."""
        with self._lock:
            self._catch_up(None)
            picture = self._picture
            ladder, chain = picture.market_state(market)
            return BookView(
                market=market,
                bids=ladder.levels(Side.Buy, limit, group_minor),
                asks=ladder.levels(Side.Sell, limit, group_minor),
                quotes=picture.quotes(market),
                book_sequence=chain.book_sequence,
                trade_number=chain.trade_number,
                sequence=picture.sequence,
                time_ms=picture.time_ms,
            )

    def missed(self, market: Market, after: int) -> tuple[bool, Update | None]:
        """Whether all after that step is still at hand, and what it comes to; None if nothing happened."""
        with self._lock:
            chain = self._picture.market_state(market)[1]
            if not chain.recent.reaches(after) or after > self._picture.sequence:
                return False, None
            return True, chain.recent.since(after)

    def markets(self) -> list[Market]:
        """Every market that has or had an order since the picture began."""
        with self._lock:
            self._catch_up(None)
            return self._picture.markets()

    def _schedule(self) -> None:
        for subscriber in self._subscribers:
            with suppress(RuntimeError):
                self._scheduled = True
                subscriber.loop.call_soon_threadsafe(self._turn)
                return
        self._scheduled = False

    def _turn(self) -> None:
        self._scheduled = False
        with self._lock:
            self._catch_up(RECORDS_PER_TURN)
        if self._incoming and not self._scheduled:
            self._schedule()

    def _catch_up(self, limit: int | None) -> None:
        woken: set[Subscriber] = set()
        while self._incoming and limit != 0:
            record = self._incoming.popleft()
            limit = None if limit is None else limit - 1
            if record.number > self._picture.sequence:
                woken |= self._hand_out(self._follow(record))
        for subscriber in woken:
            try:
                subscriber.wake()
            except RuntimeError:  # its loop is gone, and with it whoever listened
                self.leave(subscriber)

    def _follow(self, record: Record) -> list[Update]:
        try:
            return self._picture.apply(record)
        except ValueError:
            log.exception("record %d does not fit the picture: it is made anew", record.number)
            self._picture = self._make()
            return []

    def _hand_out(self, updates: Iterable[Update]) -> set[Subscriber]:
        woken = set()
        for update in updates:
            for subscriber in self._subscribers:
                if subscriber.wants(update):
                    subscriber.backlog.push(update)
                    woken.add(subscriber)
        return woken
