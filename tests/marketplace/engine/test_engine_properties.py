"""The laws of the engine, over thousands of random journals."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.domain.commands import Accepted, Cancel, Cancelled, Command, Market, Place, Rejected, Reopen, Traded
from marketplace.domain.engine import Engine
from registry.domain.orders import Side

MAKERS = ("ann", "bob", "cat")
MARKETS = (Market(1, "baht"), Market(2, "baht"))


@st.composite
def journals(draw: st.DrawFn, plain: bool = False) -> list[Command]:
    """Commands over few makers, prices and orders, so that collisions are the rule."""
    commands: list[Command] = []
    for number in range(draw(st.integers(1, 30))):
        kind = draw(st.sampled_from(("place", "place", "place", "cancel", "reopen")))
        target = f"0x{draw(st.integers(0, number)):02x}"
        if kind == "cancel":
            commands.append(Cancel(target, "Maker"))
        elif kind == "reopen":
            commands.append(Reopen(target, draw(st.integers(1, 4)), number))
        else:
            commands.append(
                Place(
                    order=f"0x{number:02x}",
                    maker=draw(st.sampled_from(MAKERS)),
                    market=draw(st.sampled_from(MARKETS)),
                    side=draw(st.sampled_from(Side)),
                    credits=draw(st.integers(1, 9)),
                    price_minor=draw(st.integers(1, 5)) * 10_000,
                    expiry_s=1_000 if plain else draw(st.integers(1, 60)) + number,
                    at_s=number,
                    taker=None if plain else draw(st.sampled_from((None, None, *MAKERS))),
                    min_fill=0 if plain else draw(st.sampled_from((0, 0, 1, 2, 3))),
                    all_or_none=False if plain else draw(st.booleans()),
                )
            )
    return commands


def played(commands: list[Command]) -> Engine:
    engine = Engine()
    for command in commands:
        engine.apply(command)
    return engine


@given(journals(plain=True))
@settings(max_examples=100)
def test_the_book_is_never_crossed(commands: list[Command]) -> None:
    """Must leave the best bid below the best ask after every command."""
    engine = Engine()
    for command in commands:
        engine.apply(command)
        for market in MARKETS:
            bids, asks = engine.queue(market, Side.Buy), engine.queue(market, Side.Sell)
            assert not bids or not asks or bids[0][0].price_minor < asks[0][0].price_minor


@given(journals())
@settings(max_examples=100)
def test_credits_are_conserved(commands: list[Command]) -> None:
    """Must account for each credit that came in: traded, cancelled or still resting."""
    engine = Engine()
    entered: dict[str, int] = {}
    left: dict[str, int] = {}
    for command in commands:
        for event in engine.apply(command):
            match event:
                case Accepted() if not isinstance(command, Cancel):
                    entered[event.order] = entered.get(event.order, 0) + command.credits
                case Traded():
                    for order in (event.buy, event.sell):
                        left[order] = left.get(order, 0) + event.credits
                case Cancelled():
                    left[event.order] = left.get(event.order, 0) + event.credits
    resting = {p.order: n for market in MARKETS for side in Side for p, n in engine.queue(market, side)}
    for order, credits in entered.items():
        assert credits == left.get(order, 0) + resting.get(order, 0)


@given(journals())
@settings(max_examples=100)
def test_no_trade_breaks_a_limit(commands: list[Command]) -> None:
    """Must trade only what both orders allow: limits, minimum, all-or-none, taker, and never with oneself."""
    engine = Engine()
    for command in commands:
        for event in engine.apply(command):
            if isinstance(event, Traded):
                buy, sell = engine.place_of(event.buy), engine.place_of(event.sell)
                assert buy is not None
                assert sell is not None
                assert sell.price_minor <= event.price_minor <= buy.price_minor
                assert buy.maker != sell.maker
                assert (buy.side, sell.side, buy.market) == (Side.Buy, Side.Sell, sell.market)
                for place, counter in ((buy, sell), (sell, buy)):
                    assert place.taker in (None, counter.maker)
                    assert event.credits >= place.min_fill
                    assert not place.all_or_none or event.credits == place.credits


@given(journals())
@settings(max_examples=100)
def test_replaying_the_accepted_commands_gives_the_same_digest(commands: list[Command]) -> None:
    """Must come back the same from its journal, refused commands left out."""
    engine = Engine()
    journal = [command for command in commands if not isinstance(engine.apply(command)[0], Rejected)]
    assert played(journal).digest() == engine.digest()
    assert played(journal).sequence == len(journal)
