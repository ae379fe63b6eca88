"""What became of each order, folded record by record: filled, remaining, state; and every trade with both makers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from marketplace.domain.commands import (
    ANY_BATCH,
    Cancelled,
    Criteria,
    Modify,
    OrderType,
    Place,
    Rejected,
    Reopen,
    Replace,
    Rested,
    Shrunk,
    Traded,
)
from marketplace.domain.journal import Entry, PoisonMark, Record
from marketplace.domain.tape import OrderLine, TapeTrade
from registry.domain.orders import Side, TimeInForce

EXPIRED = "OrderExpired"
FREE = Criteria()
KINDS, TIFS = ({one: one.name.lower() for one in words} for words in (OrderType, TimeInForce))
Load = Callable[[str], OrderLine | None]


class History:
    """A fold over records. Lines are asked for once by `load`; `changed` and `trades` are what is to be stored."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.changed: dict[str, OrderLine] = {}
        self.trades: list[TapeTrade] = []

    def fold(self, record: Record) -> None:
        """Follows one record; a refused one changed nothing."""
        if isinstance(record.entry, PoisonMark) or refused(record):
            return
        touched = self._begin(record, record.entry)
        for event in record.events:
            match event:
                case Traded():
                    touched |= {event.buy, event.sell}
                    self._trade(record, event)
                case Rested(order=order, credits=credits):
                    touched.add(order)
                    self._rest(order, credits)
                case Shrunk(order=order, credits=credits, reason=reason):
                    touched.add(order)
                    self._shrink(order, credits, reason)
                case Cancelled(order=order, reason=reason):
                    touched.add(order)
                    self._put(order, remaining=0, state="expired" if reason == EXPIRED else "canceled", reason=reason)
        for order in touched:
            self._end(order, record)

    def _begin(self, record: Record, entry: Entry) -> set[str]:
        """What the command itself says, before its events."""
        match entry.command:
            case Place() as place:
                return {self._enter(record, entry, place)}
            case Replace(place=place):
                return {self._enter(record, entry, place)}
            case Modify(order=order, credits=credits):
                self._put(order, remaining=credits)
                return {order}
            case Reopen(order=order, credits=credits):
                line = self._line(order)
                if line:
                    self._put(order, filled=max(0, line.filled - credits), remaining=line.remaining + credits)
                return {order}
        return set()

    def _enter(self, record: Record, entry: Entry, place: Place) -> str:
        self.changed[place.order] = OrderLine(
            hash=place.order,
            sequence=record.number,
            time_ms=record.time_ms,
            maker=place.maker,
            account=entry.account,
            client_order_id=entry.client_order_id,
            market=place.market,
            side=place.side,
            kind=KINDS[place.kind],
            tif=TIFS[place.tif],
            taker=place.taker,
            criteria=words_of(place.criteria) if place.batch == ANY_BATCH else (),
            credits=place.credits,
            price_minor=place.price_minor,
            expiry_s=place.expiry_s,
            filled=0,
            remaining=place.credits,
            state="open",
            reason=None,
            last_sequence=record.number,
            last_time_ms=record.time_ms,
        )
        return place.order

    def _trade(self, record: Record, event: Traded) -> None:
        for order in (event.buy, event.sell):
            line = self._line(order)
            if line:
                left = max(0, line.remaining - event.credits)
                self._put(order, filled=line.filled + event.credits, remaining=left)
        buy, sell = self._line(event.buy), self._line(event.sell)
        self.trades.append(
            TapeTrade(
                number=event.number,
                sequence=record.number,
                time_ms=record.time_ms,
                market=event.market,
                buy=event.buy,
                sell=event.sell,
                buyer=buy.maker if buy else "",
                seller=sell.maker if sell else "",
                credits=event.credits,
                price_minor=event.price_minor,
                buyer_took=event.taker is not Side.Sell,
                block=event.block,
            )
        )

    def _rest(self, order: str, credits: int) -> None:
        """A newcomer rests as it came, unless it has traded."""
        line = self._line(order)
        if line and (line.remaining, line.state, line.reason) != (credits, "open", None):
            self._put(order, remaining=credits, state="open", reason=None)

    def _shrink(self, order: str, credits: int, reason: str) -> None:
        line = self._line(order)
        if line:
            left = max(0, line.remaining - credits)
            self._put(order, remaining=left, state="open" if left else "canceled", reason=reason)

    def _end(self, order: str, record: Record) -> None:
        """An order that seeks nothing more, and was not sent away, is closed."""
        line = self._line(order)
        if line:
            state = "closed" if line.state == "open" and line.remaining == 0 else line.state
            if (state, record.number) != (line.state, line.last_sequence):
                self._put(order, state=state, last_sequence=record.number, last_time_ms=record.time_ms)

    def _line(self, order: str) -> OrderLine | None:
        line = self.changed.get(order) or self._load(order)
        if line:
            self.changed[order] = line
        return line

    def _put(self, order: str, **now: Any) -> None:
        line = self._line(order)
        if line:
            self.changed[order] = line._replace(**now)


def refused(record: Record) -> bool:
    """True where the engine refused the command: then nothing changed."""
    return bool(record.events) and isinstance(record.events[0], Rejected)


def words_of(criteria: Criteria | None) -> tuple[tuple[str, str], ...]:
    """The criteria that are set, by name."""
    if criteria is None or criteria == FREE:
        return ()
    told = ((one.name, getattr(criteria, one.name)) for one in fields(Criteria))
    return tuple((name, str(value)) for name, value in told if value != getattr(FREE, name))


def orders_named(record: Record) -> set[str]:
    """Every order whose line a record may change."""
    if isinstance(record.entry, PoisonMark) or refused(record):
        return set()
    named = {getattr(record.entry.command, "order", "")}
    for event in record.events:
        named |= {event.buy, event.sell} if isinstance(event, Traded) else {getattr(event, "order", "")}
    return named - {""}
