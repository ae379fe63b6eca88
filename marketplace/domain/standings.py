"""Which orders stand where: the public depth of every market, followed order by order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.domain.commands import Market
from marketplace.domain.depth import Ladder
from registry.domain.orders import Side


@dataclass(slots=True)
class Standing:
    """An order that rests. An attribute bid stands in several markets at once with the same credits."""

    side: Side
    price_minor: int
    credits: int
    markets: list[Market]
    shared: bool


class Standings:
    """Resting orders and the ladders that they make. Orders bound to one taker stand nowhere here."""

    def __init__(self) -> None:
        self.ladders: dict[Market, Ladder] = {}
        self._orders: dict[str, Standing] = {}
        self._touched: set[Market] = set()

    def rest(
        self, order: str, side: Side, price_minor: int, credits: int, markets: Iterable[Market], *, shared: bool = False
    ) -> None:
        """An order, or what is left of it, stands in these markets with so many credits."""
        self.leave(order)
        standing = self._orders[order] = Standing(side, price_minor, credits, list(markets), shared)
        self._change(standing, credits, 1)

    def extend(self, order: str, market: Market) -> None:
        """A shared order stands in one more market."""
        standing = self._orders.get(order)
        if standing and market not in standing.markets:
            standing.markets.append(market)
            self._ladder(market).change(
                standing.side, standing.price_minor, standing.credits, 1, shared=standing.shared
            )

    def withdraw(self, order: str, market: Market) -> None:
        """A shared order stands in one market less."""
        standing = self._orders.get(order)
        if standing and market in standing.markets:
            standing.markets.remove(market)
            self._ladder(market).change(
                standing.side, standing.price_minor, -standing.credits, -1, shared=standing.shared
            )

    def fill(self, order: str, credits: int) -> None:
        """A trade took credits of a resting order; one that does not stand here is passed over."""
        standing = self._orders.get(order)
        if standing is None:
            return
        if credits >= standing.credits:
            self.leave(order)
        else:
            standing.credits -= credits
            self._change(standing, -credits, 0)

    def keep(self, order: str, credits: int) -> None:
        """A resting order has so many credits from now on, at the place where it is."""
        standing = self._orders.get(order)
        if standing is None:
            return
        if credits <= 0:
            self.leave(order)
        else:
            self._change(standing, credits - standing.credits, 0)
            standing.credits = credits

    def leave(self, order: str) -> None:
        """An order stands no more."""
        standing = self._orders.pop(order, None)
        if standing:
            self._change(standing, -standing.credits, -1)

    def ladder(self, market: Market) -> Ladder:
        """The ladder of a market; an unknown one is empty and is not kept."""
        return self.ladders.get(market) or Ladder()

    def take_touched(self) -> list[Market]:
        """Markets whose depth changed since the last call, in their own order."""
        touched = sorted(self._touched)
        self._touched.clear()
        return touched

    def _change(self, standing: Standing, credits: int, orders: int) -> None:
        for market in standing.markets:
            self._ladder(market).change(standing.side, standing.price_minor, credits, orders, shared=standing.shared)

    def _ladder(self, market: Market) -> Ladder:
        self._touched.add(market)
        ladder = self.ladders.get(market)
        if ladder is None:
            ladder = self.ladders[market] = Ladder()
        return ladder
