"""The parts of a book: orders in queues by price, one side of a market, a market, an account.

A `rank` says how good a price is for the other side: the price of a bid, the negated price of an ask. So the best rank
of either side is its largest, and an order of rank r meets every order of the other side whose rank is at least -r.
Who leaves a queue from its middle only loses its credits; the queue forgets it when it comes to the front.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from typing import Final

from marketplace.domain.commands import Place
from marketplace.domain.events import Market

ENDED: Final = -1  # the arrival of an order that has ended for ever
FEWEST_GAPS: Final = 32  # a queue is swept when more than these, and three in four of it, have left


class Account:
    """Whoever signs orders. `standing` keeps those that came to rest, oldest first; who left is swept out in time."""

    __slots__ = ("most", "name", "standing")

    def __init__(self, name: str) -> None:
        self.name = name
        self.standing: list[BookOrder] = []
        self.most = FEWEST_GAPS

    def stand(self, order: BookOrder) -> None:
        """An order has come to rest."""
        self.standing.append(order)
        if len(self.standing) > self.most:
            self.sweep()

    def sweep(self) -> None:
        """Forgets who left; the next sweep is due when as many again have come."""
        self.standing = self.resting()
        self.most = 2 * len(self.standing) + FEWEST_GAPS

    def resting(self) -> list[BookOrder]:
        """The orders that rest, oldest first."""
        return [order for order in self.standing if order.level is not None]

    @property
    def open_credits(self) -> int:
        """Whole credits that the resting orders seek together."""
        return sum(order.remaining for order in self.resting())


class Terms:
    """What makes an order special: a named taker, a minimum per fill, all or none; `whole` is 0 or the only fill.

    An attribute bid waits in all levels that it has `joined`.
    """

    __slots__ = ("joined", "min_fill", "taker", "whole")

    def __init__(self, taker: str | None, min_fill: int, whole: int) -> None:
        self.taker = taker
        self.min_fill = min_fill
        self.whole = whole
        self.joined: tuple[Level, ...] = ()

    def admit(self, credits: int, counterparty: str) -> bool:
        """Would the exchange fill so many credits of this order against that maker?"""
        if self.taker is not None and self.taker != counterparty:
            return False
        return credits >= self.min_fill and (not self.whole or credits == self.whole)


class BookOrder:
    """An order as the engine holds it; `level` is where it waits, None while it does not rest."""

    __slots__ = ("account", "arrival", "level", "order", "place", "rank", "remaining", "terms")

    order: str
    account: Account
    rank: int
    remaining: int
    terms: Terms | None
    place: Place | None
    level: Level | None
    arrival: int

    @classmethod
    def of(
        cls, order: str, account: Account, rank: int, remaining: int, terms: Terms | None, place: Place | None
    ) -> BookOrder:
        """An order that rests nowhere yet. The engine's short door makes its own, without the call."""
        self = cls()
        self.order = order
        self.account = account
        self.rank = rank
        self.remaining = remaining
        self.terms = terms
        self.place = place
        self.level = None
        self.arrival = 0
        return self

    @property
    def buys(self) -> bool:
        """Prices are positive, so the sign of a rank tells the side."""
        return self.rank > 0

    @property
    def price_minor(self) -> int:
        """The limit in payment units per credit."""
        return abs(self.rank)

    @property
    def closed(self) -> bool:
        """Has it ended for ever?"""
        return self.arrival == ENDED

    def end(self) -> None:
        """It ends for ever."""
        self.arrival = ENDED

    @property
    def joined(self) -> tuple[Level, ...]:
        """The levels of all markets where an attribute bid waits."""
        return self.terms.joined if self.terms is not None else ()

    def join(self, levels: tuple[Level, ...]) -> None:
        """An attribute bid waits in these levels."""
        if self.terms is not None:
            self.terms.joined = levels


