"""One side of one market: resting orders, best price first, then first come."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.domain.commands import Place
from registry.domain.orders import Side


@dataclass(slots=True)
class Resting:
    """An order in the queue with the whole credits that it still seeks."""

    place: Place
    remaining: int


class Levels:
    """Queues by price. A price's queue is a dict, which keeps arrival order and forgets an order in constant time."""

    def __init__(self, side: Side) -> None:
        self._towards_worse = 1 if side is Side.Sell else -1
        self._keys: list[int] = []
        self._queues: dict[int, dict[str, Resting]] = {}

    def add(self, resting: Resting) -> None:
        """Puts an order at the back of its price."""
        key = resting.place.price_minor * self._towards_worse
        if key not in self._queues:
            insort(self._keys, key)
            self._queues[key] = {}
        self._queues[key][resting.place.order] = resting

    def remove(self, place: Place) -> None:
        """Takes an order out, and its price with it when nobody else waits there."""
        key = place.price_minor * self._towards_worse
        del self._queues[key][place.order]
        if not self._queues[key]:
            del self._queues[key]
            del self._keys[bisect_left(self._keys, key)]

    def crossing(self, limit_minor: int) -> Iterator[Resting]:
        """Orders whose price `limit_minor` meets, in priority; the one just yielded may be removed meanwhile."""
        bound = limit_minor * self._towards_worse
        index = 0
        while index < len(self._keys) and (key := self._keys[index]) <= bound:
            yield from tuple(self._queues[key].values())
            if index < len(self._keys) and self._keys[index] == key:
                index += 1

    def __iter__(self) -> Iterator[Resting]:
        for key in self._keys:
            yield from self._queues[key].values()
