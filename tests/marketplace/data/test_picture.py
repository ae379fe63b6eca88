"""Facts about the public picture: followed event by event it is the engine's own book, whatever the commands."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from marketplace.adapters.picture_of_book import picture_of
from marketplace.domain.commands import (
    Cancel,
    Command,
    Criteria,
    Expire,
    Halt,
    Market,
    Modify,
    OpenBatch,
    Place,
    Reopen,
    Resume,
    SelfTrade,
    Shrink,
    TimeInForce,
    Traded,
)
from marketplace.domain.depth import DepthLevel
from marketplace.domain.engine import Engine
from marketplace.domain.feed import Update
from marketplace.domain.journal import Entry, Record
from marketplace.domain.picture import Picture
from registry.domain.orders import Side
from tests.marketplace.journal.orders import BAHT

STEPS = 1_500
BATCHES = (1, 2, 3)
MAKERS = ("0xa", "0xb", "0xc", "0xd")


def random_command(random: Random, step: int, orders: list[str]) -> Command:
    """Any command that moves the book; time goes on by a second with each."""
    roll = random.randrange(100)
    if roll < 60 or not orders:
        return random_place(random, step)
    order = random.choice(orders[-60:])
    if roll < 70:
        return Cancel(order, "Maker")
    if roll < 77:
        return Modify(order, random.randint(1, 9), step)
    if roll < 82:
        return Reopen(order, random.randint(1, 4), step)
    if roll < 88:
        return Shrink(order, random.randint(0, 4), "InsufficientFunds")
    if roll < 91:
        return Expire(step)
    if roll < 95:
        return OpenBatch(random.choice(BATCHES), random.randint(1, 2), 1, "0x5448", random.randint(2_021, 2_024), 0)
    market = None if random.randrange(9) == 0 else Market(random.choice(BATCHES), BAHT)
    return Halt(market, "Test") if roll < 96 else Resume(random.choice([None, market]))


def random_place(random: Random, step: int) -> Place:
    """A limit order with whatever instructions; every fifth bid names criteria."""
    side = random.choice(list(Side))
    attribute = side is Side.Buy and random.randrange(5) == 0
    place = Place(
        f"o{step}",
        random.choice(MAKERS),
        Market(0 if attribute else random.choice(BATCHES), BAHT),
        side,
        random.randint(1, 9),
        random.randint(95, 105) * 10_000,
        step + random.randint(5, 400),
        step,
        tif=random.choice(list(TimeInForce)),
        self_trade=random.choice(list(SelfTrade)),
        criteria=Criteria(kind=random.randint(0, 2), vintage_from=random.choice([0, 2_022])) if attribute else None,
    )
    if random.randrange(8) == 0:
        return replace(place, taker=random.choice(MAKERS))
    return replace(place, min_fill=2) if random.randrange(8) == 0 and place.credits > 2 else place


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_picture_followed_is_the_book_itself(seed: int) -> None:
    """Must show the same levels and halts as the engine, by its events alone, and by updates from any beginning."""
    random, engine, picture = Random(seed), Engine(), Picture()
    reader: dict[tuple[Market, Side], dict[int, DepthLevel]] = {}
    steps: dict[Market, int] = {}
    orders: list[str] = []
    numbers: dict[Market, int] = {}
    for step in range(1, STEPS + 1):
        command = random_command(random, step, orders)
        if isinstance(command, Place):
            orders.append(command.order)
        events = tuple(engine.apply(command))
        for update in picture.apply(Record(step, step, Entry(command), events)):
            assert follows(update, reader, steps, numbers)
        traded = [event.number for event in events if isinstance(event, Traded)]
        assert not traded or max(numbers.values()) == max(traded)
        if step % 50 == 0:
            assert same(picture, picture_of(engine, step, step), reader)
    assert engine.trades > STEPS // 15


def follows(
    update: Update,
    reader: dict[tuple[Market, Side], dict[int, DepthLevel]],
    steps: dict[Market, int],
    numbers: dict[Market, int],
) -> bool:
    """What a subscriber does: it joins chains and keeps levels."""
    if update.book:
        assert update.book.previous == steps.get(update.market, 0)
        steps[update.market] = update.book.sequence
        for side in Side:
            reader.setdefault((update.market, side), {}).update(update.book.changes.of(side))
    if update.tape:
        assert update.tape.previous == numbers.get(update.market, 0)
        numbers[update.market] = update.tape.entries[-1].number
    return True


def same(picture: Picture, fresh: Picture, reader: dict[tuple[Market, Side], dict[int, DepthLevel]]) -> bool:
    for market in {*picture.markets(), *fresh.markets()}:
        for side in Side:
            levels = fresh.standings.ladder(market).levels(side)
            assert picture.standings.ladder(market).levels(side) == levels
            told = [level for level in reader.get((market, side), {}).values() if level.orders]
            assert sorted(told, key=lambda one: one.price_minor) == sorted(levels, key=lambda one: one.price_minor)
        assert picture.stands_still(market) == fresh.stands_still(market)
    return True
