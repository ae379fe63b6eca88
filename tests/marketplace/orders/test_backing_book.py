"""What makers promised is not lost while the database is away: it waits, and so does whoever asks what is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from marketplace.adapters.backing_book import BackingBook
from marketplace.domain.backing import Asset, Bound, Demand
from marketplace.domain.commands import Accepted, Event, Market, Place, Side, Traded
from marketplace.domain.engine import Engine
from marketplace.domain.journal import Entry, Record
from marketplace.errors import OrderUnknown
from registry.errors import DatabaseUnavailable

MARKET = Market(1, "0xba")
SELL = Place("s1", "ann", MARKET, Side.Sell, 10, 50_000, expiry_s=1_000, at_s=1)
BUY = Place("b1", "bob", MARKET, Side.Buy, 4, 60_000, expiry_s=1_000, at_s=1)
TRADED = (Accepted("b1", 2), Traded(1, MARKET, "b1", "s1", 4, 50_000, Side.Buy))
CREDITS_KG = Demand("s2", "ann", Asset(1, ""), 1, 1_000, 1)


class QuietDesk:
    """A desk that tells what the test lets it."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.number = engine, 0
        self.tell: Callable[[Record], None] = print

    @contextmanager
    def book(self) -> Iterator[Engine]:
        yield self.engine

    def listen(self, callback: Callable[[Record], None]) -> Callable[[], None]:
        self.tell = callback
        return lambda: None

    def barrier(self) -> int:
        return self.number

    def say(self, place: Place, events: tuple[Event, ...]) -> None:
        self.number += 1
        self.tell(Record(self.number, 0, Entry(place), events))


class Tables:
    """Tables that are away until they are back."""

    def __init__(self) -> None:
        self.away = True

    def bounds(self, last_batch_no: int) -> list[Bound]:
        return []

    def maker_of(self, order: str) -> str:
        if self.away:
            raise DatabaseUnavailable("it is being moved")
        if order != SELL.order:
            raise OrderUnknown(order=order)
        return SELL.maker


def test_a_trade_that_was_heard_while_the_tables_were_away_binds_its_makers() -> None:
    """Must tell nobody what is free until it is known, and then count all of it, in order."""
    desk, tables = QuietDesk(Engine()), Tables()
    book = BackingBook(desk, tables)  # type: ignore[arg-type]
    desk.say(BUY, TRADED)
    desk.say(BUY, ())
    assert book.is_behind
    with pytest.raises(DatabaseUnavailable):
        book.reserve(CREDITS_KG, 10_000)
    with pytest.raises(DatabaseUnavailable):
        book.refresh(0)
    tables.away = False
    assert book.reserve(CREDITS_KG, 4_999) == 5_000
    assert [(one.maker, one.units) for one in book.bound("ann")] == [("ann", 4_000)]
    assert not book.is_behind


def test_whose_an_order_is_the_book_says_first() -> None:
    """Must ask no table for an order that the book knows."""
    engine = Engine()
    engine.apply(SELL)
    desk = QuietDesk(engine)
    book = BackingBook(desk, Tables())  # type: ignore[arg-type]
    desk.say(BUY, TRADED)
    assert not book.is_behind
    assert book.reserve(CREDITS_KG, 10_999) == 11_000  # six rest, four wait for the chain, one is asked for
