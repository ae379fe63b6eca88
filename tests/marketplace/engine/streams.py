"""Random streams of commands over few makers, markets and prices, so that collisions are the rule."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from marketplace.domain.commands import (
    Cancel,
    CancelAll,
    Command,
    Criteria,
    Expire,
    Market,
    Modify,
    OpenBatch,
    OrderType,
    Place,
    Reopen,
    SelfTrade,
    SetCollar,
    Shrink,
    Side,
    TimeInForce,
)

MAKERS = ("ann", "bob", "cat", "dan")
MARKETS = (Market(1, "baht"), Market(2, "baht"), Market(3, "baht"), Market(2, "dollar"))
FACTS = (
    OpenBatch(1, 1, 1, "0x5448", 2022, 0b01),
    OpenBatch(2, 1, 2, "0x5448", 2023, 0b11),
    OpenBatch(3, 2, 1, "0x564e", 2024, 0b00),
)
WISHES = (
    Criteria(),
    Criteria(kind=1, country="0x5448"),
    Criteria(vintage_from=2023),
    Criteria(labels=0b10),
    Criteria(standard=1, vintage_to=2023),
)
TICK = 10_000
REACH = 40  # commands address the last so many orders


def stream(seed: int, steps: int, *, plain: bool = False, collars: bool = False) -> Iterator[Command]:
    """So many commands after the batches' facts; `plain` orders have no terms, and none is an attribute bid."""
    random = Random(seed)
    yield from FACTS
    for number in range(steps):
        if collars and not random.randrange(10):
            yield _collar(random)
        yield _command(random, number, plain)


def _collar(random: Random) -> SetCollar:
    """A collar that bounds, moves, does both, or is lifted."""
    low, band = random.choice((0, 1, 2, 3)) * TICK, random.choice((0, 0, 2_000, 5_000))
    high = random.choice((0, low + TICK, low + 3 * TICK))
    return random.choice((SetCollar, _lifted))(random.choice(MARKETS), low, high, band)


def _lifted(market: Market, *_: int) -> SetCollar:
    return SetCollar(market)


def _command(random: Random, number: int, plain: bool) -> Command:
    at_s = 1 + number // 4
    target = f"o{max(0, number - random.randrange(REACH))}"
    match random.randrange(24):
        case 0 | 1 | 2:
            return Cancel(target, "Maker")
        case 3 | 4:
            return Modify(target, random.randrange(1, 9), at_s)
        case 5:
            return Reopen(target, random.randrange(1, 5), at_s)
        case 6:
            return Shrink(target, random.randrange(0, 6), "InsufficientFunds")
        case 7 if not random.randrange(8):
            return CancelAll(random.choice(MAKERS), "Maker")
        case 8:
            return Expire(at_s)
    return _plain(random, number, at_s) if plain or random.randrange(2) else _special(random, number, at_s)


def _plain(random: Random, number: int, at_s: int) -> Place:
    tif = random.choice((TimeInForce.GTC, TimeInForce.GTC, TimeInForce.GTC, *TimeInForce))
    return Place(
        order=f"o{number}",
        maker=random.choice(MAKERS),
        market=random.choice(MARKETS),
        side=random.choice((Side.Buy, Side.Sell)),
        credits=random.randrange(1, 10),
        price_minor=random.randrange(1, 8) * TICK,
        expiry_s=at_s + random.choice((1, 5, 20, 1_000)),
        at_s=at_s,
        tif=tif,
        kind=OrderType.MARKET if tif is TimeInForce.IOC and random.randrange(2) else OrderType.LIMIT,
        self_trade=random.choice((SelfTrade.CANCEL_NEWEST, SelfTrade.CANCEL_NEWEST, *SelfTrade)),
    )


def _special(random: Random, number: int, at_s: int) -> Place:
    side = random.choice((Side.Buy, Side.Sell))
    attribute = side is Side.Buy and random.randrange(2) == 0
    credits = random.randrange(1, 10)
    return Place(
        order=f"o{number}",
        maker=random.choice(MAKERS),
        market=Market(0, "baht") if attribute else random.choice(MARKETS),
        side=side,
        credits=credits,
        price_minor=random.randrange(1, 8) * TICK,
        expiry_s=at_s + random.choice((1, 5, 20, 1_000)),
        at_s=at_s,
        taker=random.choice((None, None, None, *MAKERS)),
        min_fill=random.choice((0, 0, 0, 1, 2, 3)) if credits >= 3 else 0,
        all_or_none=random.randrange(5) == 0,
        tif=random.choice((TimeInForce.GTC, TimeInForce.GTC, *TimeInForce)),
        self_trade=random.choice(tuple(SelfTrade)),
        criteria=random.choice(WISHES) if attribute else None,
    )
