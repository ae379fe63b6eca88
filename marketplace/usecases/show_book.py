"""Shows one market as anyone may see it: price levels, best first, without orders that chain time has ended."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.commands import Market
from marketplace.domain.engine import Engine
from marketplace.ports import ChainView
from registry.domain.orders import Side


@dataclass(frozen=True, slots=True)
class Level:
    """All orders of one price: whole credits that they seek together, and how many they are."""

    price_minor: int
    credits: int
    orders: int


@dataclass(frozen=True, slots=True)
class MarketView:
    """A market as of a journal step; `block` and its time are None where the journal alone was asked."""

    market: Market
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    sequence: int
    digest: str
    block: int | None
    chain_time_s: int | None


def show_book(market: Market, *, book: Engine, view: ChainView | None) -> MarketView:
    """Both sides of a market; an unknown one is empty. Without a view of the chain nothing counts as expired."""
    chain_time_s = view.time_s if view else None
    return MarketView(
        market=market,
        bids=_levels(book, market, Side.Buy, chain_time_s),
        asks=_levels(book, market, Side.Sell, chain_time_s),
        sequence=book.sequence,
        digest=book.digest(),
        block=view.block if view else None,
        chain_time_s=chain_time_s,
    )


def _levels(book: Engine, market: Market, side: Side, chain_time_s: int | None) -> tuple[Level, ...]:
    levels: dict[int, Level] = {}
    for place, credits in book.queue(market, side):
        if chain_time_s is None or chain_time_s < place.expiry_s:
            known = levels.get(place.price_minor, Level(place.price_minor, 0, 0))
            levels[place.price_minor] = Level(known.price_minor, known.credits + credits, known.orders + 1)
    return tuple(levels.values())
