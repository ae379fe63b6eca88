"""Time of the engine: it only comes in with commands, never goes back, and takes out who is over."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush

from marketplace.domain.levels import BookOrder
from marketplace.domain.matching import Out
from marketplace.domain.refusals import Refusals

KEPT_S = 86_400  # an order is remembered so long after its expiry: matches of it may still fail on the chain


class Expiry(Refusals):
    """Orders by the second of their expiry. What is over is forgotten after a day: the chain would refuse it anyway."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: dict[int, list[str]] = {}
        self._seconds: list[int] = []
        self.past: deque[tuple[int, list[str]]] = deque()
        self.forgets: Callable[[str, str], None] = _unheard  # told order and maker of each one that is forgotten

    def remember(self, order: BookOrder, expiry_s: int) -> None:
        """An order is known from now on, until it is over."""
        self.known[order.order] = order
        ending = self.ends.get(expiry_s)
        if ending is None:
            self.ends[expiry_s] = [order.order]
            heappush(self._seconds, expiry_s)
        else:
            ending.append(order.order)

    def advance(self, at_s: int, out: Out) -> None:
        """Time comes to a chain time, never back. Who is over leaves, by expiry, then by arrival."""
        if at_s <= self.time_s:
            return
        self.time_s = at_s
        while self._seconds and self._seconds[0] <= at_s:
            second = heappop(self._seconds)
            ending = self.ends.pop(second)
            resting = [order for order in map(self.known.__getitem__, ending) if order.level is not None]
            for order in sorted(resting, key=_arrival):
                self.close(order, "OrderExpired", out)
            self.past.append((second, ending))
        while self.past and self.past[0][0] + KEPT_S <= at_s:
            for name in self.past.popleft()[1]:
                self.forgets(name, self.known.pop(name).account.name)
                self.withheld.pop(name, None)


def _unheard(_order: str, _maker: str) -> None:
    """An engine that stands alone has nobody to tell."""


def _arrival(order: BookOrder) -> int:
    return order.arrival
