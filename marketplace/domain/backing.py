"""What stands behind open orders: how much each one needs of its maker, and which shrink when less is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from marketplace.domain.commands import Place, Traded
from registry.domain.orders import Side
from registry.domain.units import ONE_CREDIT_KG


class Asset(NamedTuple):
    """Kilograms of a batch, or minor units of a payment token: one of the two is empty."""

    batch: int
    payment: str


class Demand(NamedTuple):
    """An order seeks `credits`, each of which takes `each` units of the maker's asset.

    Below `least` credits the order cannot be filled at all.
    """

    order: str
    maker: str
    asset: Asset
    credits: int
    each: int
    least: int

    @property
    def units(self) -> int:
        """What the whole of it takes."""
        return self.credits * self.each


class Bound(NamedTuple):
    """One side of a trade that is not settled: the units of the asset are spoken for."""

    trade: int
    order: str
    maker: str
    asset: Asset
    units: int


class Shrinking(NamedTuple):
    """An order may seek at most `credits` from here on; with 0 it leaves."""

    order: str
    credits: int


def demand_of(place: Place, rest: int) -> Demand:
    """What a rest of `rest` credits needs: a sell its kilograms, a buy its limit price."""
    least = rest if place.all_or_none else max(1, place.min_fill)
    if place.side is Side.Sell:
        return Demand(place.order, place.maker, Asset(place.batch, ""), rest, ONE_CREDIT_KG, least)
    return Demand(place.order, place.maker, Asset(0, place.payment), rest, place.price_minor, least)


def bounds_of(trade: Traded, buyer: str, seller: str) -> tuple[Bound, Bound]:
    """What a trade takes of its buyer and of its seller until it is settled."""
    money, credits = Asset(0, trade.market.payment), Asset(trade.market.batch, "")
    return (
        Bound(trade.number, trade.buy, buyer, money, trade.credits * trade.price_minor),
        Bound(trade.number, trade.sell, seller, credits, trade.credits * ONE_CREDIT_KG),
    )


def units_of(demands: Iterable[Demand | Bound], asset: Asset) -> int:
    """What demands and bound trades take of one asset together."""
    return sum(one.units for one in demands if one.asset == asset)


def shrunk(demands: Sequence[Demand], available: int) -> list[Shrinking]:
    """Who shrinks where `available` units stand behind demands on one asset: the oldest come first and keep theirs."""
    left, shrinking = max(available, 0), []
    for demand in demands:
        credits = min(demand.credits, left // demand.each)
        kept = credits if credits >= demand.least else 0
        if kept < demand.credits:
            shrinking.append(Shrinking(demand.order, kept))
        left -= kept * demand.each
    return shrinking
