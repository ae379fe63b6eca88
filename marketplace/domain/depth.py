"""Depth of a market by price: absolute levels, kept up by changes, grouped on demand, told as differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest

from registry.domain.orders import Side


@dataclass(frozen=True, slots=True)
class DepthLevel:
    """All that stands at one price: whole credits, orders, and of the credits those that other markets share.

    The credits of an attribute bid stand in every batch that meets its criteria; `shared_credits` says how many.
    """

    price_minor: int
    credits: int
    orders: int
    shared_credits: int = 0


class Ladder:
    """Both sides of one market by price. `credits` at a price are never below zero; a price with none leaves."""

    __slots__ = ("_best", "_levels", "_touched")

    def __init__(self) -> None:
        self._levels: tuple[dict[int, DepthLevel], dict[int, DepthLevel]] = ({}, {})
        self._best: list[int | None] = [None, None]
        self._touched: set[tuple[Side, int]] = set()

    def change(self, side: Side, price_minor: int, credits: int, orders: int, *, shared: bool = False) -> None:
        """Adds to a price, or takes from it where the numbers are negative."""
        levels = self._levels[side]
        known = levels.get(price_minor) or DepthLevel(price_minor, 0, 0)
        credits_now, orders_now = known.credits + credits, known.orders + orders
        if credits_now < 0 or orders_now < 0:
            raise ValueError(f"price {price_minor} would hold {credits_now} credits in {orders_now} orders")
        self._touched.add((side, price_minor))
        if orders_now == 0:
            levels.pop(price_minor, None)
            if price_minor == self._best[side]:
                self._best[side] = max(levels, default=None) if side is Side.Buy else min(levels, default=None)
            return
        shared_now = known.shared_credits + (credits if shared else 0)
        levels[price_minor] = DepthLevel(price_minor, credits_now, orders_now, shared_now)
        best = self._best[side]
        if best is None or (price_minor > best if side is Side.Buy else price_minor < best):
            self._best[side] = price_minor

    def best(self, side: Side) -> DepthLevel | None:
        """The highest bid or the lowest ask."""
        best = self._best[side]
        return None if best is None else self._levels[side][best]

    def levels(self, side: Side, limit: int | None = None, group_minor: int = 1) -> tuple[DepthLevel, ...]:
        """Best price first, at most `limit` levels, prices gathered in steps of `group_minor` units.

        A bid is shown at the step below it and an ask at the step above it: nobody sees a better price than there is.
        """
        if group_minor > 1:
            return _first(grouped(self._levels[side].values(), side, group_minor), side, limit)
        return _first(self._levels[side].values(), side, limit)

    def take_changes(self) -> LevelChanges:
        """Every price that changed since the last call, with what stands there now: zero credits if nothing does."""
        changes = LevelChanges()
        for side, price in self._touched:
            changes.of(side)[price] = self._levels[side].get(price) or DepthLevel(price, 0, 0)
        self._touched.clear()
        return changes


@dataclass(slots=True)
class LevelChanges:
    """Prices with what stands there now, by side; a later change of a price replaces the earlier one."""

    bids: dict[int, DepthLevel] = field(default_factory=dict)
    asks: dict[int, DepthLevel] = field(default_factory=dict)

    def of(self, side: Side) -> dict[int, DepthLevel]:
        """The changes of one side."""
        return self.bids if side is Side.Buy else self.asks

    def then(self, later: LevelChanges) -> LevelChanges:
        """Both as one: absolute levels need only the last word about each price."""
        return LevelChanges(self.bids | later.bids, self.asks | later.asks)

    def __bool__(self) -> bool:
        return bool(self.bids or self.asks)


def grouped(levels: Iterable[DepthLevel], side: Side, group_minor: int) -> Iterator[DepthLevel]:
    """Levels gathered on multiples of `group_minor`: bids rounded down, asks rounded up. In no order."""
    steps: dict[int, DepthLevel] = {}
    for level in levels:
        price = level.price_minor
        step = price - price % group_minor if side is Side.Buy else price + -price % group_minor
        known = steps.get(step) or DepthLevel(step, 0, 0)
        steps[step] = DepthLevel(
            step,
            known.credits + level.credits,
            known.orders + level.orders,
            known.shared_credits + level.shared_credits,
        )
    return iter(steps.values())


def _first(levels: Iterable[DepthLevel], side: Side, limit: int | None) -> tuple[DepthLevel, ...]:
    key, downwards = _price, side is Side.Buy
    if limit is None:
        return tuple(sorted(levels, key=key, reverse=downwards))
    return tuple(nlargest(limit, levels, key) if downwards else nsmallest(limit, levels, key))


def _price(level: DepthLevel) -> int:
    return level.price_minor
