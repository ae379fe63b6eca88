"""Runs a file of orders through the engine alone and reports every consequence in order: same input, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from marketplace.domain.commands import TimeInForce
from marketplace.domain.engine import Engine
from marketplace.domain.events import Cancelled, Market, Raw, Rejected, Rested, Traded
from registry.domain.orders import Side
from registry.errors import InvalidInput

COLUMNS = ("op", "order_id", "account", "side", "type", "tif", "price", "quantity")
OPERATIONS = ("new", "cancel", "modify")
MARKET = Market(1, "")
HIGHEST_PRICE = 1 << 62  # what a market order would pay; a selling one would take 1
LOWEST_PRICE = 1
SIDES = {"buy": True, "sell": False}
KINDS = {"limit": False, "market": True}
TIFS = {tif.name.lower(): int(tif) for tif in TimeInForce}
GTC, IOC = int(TimeInForce.GTC), int(TimeInForce.IOC)
FAULTS_KEPT = 20
REPORTS_PER_WRITE = 50_000

WORDS = {Rested: "ack", Cancelled: "cancel"}

Row = tuple[object, ...]


@dataclass(slots=True)
class Run:
    """What became of a file: lines read, reports written, lines that could not be read and the first of them."""

    lines: int = 0
    reports: int = 0
    unreadable: int = 0
    faults: list[str] = field(default_factory=list)


def run_orders(lines: Iterable[tuple[int, Sequence[str]]], write: Callable[[list[Row]], object]) -> Run:
    """Feeds numbered lines of columns `COLUMNS` into a fresh engine and hands the reports on, many at a time.

    A line that cannot be read is reported as `reject,order_id,InvalidInput` and named in the answer; all others count.
    """
    desk, run, reports = _Desk(), Run(), list[Row]()
    for number, line in lines:
        run.lines += 1
        try:
            desk.take(line)
        except InvalidInput as fault:
            desk.events.append((Rejected, line[1] if len(line) > 1 else "", "InvalidInput"))
            run.unreadable += 1
            if len(run.faults) < FAULTS_KEPT:
                run.faults.append(f"line {number}: {fault}")
        if len(desk.events) > REPORTS_PER_WRITE:
            run.reports += _hand_on(desk.events, reports, write)
    run.reports += _hand_on(desk.events, reports, write)
    return run


class _Desk:
    """Reads a line and moves the engine; events gather in `events`."""

    def __init__(self) -> None:
        self.engine = Engine()
        self._book = self.engine.market(MARKET)
        self.events: list[Raw] = []
        self._out = self.events.append
        self._refused: set[str] = set()

    def take(self, line: Sequence[str]) -> None:
        """Carries out one line. Raises InvalidInput by column, before anything has changed."""
        if len(line) != len(COLUMNS):
            raise InvalidInput("columns", len(line), f"must be {len(COLUMNS)}: {','.join(COLUMNS)}")
        op, order, account, side, kind, tif, price, quantity = line
        if op == "new":
            self._new(order, account, side, kind, tif, price, quantity)
        elif op == "cancel":
            self.engine.withdraw(order, self._out)
        elif op == "modify":
            self.engine.amend(order, _number("quantity", quantity), self._out)
        else:
            raise InvalidInput("op", op, "must be new, cancel or modify")

    def _new(self, order: str, account: str, side: str, kind: str, tif: str, price: str, quantity: str) -> None:
        buys, market, lifetime = SIDES.get(side), KINDS.get(kind), TIFS.get(tif)
        if buys is None or market is None or lifetime is None:
            _refuse_words(side, kind, tif)
            return
        credits = _number("quantity", quantity)
        limit = (HIGHEST_PRICE if buys else LOWEST_PRICE) if market else _number("price", price)
        if order in self._refused:
            self._out((Rejected, order, "OrderDuplicated"))
            return
        if market and lifetime == GTC:
            lifetime = IOC
        self.engine.submit(order, account, self._book, buys, lifetime, limit, credits, self._out)
        last = self.events[-1]
        if last[0] is Rejected and last[2] != "OrderDuplicated":
            self._refused.add(order)
        elif market and last[0] is Rested:
            self.events.pop()  # a post-only market order that met nobody does not wait either
            self.engine.withdraw(order, self._out)


def _refuse_words(side: str, kind: str, tif: str) -> None:
    if side not in SIDES:
        raise InvalidInput("side", side, "must be buy or sell")
    if kind not in KINDS:
        raise InvalidInput("type", kind, "must be limit or market")
    raise InvalidInput("tif", tif, "must be gtc, ioc, fok or post")


def _number(field_name: str, text: str) -> int:
    if text.isdecimal() and text.isascii():
        return int(text)
    raise InvalidInput(field_name, text, "must be a whole number, digits only")


def _hand_on(events: list[Raw], rows: list[Row], write: Callable[[list[Row]], object]) -> int:
    for event in events:
        kind = event[0]
        if kind is Traded:
            taker, maker = (event[3], event[4]) if event[7] is Side.Buy else (event[4], event[3])
            rows.append(("trade", taker, maker, event[6], event[5]))
        elif kind in WORDS:
            rows.append((WORDS[kind], event[1]))
        elif kind is Rejected:
            rows.append(("reject", event[1], event[2]))
    events.clear()
    write(rows)
    written = len(rows)
    rows.clear()
    return written
