"""How a newcomer meets the book: price, then time, at the resting price, in pieces that the exchange would settle.

Plain orders take the short way; one that meets terms, a collar, an attribute bid or its own maker takes the long one.
Both follow the same rules, and the tests compare both with one naive book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import merge
from typing import Final

from marketplace.domain.events import Cancelled, Lifted, Market, Raw, Rested, Shrunk, Traded
from marketplace.domain.levels import Account, BookOrder, BookSide, Level, MarketBook
from registry.domain.orders import Side

# The numbers of TimeInForce and SelfTrade as constants, which compile into the code.
GTC: Final = 0
IOC: Final = 1
FOK: Final = 2
POST: Final = 3
NEWEST: Final = 0
OLDEST: Final = 1
BOTH: Final = 2
DECREMENT: Final = 3
BUY: Final = Side.Buy
SELL: Final = Side.Sell

Out = Callable[[Raw], object]


class Matcher:
    """Orders, accounts and markets, and the meeting of orders. Commands and refusals stand in engine.py."""

    def __init__(self) -> None:
        self.sequence = 0
        self.trades = 0
        self.arrivals = 0
        self.books: dict[Market, MarketBook] = {}
        self.accounts: dict[str, Account] = {}
        self.known: dict[str, BookOrder] = {}
        self.withheld: dict[str, int] = {}
        self.attribute_bids: dict[str, BookOrder] = {}
        self.shared = Level(None, 0)
        self.parking = Level(None, 0)
        self.moved: list[MarketBook] = []  # markets whose band a trade moved, while attribute bids wait

    def enter(self, new: BookOrder, book: MarketBook, tif: int, mode: int, out: Out) -> None:
        """A newcomer of one batch trades what it can; what is left rests, or dies. Post-only was judged before."""
        rank = new.rank
        if rank > 0:
            own, other, side, price = book.bids, book.asks, BUY, rank
        else:
            own, other, side, price = book.asks, book.bids, SELL, -rank
        if other.ranks and other.ranks[-1] >= -rank:
            if other.specials or mode or tif == FOK or new.terms is not None or book.collared:
                if not self.meet(new, [book], tif, mode, out):
                    return
                if book.collared and tif in (GTC, POST) and not within(price, book.bounds_minor()):
                    self.close(new, "PriceOutsideCollar", out)  # its own trades moved the band away from it
                    return
            elif not self._trade_plainly(new, book, other, -rank, out):
                return
        if tif in (IOC, FOK):
            self.close(new, "FillOrKill" if tif == FOK else "ImmediateOrCancel", out)
            return
        if new.terms is not None:
            self.rest_special(new, book, out)
            return
        level = own.levels.get(rank)
        if level is None:
            level = own.level(rank)
        level.queue.append(new)
        new.level = level
        new.arrival = self.arrivals = self.arrivals + 1
        new.account.stand(new)
        out((Rested, new.order, book.market, side, new.remaining, price, False, ()))

    def _trade_plainly(self, new: BookOrder, book: MarketBook, other: BookSide, limit: int, out: Out) -> bool:
        """The short way. True if the newcomer still seeks credits."""
        name, account, left = new.order, new.account, new.remaining
        market, buys, ranks = book.market, new.rank > 0, other.ranks
        while ranks and ranks[-1] >= limit:
            level = other.levels[ranks[-1]]
            queue = level.queue
            price = -level.rank if buys else level.rank
            while queue:
                maker = queue[0]
                there = maker.remaining
                if not there:
                    queue.popleft()
                    level.gaps -= 1
                    continue
                owner = maker.account
                if owner is account:
                    new.remaining = left
                    self.close(new, "SelfTrade", out)
                    return False
                credits = there if there < left else left
                self.trades = number = self.trades + 1
                if buys:
                    out((Traded, number, market, name, maker.order, credits, price, BUY, False))
                else:
                    out((Traded, number, market, maker.order, name, credits, price, SELL, False))
                book.last_minor = price
                left -= credits
                maker.remaining = there - credits
                if there == credits:
                    queue.popleft()
                    maker.level = None
                if not left:
                    new.remaining = 0
                    if level.gaps == len(queue):
                        other.drop_best()
                    return False
            other.drop_best()
        new.remaining = left
        return True

    def meet(self, new: BookOrder, books: list[MarketBook], tif: int, mode: int, out: Out) -> bool:
        """The long way, over one market or all that conform. True if the newcomer still seeks credits and may rest."""
        if tif == FOK and not self.reachable(new, books, mode):
            self.close(new, "FillOrKill", out)
            return False
        for maker, book in self._candidates(new, books):
            left, there = new.remaining, maker.remaining
            if not there or not self._priced(maker, book, out):
                continue
            credits = min(left, there)
            if not self._may_trade(new, maker, credits):
                continue
            if maker.account is new.account:
                self._meet_oneself(new, maker, credits, mode, out)
            else:
                self._trade(new, maker, book, credits, out)
            if new.remaining == 0:
                return False
        return self.still_fillable(new, out)

    def _candidates(self, new: BookOrder, books: list[MarketBook]) -> Iterator[tuple[BookOrder, MarketBook]]:
        """Orders that the newcomer's price meets, best first, then oldest; those who left meanwhile have no credits."""
        if len(books) == 1:
            return _crossing(new, books[0])
        return merge(*(_crossing(new, book) for book in books), key=_priority)

    def _may_trade(self, new: BookOrder, maker: BookOrder, credits: int) -> bool:
        one, other = new.terms, maker.terms
        return (one is None or one.admit(credits, maker.account.name)) and (
            other is None or other.admit(credits, new.account.name)
        )

    def _priced(self, maker: BookOrder, book: MarketBook, out: Out) -> bool:
        """May an order trade at its price? One that a moved collar left behind leaves, unless it waits elsewhere."""
        if not book.collared or within(maker.price_minor, book.bounds_minor()):
            return True
        low = book.bounds_minor()[0]
        stale = (maker.price_minor < low) is not maker.buys
        if stale and maker.order not in self.attribute_bids:
            self.close(maker, "PriceOutsideCollar", out)
        return False

    def reachable(self, new: BookOrder, books: list[MarketBook], mode: int) -> bool:
        """Would a fill-or-kill order fill whole? An order of its own maker ends the search, or would be cancelled."""
        left = new.remaining
        last: dict[Market, int] = {}  # what the trades until here would do to moving bands
        for maker, book in self._candidates(new, books):
            if book.collared and not within(maker.price_minor, book.bounds_minor(last.get(book.market, 0))):
                continue
            credits = min(left, maker.remaining)
            if not self._may_trade(new, maker, credits):
                continue
            if maker.account is not new.account:
                left -= credits
                if not _is_block(new, maker):
                    last[book.market] = maker.price_minor
            elif mode != OLDEST:
                return False
            if left == 0:
                return True
        return False

    def would_trade(self, new: BookOrder, books: list[MarketBook]) -> bool:
        """Would a post-only order take anything, be it of its own maker?"""
        return any(
            self._may_trade(new, maker, min(new.remaining, maker.remaining))
            for maker, book in self._candidates(new, books)
            if not book.collared or within(maker.price_minor, book.bounds_minor())
        )

    def _trade(self, new: BookOrder, maker: BookOrder, book: MarketBook, credits: int, out: Out) -> None:
        block = _is_block(new, maker)
        self.trades += 1
        buy, sell, side = (new, maker, BUY) if new.buys else (maker, new, SELL)
        price = maker.price_minor
        out((Traded, self.trades, book.market, buy.order, sell.order, credits, price, side, block))
        if not block:
            if book.band_bps and self.attribute_bids and book not in self.moved:
                self.moved.append(book)
            book.last_minor = price
        new.remaining -= credits
        self._use(maker, credits, out)

    def _meet_oneself(self, new: BookOrder, maker: BookOrder, credits: int, mode: int, out: Out) -> None:
        if mode in (OLDEST, BOTH):
            self.close(maker, "SelfTrade", out)
        if mode in (NEWEST, BOTH):
            self.close(new, "SelfTrade", out)
        if mode == DECREMENT:
            for order in (maker, new):
                if order.remaining == credits:
                    self.close(order, "SelfTrade", out)
                else:
                    out((Shrunk, order.order, credits, "SelfTrade"))
                    self.withheld[order.order] = self.withheld.get(order.order, 0) + credits
                    self._lose(order, credits, out)

    def _lose(self, order: BookOrder, credits: int, out: Out) -> None:
        if order.level is None:
            order.remaining -= credits
        else:
            self._use(order, credits, out)

    def _use(self, maker: BookOrder, credits: int, out: Out) -> None:
        """Credits of a resting order are gone; it leaves with its last one, or with less than its own minimum."""
        if maker.remaining == credits:
            self.leave(maker)
            return
        maker.remaining -= credits
        self.still_fillable(maker, out)

    def still_fillable(self, order: BookOrder, out: Out) -> bool:
        """A rest below its order's own minimum can never settle: it leaves. True if it stays."""
        if order.terms is None or order.remaining >= order.terms.min_fill:
            return True
        self.close(order, "OrderBelowMinimum", out)
        return False

    def close(self, order: BookOrder, reason: str, out: Out) -> None:
        """An order ends for ever, with what it still sought."""
        credits, level = order.remaining, order.level
        if level is None:
            order.remaining = 0
        elif order.terms is None:
            order.remaining = 0
            order.level = None
            level.bury()
        else:
            self.leave(order)
        order.end()
        out((Cancelled, order.order, credits, reason))

    def lift(self, order: BookOrder, out: Out) -> int:
        """Takes a resting order off its price, to enter again; returns what it sought."""
        credits = order.remaining
        if order.level is not None:
            self.leave(order)
            out((Lifted, order.order, credits))
        return credits

    def leave(self, order: BookOrder) -> None:
        """A resting order rests no more, and seeks nothing."""
        level = order.level
        order.remaining = 0
        order.level = None
        if level is self.shared:
            self._part_all(order)
        elif level is not None:
            if order.terms is not None and level.side is not None:
                level.side.specials -= 1
            level.bury()

    def _part_all(self, bid: BookOrder) -> None:
        del self.attribute_bids[bid.order]
        for level in bid.joined:
            if level.side is not None:
                level.side.specials -= 1
            level.bury()
        bid.join(())

    def park(self, order: BookOrder, market: Market, out: Out) -> None:
        """Credits that come back while their market stands still wait outside of the queues, until it trades again."""
        order.level = self.parking
        self.parking.queue.append(order)
        self.stand(order)
        out((Rested, order.order, market, BUY if order.buys else SELL, order.remaining, order.price_minor, True, ()))

    def stand(self, order: BookOrder) -> None:
        """An order rests from here on, behind all who came before."""
        self.arrivals += 1
        order.arrival = self.arrivals
        order.account.stand(order)

    def rest_special(self, new: BookOrder, book: MarketBook, out: Out) -> None:
        """An order with terms waits at the back of its price."""
        if not self.still_fillable(new, out):
            return
        side = book.bids if new.buys else book.asks
        new.level = side.level(new.rank)
        new.level.queue.append(new)
        side.specials += 1
        self.stand(new)
        private = new.terms is not None and new.terms.taker is not None
        side_name = BUY if new.buys else SELL
        out((Rested, new.order, book.market, side_name, new.remaining, new.price_minor, private, ()))


def within(price_minor: int, bounds_minor: tuple[int, int]) -> bool:
    """Does a price lie between the bounds? An upper bound of 0 is none."""
    low, high = bounds_minor
    return low <= price_minor and (high == 0 or price_minor <= high)


def _is_block(new: BookOrder, maker: BookOrder) -> bool:
    """Would the two trade as a block, because one names its taker?"""
    return any(terms is not None and terms.taker is not None for terms in (new.terms, maker.terms))


def _crossing(new: BookOrder, book: MarketBook) -> Iterator[tuple[BookOrder, MarketBook]]:
    side = book.asks if new.buys else book.bids
    for level in side.crossing(-new.rank):
        for order in level.living():
            yield order, book


def _priority(candidate: tuple[BookOrder, MarketBook]) -> tuple[int, int]:
    return -candidate[0].rank, candidate[0].arrival
