"""Keeps account of what each maker has promised: resting orders, unsettled trades, and orders on their way in."""

from __future__ import annotations

from collections import defaultdict
from threading import RLock

from cachetools import LRUCache

from marketplace.domain.backing import Asset, Bound, Demand, bounds_of, demand_of, units_of
from marketplace.domain.commands import Place, Replace, Traded
from marketplace.domain.journal import Entry, PoisonMark, Record
from marketplace.ports import OpenTrades, TradingDesk

MAKERS_REMEMBERED = 100_000


class BackingBook:
    """Promises of every maker. It hears the desk's records, and reads open trades anew when it is told to."""

    def __init__(self, desk: TradingDesk, trades: OpenTrades) -> None:
        self._desk = desk
        self._trades = trades
        self._turn = RLock()
        self._reserved: dict[str, Demand] = {}
        self._bound: dict[str, dict[tuple[int, str], Bound]] = defaultdict(dict)
        self._heard: list[tuple[int, Bound]] = []
        self._makers: LRUCache[str, str] = LRUCache(MAKERS_REMEMBERED)
        desk.listen(self._hear)
        self.refresh(0)

    def reserve(self, demand: Demand, available: int, instead_of: str | None = None) -> int | None:
        """Sets the demand aside if `available` units cover it beside all else that its maker promised: then None.

        Otherwise the units that would be needed. `instead_of` is an order that leaves as this one comes.
        """
        with self._turn:
            needed = demand.units + self._promised(demand.maker, demand.asset, {demand.order, instead_of or ""})
            if needed > available:
                return needed
            self._reserved[demand.order] = demand
            return None

    def release(self, order: str) -> None:
        """An order on its way in did not arrive."""
        with self._turn:
            self._reserved.pop(order, None)

    def resting(self, maker: str) -> list[tuple[Place, int]]:
        """The maker's open orders with what they still seek, oldest first."""
        with self._desk.book() as engine:
            return list(engine.resting_of(maker))

    def bound(self, maker: str) -> list[Bound]:
        """The maker's sides of trades that are not settled."""
        with self._turn:
            return list(self._bound[maker].values()) if maker in self._bound else []

    def refresh(self, last_batch_no: int) -> None:
        """Reads the open trades anew; those in settlements up to `last_batch_no` the chain has decided.

        Raises DeskBusy if the tables are too far behind the journal.
        """
        number = self._desk.barrier()
        found = self._trades.bounds(last_batch_no)
        with self._turn:
            self._heard = [(at, one) for at, one in self._heard if at > number]
            self._bound.clear()
            for one in [*found, *(late for _, late in self._heard)]:
                self._bound[one.maker][one.trade, one.order] = one

    def _promised(self, maker: str, asset: Asset, but: set[str]) -> int:
        resting = {place.order: demand_of(place, rest) for place, rest in self.resting(maker)}
        bound = self.bound(maker)
        arrived: dict[str, int] = defaultdict(int)
        here: list[Demand | Bound] = [*resting.values(), *bound]
        for one in here:
            arrived[one.order] += one.units
        on_their_way = sum(
            max(0, waiting.units - arrived[waiting.order])
            for waiting in self._reserved.values()
            if waiting.maker == maker and waiting.asset == asset and waiting.order not in but
        )
        stay = [demand for demand in resting.values() if demand.order not in but]
        return units_of(stay, asset) + units_of(bound, asset) + on_their_way

    def _hear(self, record: Record) -> None:
        """An order has arrived or was refused, and its trades bind both makers."""
        if isinstance(record.entry, PoisonMark):
            return
        with self._turn:
            placed = _placed(record.entry)
            if placed is not None:
                self._makers[placed.order] = placed.maker
                self._reserved.pop(placed.order, None)
            for event in record.events:
                if isinstance(event, Traded):
                    for one in bounds_of(event, self._maker_of(event.buy), self._maker_of(event.sell)):
                        self._heard.append((record.number, one))
                        self._bound[one.maker][one.trade, one.order] = one

    def _maker_of(self, order: str) -> str:
        maker = self._makers.get(order)
        if maker is None:
            maker = self._makers[order] = self._trades.maker_of(order)
        return maker


def _placed(entry: Entry) -> Place | None:
    match entry.command:
        case Place() as place:
            return place
        case Replace(place=place):
            return place
    return None