class Level:
    """All orders of one price, in order of arrival; `gaps` of them have left. In a book a level has someone living."""

    __slots__ = ("gaps", "queue", "rank", "side")

    def __init__(self, side: BookSide | None, rank: int) -> None:
        self.side = side
        self.rank = rank
        self.queue: deque[BookOrder] = deque()
        self.gaps = 0

    def living(self) -> list[BookOrder]:
        """Orders that still seek credits, first come first."""
        return [order for order in self.queue if order.remaining]

    def bury(self) -> None:
        """One of the queue has just lost its credits."""
        self.gaps += 1
        self.sweep()

    def sweep(self) -> None:
        """Leaves the book if nobody waits here any more; closes the gaps when most of a long queue is gone."""
        gaps, length = self.gaps, len(self.queue)
        if gaps == length:
            self.queue.clear()
            self.gaps = 0
            if self.side is not None:
                self.side.drop(self.rank)
        elif gaps > FEWEST_GAPS and 4 * gaps > 3 * length:
            self.queue = deque(self.living())
            self.gaps = 0

    def admit_by_arrival(self, order: BookOrder) -> None:
        """Lets an order in at the place that its arrival earned elsewhere."""
        waiting = [*self.living(), order]
        waiting.sort(key=_arrival)
        self.queue = deque(waiting)
        self.gaps = 0


class BookSide:
    """One side of one market; `specials` counts the orders with terms that rest on it.

    `best_minor` is the price of the last of `ranks`, 0 where nobody waits: prices are positive, and have no bound.
    """

    __slots__ = ("best_minor", "book", "levels", "ranks", "specials")

    def __init__(self, book: MarketBook) -> None:
        self.book = book
        self.best_minor = 0
        self.ranks: list[int] = []
        self.levels: dict[int, Level] = {}
        self.specials = 0

    def level(self, rank: int) -> Level:
        """The level of a rank, new if nobody waits there."""
        level = self.levels.get(rank)
        if level is None:
            level = self.levels[rank] = Level(self, rank)
            insort(self.ranks, rank)
            self.best_minor = abs(self.ranks[-1])
        return level

    def drop(self, rank: int) -> None:
        """Nobody waits at this rank any more."""
        del self.levels[rank]
        ranks = self.ranks
        del ranks[bisect_left(ranks, rank)]
        self.best_minor = abs(ranks[-1]) if ranks else 0

    def drop_best(self) -> None:
        """Nobody waits at the best rank any more."""
        ranks = self.ranks
        del self.levels[ranks.pop()]
        self.best_minor = abs(ranks[-1]) if ranks else 0

    def crossing(self, limit: int) -> list[Level]:
        """Levels of at least this rank, best first."""
        return [self.levels[rank] for rank in reversed(self.ranks[bisect_left(self.ranks, limit) :])]

    def living(self) -> list[BookOrder]:
        """All orders of the side in priority."""
        return [order for rank in reversed(self.ranks) for order in self.levels[rank].living()]


class MarketBook:
    """Both sides of a market, its halt, its collar, and the orders that came back while it stood still."""

    __slots__ = (
        "asks",
        "band_bps",
        "bids",
        "collared",
        "halt_reason",
        "high_minor",
        "last_minor",
        "low_minor",
        "market",
    )

    def __init__(self, market: Market) -> None:
        self.market = market
        self.bids = BookSide(self)
        self.asks = BookSide(self)
        self.halt_reason: str | None = None
        self.collared = False
        self.low_minor = self.high_minor = self.band_bps = self.last_minor = 0

    def crossed_by(self, rank: int) -> bool:
        """Would an order of this rank meet anybody of the other side by its price?"""
        return 0 < self.asks.best_minor <= rank if rank > 0 else self.bids.best_minor >= -rank

    def bounds_minor(self, last_minor: int = 0) -> tuple[int, int]:
        """The lowest and the highest price that may trade now, in payment units; 0 above is no bound.

        `last_minor` asks for the bounds after a trade at that price.
        """
        low, high, last = self.low_minor, self.high_minor, last_minor or self.last_minor
        if self.band_bps and last:
            reach = last * self.band_bps // 10_000
            low = max(low, last - reach)
            high = min(high, last + reach) if high else last + reach
        return low, high


def _arrival(order: BookOrder) -> int:
    return order.arrival
