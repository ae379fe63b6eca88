"""The engine beside a naive book of plain rules: the same commands, the same fills, the same queues."""

from __future__ import annotations

import os

import pytest

from marketplace.domain.commands import Command, Market, Rejected, Side, Traded
from marketplace.domain.engine import Engine
from tests.marketplace.engine.naive_book import NaiveBook
from tests.marketplace.engine.streams import FACTS, MARKETS, stream

STEPS = int(os.environ.get("CARBONIX_ENGINE_STEPS", "100000"))
SEED = int(os.environ.get("CARBONIX_ENGINE_SEED", "6"))
LOOK_EVERY = 50
KINDS = ("plain", "special", "collars")
LIVES = 20  # a stream is cut into lives of one engine each, so that queues stay short enough for a naive search


def naive_queue(naive: NaiveBook, market: Market, side: Side) -> list[tuple[str, int]]:
    fitting = [
        entry
        for entry in naive.entries
        if entry.place.side is side
        and (
            entry.place.market == market
            or (
                entry.place.criteria is not None
                and entry.place.market.payment == market.payment
                and entry.place.criteria.met_by(naive.facts[market.batch])
            )
        )
    ]
    fitting.sort(key=lambda e: (e.place.price_minor * (1 if side is Side.Sell else -1), e.arrival))
    return [(entry.place.order, entry.left) for entry in fitting]


def queues(engine: Engine) -> list[list[tuple[str, int]]]:
    sides = [(market, side) for market in engine.markets() for side in Side]
    return [[(place.order, left) for place, left in engine.queue(market, side)] for market, side in sides]


def compare(seed: int, steps: int, kind: str) -> int:
    engine, naive = Engine(), NaiveBook({facts.batch: facts for facts in FACTS})
    fills = 0
    for step, command in enumerate(stream(seed, steps, plain=kind == "plain", collars=kind == "collars")):
        events = engine.apply(command)
        if isinstance(events[0], Rejected):
            continue
        ours = [(e.buy, e.sell, e.credits, e.price_minor) for e in events if isinstance(e, Traded)]
        assert ours == naive.apply(command), (seed, step, command)
        fills += len(ours)
        if step % LOOK_EVERY == 0:
            look(engine, naive, seed, step)
    return fills


def look(engine: Engine, naive: NaiveBook, seed: int, step: int) -> None:
    for market in engine.markets():
        for side in Side:
            ours = [(place.order, left) for place, left in engine.queue(market, side)]
            assert ours == naive_queue(naive, market, side), (seed, step, market, side)


@pytest.mark.parametrize("kind", KINDS)
def test_the_engine_agrees_with_a_naive_book(kind: str) -> None:
    """Must fill by price, then time, exactly as a search of one list would, over 100,000 steps; also under collars."""
    share = STEPS // len(KINDS) // LIVES
    fills = sum(compare(SEED * 1_000_003 + life, share, kind) for life in range(LIVES))
    assert fills > share


def test_an_engine_restored_from_its_state_answers_alike() -> None:
    """Must write down everything that decides the future: the same digest, the same events from there on."""
    commands: list[Command] = list(stream(SEED, 3_000))
    engine = Engine()
    for command in commands[:2_000]:
        engine.apply(command)
    twin = Engine.from_state(engine.state())
    assert twin.digest() == engine.digest()
    assert queues(twin) == queues(engine)
    for command in commands[2_000:]:
        assert twin.apply(command) == engine.apply(command)
    assert twin.digest() == engine.digest()
    assert MARKETS[0] in twin.markets()
