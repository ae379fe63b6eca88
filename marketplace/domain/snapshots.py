"""The engine's memory as one plain value, its digest, and what may be read of it without moving it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from typing import Any

from marketplace.domain.commands import Criteria, ListContract, OpenBatch, OrderType, Place, SetLimits
from marketplace.domain.events import Market
from marketplace.domain.expiry import Expiry
from marketplace.domain.levels import BookOrder, MarketBook
from registry.domain.orders import SelfTrade, Side, TimeInForce

NEVER_S = 1 << 62  # the expiry of an order that came in without one
GONE, QUEUED, SHARED, PARKED = range(4)


class Snapshots(Expiry):
    """Reads the machine, writes it down, and sets it up again as it was."""

    def queue(self, market: Market, side: Side) -> tuple[tuple[Place, int], ...]:
        """Resting orders of one side in priority, each with the credits that it still seeks."""
        book = self.books.get(market)
        if book is None:
            return ()
        orders = (book.bids if side is Side.Buy else book.asks).living()
        return tuple((place_of(order, book.market), order.remaining) for order in orders)

    def resting_of(self, maker: str) -> tuple[tuple[Place, int], ...]:
        """The maker's resting orders, oldest first, with the credits that each still seeks."""
        account = self.accounts.get(maker)
        orders = account.resting() if account else ()
        return tuple((place_of(order), order.remaining) for order in orders)

    def place_of(self, order: str) -> Place | None:
        """The command that brought an order in, or None if the engine does not know it (any more)."""
        known = self.known.get(order)
        return place_of(known) if known else None

    def order(self, order: str) -> tuple[Place, int] | None:
        """An order with the credits that it still seeks in the book; None if the engine does not know it."""
        known = self.known.get(order)
        return (place_of(known), known.remaining) if known else None

    def markets(self) -> tuple[Market, ...]:
        """Every market that the engine has heard of, in order."""
        return tuple(sorted(self.books))

    def digest(self) -> str:
        """SHA-256 over everything that decides the future: two engines with one digest answer alike."""
        return digest_of(self.written())

    def written(self) -> str:
        """The state as the text of which the digest is taken."""
        return json.dumps(self.state(), sort_keys=True, separators=(",", ":"))

    def state(self) -> dict[str, Any]:
        """Everything that decides the future, as a plain JSON value."""
        return {
            "sequence": self.sequence,
            "trades": self.trades,
            "arrivals": self.arrivals,
            "timeS": self.time_s,
            "haltReason": self.halt_reason,
            "limits": list(astuple(self.limits)),
            "facts": [list(astuple(facts)) for _, facts in sorted(self.facts.items())],
            "contracts": [
                [each.code, list(astuple(each.criteria)), each.delivery_rule]
                for _, each in sorted(self.contracts.items())
            ],
            "books": [_book_value(self.books[market]) for market in sorted(self.books)],
            "orders": [self._order_value(order) for order in self.known.values()],
        }

    def _order_value(self, order: BookOrder) -> list[Any]:
        where = QUEUED
        if order.level is None:
            where = GONE
        elif order.level is self.shared:
            where = SHARED
        elif order.level is self.parking:
            where = PARKED
        name = order.order
        standing = [order.remaining, order.arrival, where, self.withheld.get(name, 0)]
        return [place_value(place_of(order)), *standing]

    def restore(self, value: dict[str, Any]) -> None:
        """Sets an engine that has seen nothing up as one whose state was written down."""
        self.sequence, self.trades, self.arrivals = value["sequence"], value["trades"], value["arrivals"]
        self.time_s, self.halt_reason, self.limits = value["timeS"], value["haltReason"], SetLimits(*value["limits"])
        self.limited = self.limits != SetLimits()
        self.facts = {each[0]: OpenBatch(*each) for each in value["facts"]}
        self.contracts = {code: ListContract(code, Criteria(*c), rule) for code, c, rule in value["contracts"]}
        for each in value["books"]:
            book = _book_from(each)
            self.books[book.market] = book
        standing = [order for each in value["orders"] if (order := self._known_from(each)).level is not None]
        for order in sorted(standing, key=_arrival):
            self._stand_again(order)
        self.guard()

    def _known_from(self, value: list[Any]) -> BookOrder:
        place, (remaining, arrival, where, withheld) = place_from(value[0]), value[1:]
        order = self.arriving(place, remaining)
        order.arrival = arrival
        if where != GONE:
            order.level = self.parking if where == PARKED else self.shared
        if withheld:
            self.withheld[order.order] = withheld
        if place.expiry_s == NEVER_S:
            self.known[order.order] = order
        else:
            self.remember(order, place.expiry_s)
        return order

    def _stand_again(self, order: BookOrder) -> None:
        place = order.place
        order.account.stand(order)
        if order.level is self.parking:
            self.parking.queue.append(order)
        elif place is not None and place.criteria is not None:
            self.attribute_bids[order.order] = order
            for book in self.trading(place.criteria, place.market.payment):
                self.wait_in(order, book)
        elif place is not None:
            book = self.books[place.market]
            side = book.bids if order.buys else book.asks
            order.level = side.level(order.rank)
            order.level.queue.append(order)
            side.specials += order.terms is not None


def digest_of(written: str) -> str:
    """The digest of an engine whose state was written down."""
    return hashlib.sha256(written.encode()).hexdigest()


def place_of(order: BookOrder, market: Market | None = None) -> Place:
    """The command of an order; a bare one, which came without, is told as it stands."""
    if order.place is not None:
        return order.place
    level_side = order.level.side if order.level is not None else None
    found = market or (level_side.book.market if level_side is not None else Market(0, ""))
    side = Side.Buy if order.buys else Side.Sell
    return Place(order.order, order.account.name, found, side, order.remaining, order.price_minor, NEVER_S, 0)


def place_value(place: Place) -> list[Any]:
    """A placing as a plain list."""
    head = [place.order, place.maker, place.market.batch, place.market.payment, int(place.side), place.credits]
    times = [place.price_minor, place.expiry_s, place.at_s, place.taker, place.min_fill, place.all_or_none]
    wishes = [int(place.tif), int(place.kind), int(place.self_trade)]
    return [*head, *times, *wishes, list(astuple(place.criteria)) if place.criteria else None]


def place_from(value: list[Any]) -> Place:
    """The placing of a plain list."""
    order, maker, batch, payment, side, credits, price_minor, expiry_s, at_s, taker, min_fill, whole = value[:12]
    tif, kind, self_trade, criteria = value[12:]
    return Place(
        order=order,
        maker=maker,
        market=Market(batch, payment),
        side=Side(side),
        credits=credits,
        price_minor=price_minor,
        expiry_s=expiry_s,
        at_s=at_s,
        taker=taker,
        min_fill=min_fill,
        all_or_none=whole,
        tif=TimeInForce(tif),
        kind=OrderType(kind),
        self_trade=SelfTrade(self_trade),
        criteria=Criteria(*criteria) if criteria else None,
    )


def _book_value(book: MarketBook) -> list[Any]:
    collar = [book.low_minor, book.high_minor, book.band_bps, book.last_minor]
    return [book.market.batch, book.market.payment, book.halt_reason, *collar]


def _book_from(value: list[Any]) -> MarketBook:
    book = MarketBook(Market(value[0], value[1]))
    book.halt_reason, book.low_minor, book.high_minor, book.band_bps, book.last_minor = value[2:]
    book.collared = any(value[3:6])
    return book


def _arrival(order: BookOrder) -> int:
    return order.arrival
