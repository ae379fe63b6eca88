"""Keeps account of what each maker has promised: resting orders, unsettled trades, and orders on their way in."""

from __future__ import annotations

import logging
from collections import deque
from threading import RLock

from cachetools import LRUCache

from marketplace.domain.backing import Bound, Demand, bounds_of, demand_of
from marketplace.domain.commands import Event, Place, Replace, Rested, Traded
from marketplace.domain.journal import Entry, PoisonMark, Record
from marketplace.domain.promises import Promises, Reserved
from marketplace.ports import NumberedDesk, OpenTrades

MAKERS_REMEMBERED = 100_000
log = logging.getLogger("carbonix.orders")


class BackingBook:
    """Promises of every maker. It begins with the book as it stands, and hears every record after it.

    An order is set aside from before it goes to the desk until its record is heard, so that it is counted once.
    A record that cannot be understood while the database is away waits, and all behind it; until then nobody is
    told what is free.
    """

    def __init__(self, desk: NumberedDesk, trades: OpenTrades) -> None:
        self._desk = desk
        self._trades = trades
        self._turn = RLock()
        self._reserved = Reserved()
        self._heard: list[tuple[int, Bound]] = []
        self._missed: deque[Record] = deque()
        self._makers: LRUCache[str, str] = LRUCache(MAKERS_REMEMBERED)
        with self._turn:
            desk.listen(self._hear)
            with desk.book() as engine:
                self._begins_after = desk.number
                resting = [one for maker in engine.accounts for one in engine.resting_of(maker)]
            self._promises = Promises(demand_of(place, rest) for place, rest in resting)
        self.refresh(0)

    def reserve(self, demand: Demand, available: int, instead_of: str | None = None) -> int | None:
        """Sets the demand aside if `available` units cover it beside all else that its maker promised: then None.

        Otherwise the units that would be needed. `instead_of` is an order that leaves as this one comes.
        Raises DatabaseUnavailable while something that was heard is not understood.
        """
        with self._turn:
            self._catch_up()
            leaving = {demand.order, instead_of or ""}
            needed = demand.units + self._promises.units(demand.maker, demand.asset, leaving)
            needed += self._reserved.units(demand.maker, demand.asset, leaving)
            if needed > available:
                return needed
            self._reserved.add(demand)
            return None

    def release(self, order: str) -> None:
        """An order on its way in did not arrive."""
        with self._turn:
            self._reserved.drop(order)

    def resting(self, maker: str) -> list[tuple[Place, int]]:
        """The maker's open orders with what they still seek, oldest first."""
        with self._desk.book() as engine:
            return list(engine.resting_of(maker))

    def bound(self, maker: str) -> list[Bound]:
        """The maker's sides of trades that are not settled. Raises as `reserve`."""
        with self._turn:
            self._catch_up()
            return [one for one in self._promises.bounds() if one.maker == maker]

    def refresh(self, last_batch_no: int) -> None:
        """Reads the open trades anew; those in settlements up to `last_batch_no` the chain has decided.

        Raises DeskBusy if the tables are too far behind the journal; and as `reserve`.
        """
        number = self._desk.barrier()
        found = self._trades.bounds(last_batch_no)
        with self._turn:
            self._catch_up()
            self._heard = [(at, one) for at, one in self._heard if at > number]
            self._promises.rebind([*found, *(late for _, late in self._heard)])

    @property
    def is_behind(self) -> bool:
        """True while the tables must be asked before anything can be said."""
        return bool(self._missed)

    def _hear(self, record: Record) -> None:
        with self._turn:
            self._missed.append(record)
            try:
                self._catch_up()
            except Exception:
                log.exception("promises wait at record %d: whose they are cannot be read yet", self._missed[0].number)

    def _catch_up(self) -> None:
        """Takes in what was heard, in order; what cannot be taken in stays."""
        while self._missed:
            self._take_in(self._missed[0])
            self._missed.popleft()

    def _take_in(self, record: Record) -> None:
        """An order has arrived or was refused, what rests has changed, and trades bind both makers: all or nothing."""
        if isinstance(record.entry, PoisonMark):
            return
        placed = _placed(record.entry)
        new = record.number > self._begins_after
        told = [(event, *self._makers_of(event, placed)) for event in record.events] if new else []
        if placed is not None:
            self._reserved.drop(placed.order)
        for event, one, other in told:
            self._promises.follow(event, one)
            if isinstance(event, Traded):
                for bound in bounds_of(event, one, other):
                    self._heard.append((record.number, bound))
                    self._promises.bind(bound)

    def _makers_of(self, event: Event, placed: Place | None) -> tuple[str, str]:
        """Whose order rests; buyer and seller of a trade."""
        if isinstance(event, Traded):
            return self._maker_of(event.buy, placed), self._maker_of(event.sell, placed)
        return (self._maker_of(event.order, placed), "") if isinstance(event, Rested) else ("", "")

    def _maker_of(self, order: str, placed: Place | None) -> str:
        """Whose an order is: mostly the newcomer, whose maker is at hand.

        Asks the book before the tables: it knows every order that is not over for long, and is never away.
        """
        if placed is not None and order == placed.order:
            return placed.maker
        maker = self._makers.get(order)
        if maker is None:
            with self._desk.book() as engine:
                place = engine.place_of(order)
            maker = self._makers[order] = self._trades.maker_of(order) if place is None else place.maker
        return maker


def _placed(entry: Entry) -> Place | None:
    match entry.command:
        case Place() as place:
            return place
        case Replace(place=place):
            return place
    return None
