"""Follows order by order, through the events of the book, how much of its assets each maker has promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from marketplace.domain.backing import Asset, Bound, Demand
from marketplace.domain.commands import Cancelled, Event, Lifted, Rested, Shrunk, Traded
from registry.domain.orders import Side
from registry.domain.units import ONE_CREDIT_KG


class Promises:
    """Units by maker and asset: of orders that rest, and of trades that wait for the chain. It changes itself."""

    def __init__(self, resting: Iterable[Demand] = ()) -> None:
        self._resting: dict[str, Demand] = {}
        self._open: dict[tuple[str, Asset], int] = defaultdict(int)
        self._bound: dict[tuple[int, str], Bound] = {}
        self._waiting: dict[tuple[str, Asset], int] = defaultdict(int)
        for demand in resting:
            self._set(demand, demand.credits)

    def units(self, maker: str, asset: Asset, but: Iterable[str] = ()) -> int:
        """What the maker promised of an asset, without what the orders in `but` rest with."""
        key = maker, asset
        return self._open.get(key, 0) + self._waiting.get(key, 0) - _units_of(self._resting, key, but)

    def bounds(self) -> list[Bound]:
        """Every side of a trade that waits."""
        return list(self._bound.values())

    def follow(self, event: Event, maker: str) -> None:
        """Takes an event of the book in; `maker` is whose order it is, where it is one that comes to rest."""
        if isinstance(event, Rested):
            self._rest(event, maker)
        elif isinstance(event, Cancelled):
            self._less(event.order, None)
        elif isinstance(event, Lifted | Shrunk):
            self._less(event.order, event.credits)
        elif isinstance(event, Traded):
            self._less(event.buy, event.credits)
            self._less(event.sell, event.credits)

    def bind(self, bound: Bound) -> None:
        """A side of a trade waits for the chain."""
        if self._bound.setdefault((bound.trade, bound.order), bound) is bound:
            self._waiting[bound.maker, bound.asset] += bound.units

    def rebind(self, bounds: Iterable[Bound]) -> None:
        """These sides wait, and no others."""
        self._bound.clear()
        self._waiting.clear()
        for bound in bounds:
            self.bind(bound)

    def _rest(self, event: Rested, maker: str) -> None:
        buys = event.side is Side.Buy
        asset = Asset(0, event.market.payment) if buys else Asset(event.market.batch, "")
        each = event.price_minor if buys else ONE_CREDIT_KG
        self._set(Demand(event.order, maker, asset, event.credits, each, 1), event.credits)

    def _less(self, order: str, credits: int | None) -> None:
        """So many credits of an order rest no longer; None: all of them. A newcomer does not rest yet."""
        found = self._resting.get(order)
        if found is not None:
            self._set(found, 0 if credits is None else max(0, found.credits - credits))

    def _set(self, demand: Demand, credits: int) -> None:
        before = self._resting.pop(demand.order, None)
        key = demand.maker, demand.asset
        if before is not None:
            self._open[key] -= before.units
        if credits:
            self._resting[demand.order] = demand._replace(credits=credits)
            self._open[key] += credits * demand.each
        elif not self._open[key]:
            del self._open[key]


class Reserved:
    """Units by maker and asset of orders on their way in. It changes itself; nothing in it depends on how many wait."""

    def __init__(self) -> None:
        self._demands: dict[str, Demand] = {}
        self._units: dict[tuple[str, Asset], int] = defaultdict(int)

    def units(self, maker: str, asset: Asset, but: Iterable[str] = ()) -> int:
        """What is set aside of the maker's asset, without the orders in `but`."""
        key = maker, asset
        return self._units.get(key, 0) - _units_of(self._demands, key, but)

    def add(self, demand: Demand) -> None:
        """Sets a demand aside, in the place of an earlier one of the same order."""
        self.drop(demand.order)
        self._demands[demand.order] = demand
        self._units[demand.maker, demand.asset] += demand.units

    def drop(self, order: str) -> None:
        """An order has come in, or did not arrive."""
        found = self._demands.pop(order, None)
        if found is not None:
            key = found.maker, found.asset
            self._units[key] -= found.units
            if not self._units[key]:
                del self._units[key]


def _units_of(demands: Mapping[str, Demand], key: tuple[str, Asset], orders: Iterable[str]) -> int:
    """What those of these orders take that are of this maker and asset."""
    units = 0
    for order in orders:
        found = demands.get(order)
        if found is not None and (found.maker, found.asset) == key:
            units += found.units
    return units
