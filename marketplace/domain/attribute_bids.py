"""Attribute bids: one order that waits in every market whose batch meets its criteria, and takes the best ask of any.

A standard contract is criteria with a name: its bids are attribute bids, its asks those of the conforming batches.
"""

from __future__ import annotations

from marketplace.domain.commands import Criteria, ListContract, OpenBatch
from marketplace.domain.events import Joined, Market, Parted, Rested
from marketplace.domain.levels import BookOrder, MarketBook
from marketplace.domain.matching import BUY, FOK, GTC, IOC, NEWEST, Matcher, Out, within


class AttributeMatcher(Matcher):
    """Adds the facts of batches, and the orders that only criteria bind."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: dict[int, OpenBatch] = {}
        self.contracts: dict[str, ListContract] = {}
        self.halt_reason: str | None = None
        self._conforming: dict[tuple[Criteria, str], list[MarketBook]] = {}

    def conforming(self, criteria: Criteria, payment: str) -> list[MarketBook]:
        """Markets of a payment token whose batch meets the criteria, in order of the batch."""
        key = (criteria, payment)
        books = self._conforming.get(key)
        if books is None:
            books = [
                book for book in self.books.values() if book.market.payment == payment and self._meets(criteria, book)
            ]
            books.sort(key=_batch)
            self._conforming[key] = books
        return books

    def _meets(self, criteria: Criteria, book: MarketBook) -> bool:
        facts = self.facts.get(book.market.batch)
        return facts is not None and criteria.met_by(facts)

    def trading(self, criteria: Criteria, payment: str) -> list[MarketBook]:
        """The conforming markets that are not halted."""
        return [book for book in self.conforming(criteria, payment) if book.halt_reason is None]

    def book_of(self, market: Market, out: Out) -> MarketBook:
        """The book of a market; a new one is joined at once by the attribute bids that wait for such a batch."""
        book = self.books.get(market)
        if book is None:
            book = self.books[market] = MarketBook(market)
            self._conforming.clear()
            self.join(book, out)
        return book

    def enter_bid(self, new: BookOrder, criteria: Criteria, market: Market, tif: int, mode: int, out: Out) -> None:
        """It takes the best asks of all conforming markets that trade; the rest waits in each of them."""
        books = self.trading(criteria, market.payment)
        if not self.meet(new, books, tif, mode, out):
            return
        if tif in (IOC, FOK):
            self.close(new, "ImmediateOrCancel", out)
            return
        new.level = self.shared
        self.stand(new)
        self.attribute_bids[new.order] = new
        private = new.terms is not None and new.terms.taker is not None
        names = tuple(book.market for book in books)
        out((Rested, new.order, market, BUY, new.remaining, new.price_minor, private, names))
        for book in books:
            self.wait_in(new, book)

    def wait_in(self, bid: BookOrder, book: MarketBook) -> None:
        """A bid takes the place in a market that its arrival earned."""
        level = book.bids.level(bid.rank)
        level.admit_by_arrival(bid)
        book.bids.specials += 1
        bid.join((*bid.joined, level))

    def open_batch(self, facts: OpenBatch, out: Out) -> None:
        """Facts of a batch: bids that no longer conform part from its markets, those that do now join them."""
        self.facts[facts.batch] = facts
        self._conforming.clear()
        for market in sorted(market for market in self.books if market.batch == facts.batch):
            book = self.books[market]
            self.part(book, out, everyone=False)
            self.join(book, out)

    def join(self, book: MarketBook, out: Out) -> None:
        """Conforming bids that do not wait here yet join, best price first, then oldest, and meet the asks."""
        if book.halt_reason is not None or not self.attribute_bids:
            return
        bids = [bid for bid in self.attribute_bids.values() if self._would_join(bid, book)]
        bids.sort(key=_bid_priority)
        for bid in bids:
            self._join_one(bid, book, out)

    def _would_join(self, bid: BookOrder, book: MarketBook) -> bool:
        place = bid.place
        if place is None or place.criteria is None or place.market.payment != book.market.payment:
            return False
        return self._meets(place.criteria, book) and all(level.side is not book.bids for level in bid.joined)

    def _join_one(self, bid: BookOrder, book: MarketBook, out: Out) -> None:
        self.wait_in(bid, book)
        out((Joined, bid.order, book.market))
        self._meet_if_crossing(bid, book, out)

    def rematch(self, book: MarketBook, out: Out) -> None:
        """Waiting attribute bids take the asks that a halt or a collar kept from them, in their priority.

        One whose own price the collar does not admit goes on waiting.
        """
        for bid in book.bids.living():
            if bid.level is self.shared and (not book.collared or within(bid.price_minor, book.bounds_minor())):
                self._meet_if_crossing(bid, book, out)

    def rematch_moved(self, out: Out) -> None:
        """The same where a trade moved the band, first moved first, until no trade moves one any more."""
        while self.moved:
            self.rematch(self.moved.pop(0), out)

    def _meet_if_crossing(self, bid: BookOrder, book: MarketBook, out: Out) -> None:
        if self.halt_reason is None and book.crossed_by(bid.rank):
            self._meet_from_rest(bid, book, out)

    def _meet_from_rest(self, bid: BookOrder, book: MarketBook, out: Out) -> None:
        """A waiting bid takes the asks of a market that has just opened to it, and keeps its place in all others."""
        place = bid.place
        mode = int(place.self_trade) if place is not None else NEWEST
        before = bid.remaining
        taker = BookOrder.of(bid.order, bid.account, bid.rank, before, bid.terms, place)
        self.meet(taker, [book], GTC, mode, out)
        if taker.remaining == before:
            return
        if taker.closed:
            bid.end()
        if taker.remaining == 0:
            self.leave(bid)
            return
        bid.remaining = taker.remaining

    def part(self, book: MarketBook, out: Out, *, everyone: bool) -> None:
        """Attribute bids leave a market: those that no longer conform, or everyone because it stands still."""
        for bid in list(self.attribute_bids.values()):
            staying = tuple(level for level in bid.joined if level.side is not book.bids)
            if len(staying) == len(bid.joined):
                continue
            criteria = bid.place.criteria if bid.place is not None else None
            if everyone or criteria is None or not self._meets(criteria, book):
                bid.join(staying)
                _quit(bid, book)
                out((Parted, bid.order, book.market))


def _quit(bid: BookOrder, book: MarketBook) -> None:
    level = book.bids.levels[bid.rank]
    level.queue.remove(bid)
    book.bids.specials -= 1
    if level.gaps == len(level.queue):
        book.bids.drop(bid.rank)


def _batch(book: MarketBook) -> int:
    return book.market.batch


def _bid_priority(bid: BookOrder) -> tuple[int, int]:
    return -bid.rank, bid.arrival
