"""The matching engine: a deterministic machine that carries out one command after the other and says what happened.

Integers only, no clock, no randomness, no I/O. It changes itself, for speed; the same commands give the same digest.
One writer moves it. docs/spec/30-engine.md numbers its rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.domain.commands import (
    Cancel,
    CancelAll,
    Command,
    Expire,
    Halt,
    Kill,
    ListContract,
    Modify,
    OpenBatch,
    Place,
    Reopen,
    Replace,
    Resume,
    SetCollar,
    SetLimits,
    Shrink,
)
from marketplace.domain.events import (
    Accepted,
    Cancelled,
    Event,
    Halted,
    Market,
    Raw,
    Rejected,
    Rested,
    Resumed,
    Shrunk,
    named,
)
from marketplace.domain.levels import ENDED, BookOrder, MarketBook
from marketplace.domain.matching import BUY, GTC, POST, SELL, Out
from marketplace.domain.refusals import NO_LIMITS, rejected
from marketplace.domain.snapshots import NEVER_S, Snapshots
from registry.domain.orders import Side, TimeInForce


class Engine(Snapshots):
    """All markets of the house. After each command no two resting orders could trade with each other."""

    def __init__(self) -> None:
        super().__init__()
        self._duties: dict[type, tuple[Callable[[Any], Rejected | None], Callable[[Any, Out], None]]] = {
            Place: (self.place_refusal, self._place),
            Cancel: (self._cancel_refusal, self._cancel),
            CancelAll: (_never, self._cancel_all),
            Modify: (self.modify_refusal, self._modify),
            Replace: (self.replace_refusal, self._replace),
            Reopen: (self.reopen_refusal, self._reopen),
            Shrink: (self.shrink_refusal, self._shrink),
            Expire: (_never, self._expire),
            OpenBatch: (_never, self.open_batch),
            ListContract: (_never, self._list),
            Halt: (_never, self._halt),
            Resume: (_never, self._resume),
            SetCollar: (_never, self._set_collar),
            SetLimits: (_never, self._set_limits),
            Kill: (_never, self._kill),
        }

    @classmethod
    def from_state(cls, value: dict[str, Any]) -> Engine:
        """An engine set up from what `state` wrote down."""
        engine = cls()
        engine.restore(value)
        return engine

    def apply(self, command: Command) -> list[Event]:
        """Carries out one command. The first event is `Accepted`, or `Rejected` alone, and then nothing has changed."""
        refusal, duty = self._duties[type(command)]
        refused = refusal(command)
        if refused is not None:
            return [refused]
        self.sequence += 1
        raws: list[Raw] = []
        duty(command, raws.append)
        if self.moved:
            self.rematch_moved(raws.append)
        return [Accepted(_order_of(command), self.sequence), *map(named, raws)]

    def market(self, market: Market) -> MarketBook:
        """The book of a market, for the short doors. It is the engine's own: look, do not touch."""
        return self.book_of(market, _unheard)

    def submit(
        self, order: str, maker: str, book: MarketBook, buys: bool, tif: int, price_minor: int, credits: int, out: Out
    ) -> None:
        """The short door for a plain order without expiry: no `Accepted`, no number, the rest as `apply` of the same.

        While halts, limits or a collar are set it takes the long way, so that none is ever passed by.
        """
        # Most orders meet nobody and rest: they come in here without another call. The interpreter compares two whole
        # numbers twice as fast where the answer only decides a branch, so `meets` is set in one.
        meets = False
        if buys:
            rank, own, side = price_minor, book.bids, BUY
            best_minor = book.asks.best_minor
            if best_minor <= price_minor and best_minor:
                meets = True
        else:
            rank, own, side = -price_minor, book.asks, SELL
            if book.bids.best_minor >= price_minor:
                meets = True
        if meets or tif or self.guarded or credits <= 0:
            self._submit_specially(order, maker, book, buys, tif, price_minor, credits, out)
            return
        try:
            level = own.levels[rank]
        except KeyError:  # a price that is not positive has no level, and one that is refused makes none
            if price_minor <= 0 or order in self.known:
                self._submit_specially(order, maker, book, buys, tif, price_minor, credits, out)
                return
            level = own.level(rank)
        new = BookOrder()
        if self.known.setdefault(order, new) is not new:
            out((Rejected, *rejected(order, "OrderDuplicated")))
            return
        try:
            account = self.accounts[maker]
        except KeyError:
            account = self.account_of(maker)
        new.order = order
        new.account = account
        new.rank = rank
        new.remaining = credits
        new.terms = new.place = None
        new.level = level
        new.arrival = self.arrivals = self.arrivals + 1
        level.queue.append(new)
        standing = account.standing
        standing.append(new)
        if len(standing) > account.most:
            account.sweep()
        out((Rested, order, book.market, side, credits, price_minor, False, ()))

    def withdraw(self, order: str, out: Out) -> None:
        """The short door of a cancellation: an order that does not rest is as good as unknown."""
        try:
            known = self.known[order]
        except KeyError:
            out((Rejected, *rejected(order, "OrderUnknown")))
            return
        level = known.level
        if level is None:
            out((Rejected, *rejected(order, "OrderUnknown")))
            return
        if known.terms is not None:
            self.close(known, "Maker", out)
            return
        out((Cancelled, order, known.remaining, "Maker"))
        known.remaining = 0
        known.level = None
        known.arrival = ENDED
        level.gaps = gaps = level.gaps + 1
        if gaps > 3 * (len(level.queue) - gaps):  # three in four have left: nothing to do before that
            level.sweep()

    def amend(self, order: str, credits: int, out: Out) -> None:
        """The short door of a change of quantity, in either direction: the order goes to the back of its price."""
        known = self.known.get(order)
        if known is None or known.level is None:
            out((Rejected, *rejected(order, "OrderUnknown")))
        elif credits <= 0:
            out((Rejected, *rejected(order, "ZeroCredits")))
        else:
            self._modify(Modify(order, credits), out)
            self.rematch_moved(out)

    def _submit_specially(
        self, order: str, maker: str, book: MarketBook, buys: bool, tif: int, price_minor: int, credits: int, out: Out
    ) -> None:
        """What trades or is not GTC meets the book at once; what may be refused takes the long way."""
        rank = price_minor if buys else -price_minor
        refusable = self.guarded or price_minor <= 0 or credits <= 0 or (tif == POST and book.crossed_by(rank))
        if not refusable and order not in self.known:
            new = self.known[order] = BookOrder.of(order, self.account_of(maker), rank, credits, None, None)
            self.enter(new, book, tif, 0, out)
            return
        side, lifetime = (Side.Buy if buys else Side.Sell), TimeInForce(tif)
        place = Place(order, maker, book.market, side, credits, price_minor, NEVER_S, 0, tif=lifetime)
        first, *others = self.apply(place)
        for event in [first, *others] if isinstance(first, Rejected) else others:
            out((type(event), *event))

    def _place(self, place: Place, out: Out) -> None:
        if place.at_s > self.time_s:
            self.advance(place.at_s, out)
        new = self.arriving(place, place.credits)
        self.remember(new, place.expiry_s)
        self._enter(new, place, out)

    def _enter(self, new: BookOrder, place: Place, out: Out) -> None:
        tif, mode = int(place.tif), int(place.self_trade)
        if place.criteria is not None:
            self.enter_bid(new, place.criteria, place.market, tif, mode, out)
        else:
            self.enter(new, self.books.get(place.market) or self.book_of(place.market, out), tif, mode, out)

    def _cancel_refusal(self, command: Cancel) -> Rejected | None:
        return self.gone_refusal(command.order)

    def _cancel(self, command: Cancel, out: Out) -> None:
        self.close(self.known[command.order], command.reason, out)

    def _cancel_all(self, command: CancelAll, out: Out) -> None:
        account = self.accounts.get(command.maker)
        for order in account.resting() if account else ():
            self.close(order, command.reason, out)

    def _modify(self, command: Modify, out: Out) -> None:
        old = self.known[command.order]
        self.advance(command.at_s, out)
        if old.closed:
            return
        book = old.level.side.book if old.level is not None and old.level.side is not None else None
        most = self.lift(old, out) + self.withheld.get(command.order, 0)
        if most > command.credits:
            self.withheld[command.order] = most - command.credits
        else:
            self.withheld.pop(command.order, None)
        new = self._again(old, command.credits)
        if old.place is not None:
            self._enter(new, old.place, out)
        elif book is not None:
            self.enter(new, book, GTC, 0, out)

    def _again(self, old: BookOrder, credits: int) -> BookOrder:
        """The same order anew: its old self stays behind in a queue, without credits, until the queue forgets it."""
        new = BookOrder.of(old.order, old.account, old.rank, credits, old.terms, old.place)
        self.known[old.order] = new
        return new

    def _replace(self, command: Replace, out: Out) -> None:
        self.close(self.known[command.order], "Replaced", out)
        self._place(command.place, out)

    def _reopen(self, command: Reopen, out: Out) -> None:
        old = self.known[command.order]
        place = old.place
        self.advance(command.at_s, out)
        if place is None:
            return
        if command.order not in self.known:  # it has been over for so long that it is forgotten by now
            out((Cancelled, command.order, command.credits, "OrderExpired"))
            return
        new = self._again(old, command.credits + self.lift(old, out))
        if old.closed or place.expiry_s <= self.time_s:
            self.close(new, "OrderExpired", out)
        elif self._stands_still(place.market):
            self.park(new, place.market, out)
        elif place.tif == POST and self.takes_at_once(place, new.remaining):
            self.close(new, "PostOnlyWouldTrade", out)
        else:
            self._enter(new, place, out)

    def _stands_still(self, market: Market) -> bool:
        book = self.books.get(market)
        return self.halt_reason is not None or (book is not None and book.halt_reason is not None)

    def _shrink(self, command: Shrink, out: Out) -> None:
        order = self.known[command.order]
        if command.credits >= order.remaining:
            return
        least = max(order.terms.min_fill, order.terms.whole, 1) if order.terms else 1
        if command.credits < least:
            self.close(order, command.reason, out)
            return
        lost = order.remaining - command.credits
        order.remaining = command.credits
        self.withheld[command.order] = self.withheld.get(command.order, 0) + lost
        out((Shrunk, command.order, lost, command.reason))

    def _expire(self, command: Expire, out: Out) -> None:
        self.advance(command.at_s, out)

    def _list(self, command: ListContract, _: Out) -> None:
        self.contracts[command.code] = command

    def _halt(self, command: Halt, out: Out) -> None:
        if command.market is None:
            self.halt_reason = command.reason
        else:
            book = self.book_of(command.market, out)
            book.halt_reason = command.reason
            self.part(book, out, everyone=True)
        self.guarded = True
        out((Halted, command.market, command.reason))

    def _resume(self, command: Resume, out: Out) -> None:
        out((Resumed, command.market))
        if command.market is None:
            self.halt_reason = None
        else:
            self.book_of(command.market, out).halt_reason = None
        self.guard()
        for order in self.parking.living():
            place = order.place
            if place is not None and not self._stands_still(place.market):
                self._enter(self._again(order, self.lift(order, out)), place, out)
        if command.market is not None:
            self.join(self.book_of(command.market, out), out)
        elif self.attribute_bids:
            for market in sorted(self.books):
                self.rematch(self.books[market], out)

    def _set_collar(self, command: SetCollar, out: Out) -> None:
        book = self.book_of(command.market, out)
        book.low_minor, book.high_minor, book.band_bps = command.low_minor, command.high_minor, command.band_bps
        book.collared = bool(command.low_minor or command.high_minor or command.band_bps)
        self.guard()
        low, high = book.bounds_minor()
        for order in [*book.bids.living(), *book.asks.living()]:
            price = order.price_minor
            if order.level is not self.shared and (price < low or 0 < high < price):
                self.close(order, "PriceOutsideCollar", out)
        self.rematch(book, out)

    def _set_limits(self, command: SetLimits, _: Out) -> None:
        self.limits = command
        self.limited = command != NO_LIMITS
        self.guard()

    def _kill(self, command: Kill, out: Out) -> None:
        self.halt_reason = command.reason
        self.guarded = True
        out((Halted, None, command.reason))
        standing = [order for account in self.accounts.values() for order in account.resting()]
        for order in sorted(standing, key=_arrival):
            self.close(order, command.reason, out)


def _unheard(_: Raw) -> None:
    """Nobody asked what a look at a market brought about: bids that join it are in its queues."""


def _never(_: Command) -> Rejected | None:
    return None


def _order_of(command: Command) -> str:
    if isinstance(command, Replace):
        return command.place.order
    return command.order if isinstance(command, Place | Cancel | Modify | Reopen | Shrink) else ""


def _arrival(order: BookOrder) -> int:
    return order.arrival
