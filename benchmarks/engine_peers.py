"""Runs one stream of orders through one peer's book, in the peer's own environment: `python engine_peers.py NAME FILE`.

Standard library and the peer only. FILE holds lists [number, buys, price, quantity]; quantity 0 cancels the resting
order of that number. Prints seconds and the digest of the trades as (taker, maker, price, quantity), for a comparison.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Step = list[Any]
Fill = tuple[int, int, int, int]
Player = Callable[[list[Step]], Callable[[], list[Fill]]]
WARM_UP_SHARE = 10
LOGGED = re.compile(r"Price: (\d+) \| Qty: (\d+) \| aggressor_id: (\d+) \| filler_id: (\d+)")


def matching_engine(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: matching-engine (Python, msgspec)."""
    from matching_engine.domain import CancelOrder, NewOrder, SequencedCommand, Side
    from matching_engine.engine import MatchingEngine

    engine, events = MatchingEngine(), []
    for sequence, (number, buys, price, quantity) in enumerate(steps, 1):
        if not quantity:
            command = CancelOrder(number, number)
        else:
            command = NewOrder(number, number, Side.BUY if buys else Side.SELL, price, quantity)
        events += engine.process(SequencedCommand(sequence, sequence, command))
    return lambda: [(e.taker_order_id, e.maker_order_id, e.price, e.qty) for e in events if type(e).__name__ == "Trade"]


def pylobo(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: pylobo (Rust)."""
    from uuid import UUID

    from lobo import Book, Reports, _lobo

    make, side = _lobo.orders.LimitOrder, _lobo.orders.Side

    book, reports, names, fills = Book(), Reports(include_fills=True), {}, []
    trader = UUID(int=1)
    for number, buys, price, quantity in steps:
        if not quantity:
            book.cancel(names[number])
            continue
        fill = book.fill(make(price, quantity, trader, side.Buy if buys else side.Sell), reports)
        if fill.remaining_order_id is not None:
            names[number] = fill.remaining_order_id
        if fill.report is not None and fill.report.fills:
            fills += [(number, each.maker_order_id, each.price, each.fill_quantity) for each in fill.report.fills]
    numbers = {name: number for number, name in names.items()}
    return lambda: [(taker, numbers.get(maker, -1), price, credits) for taker, maker, price, credits in fills]


def cython_orderbook(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: cython-orderbook (Cython); its trades are only printed."""
    from decimal import Decimal

    from cython_orderbook import Order, OrderBook, OrderSide

    return _logged(steps, OrderBook(), Order, OrderSide, Decimal, "original_quantity")


def akhil4n_orderbook(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: akhil4n-orderbook (Python)."""
    from decimal import Decimal

    from orderbook import Order, OrderBook, OrderSide

    return _logged(steps, OrderBook(), Order, OrderSide, Decimal, "original_quantity")


def _logged(steps: list[Step], book: Any, order: Any, side: Any, decimal: Any, size: str) -> Callable[[], list[Fill]]:
    names: dict[int, str] = {}
    for number, buys, price, quantity in steps:
        if not quantity:
            book.cancel_order(names[number])
            continue
        placed = order(side=side.BID if buys else side.ASK, price=decimal(price), **{size: quantity})
        names[number] = placed.order_id
        book.add_limit_order(placed)

    def fills() -> list[Fill]:
        said, numbers = io.StringIO(), {name: number for number, name in names.items()}
        with contextlib.redirect_stdout(said):
            book.print_trade_log()
        found = LOGGED.findall(said.getvalue())
        return [(numbers[taker], numbers[maker], int(price), int(credits)) for price, credits, taker, maker in found]

    return fills


def orderly_chaos(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: orderly-chaos (C++ through ctypes)."""
    from orderly_chaos import LimitOrderBook, Side

    trades: list[Any] = []
    book = LimitOrderBook(on_trade=trades.append)
    for number, buys, price, quantity in steps:
        if not quantity:
            book.cancel(number)
        else:
            book.limit(Side.BUY if buys else Side.SELL, number, quantity, price)
    return lambda: [(each.taker_id, each.maker_id, each.price, each.quantity) for each in trades]


def lightmatchingengine(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: lightmatchingengine (Python); it tells the taker's trade, then the makers'."""
    from lightmatchingengine.lightmatchingengine import LightMatchingEngine, Side

    engine, names, told = LightMatchingEngine(), {}, []
    for number, buys, price, quantity in steps:
        if not quantity:
            engine.cancel_order(names[number], "X")
            continue
        order, trades = engine.add_order("X", price, quantity, Side.BUY if buys else Side.SELL)
        names[number] = order.order_id
        told += [(number, each.order_id, each.trade_price, each.trade_qty) for each in trades]
    numbers = {name: number for number, name in names.items()}
    return lambda: [(taker, numbers[m], price, qty) for taker, m, price, qty in told if numbers[m] != taker]


def pyorderbook(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: pyorderbook (Python)."""
    from pyorderbook import Book, ask, bid

    book, orders, trades, numbers = Book(), {}, [], {}
    for number, buys, price, quantity in steps:
        if not quantity:
            book.cancel(orders[number])
            continue
        placed = orders[number] = (bid if buys else ask)("X", price, quantity)
        numbers[placed.id] = number
        trades += book.match(placed).trades
    return lambda: [
        (numbers[t.incoming_order_id], numbers[t.standing_order_id], int(t.fill_price), t.fill_quantity) for t in trades
    ]


def liquibook(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: liquibook (C++ through SWIG)."""
    import liquibook as lib

    fills: list[Fill] = []

    class Listener(lib.OrderListener):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            lib.OrderListener.__init__(self)

        def on_fill(self, taker: Any, maker: Any, quantity: int, price: int) -> None:
            taker.fill(quantity, price, 0)
            maker.fill(quantity, price, 0)
            fills.append((taker.order_id_, maker.order_id_, price, quantity))

        def on_accept(self, order: Any) -> None:
            pass

        def on_cancel(self, order: Any) -> None:
            pass

    book, listener, orders = lib.DepthOrderBook(), Listener(), {}
    book.set_order_listener(listener)
    book.set_symbol("X")
    for number, buys, price, quantity in steps:
        if not quantity:
            book.cancel(orders[number])
            continue
        orders[number] = lib.SimpleOrder(buys, price, quantity)
        book.add(orders[number])
    numbers = {order.order_id_: number for number, order in orders.items()}
    return lambda: [(numbers[taker], numbers[maker], price, quantity) for taker, maker, price, quantity in fills]


def limit_order_book(steps: list[Step]) -> Callable[[], list[Fill]]:
    """Peer: limit-order-book (C++ through Cython); it tells nobody its trades."""
    from limit_order_book import LimitOrderBook

    book = LimitOrderBook()
    for number, buys, price, quantity in steps:
        if not quantity:
            book.cancel(number)
        elif buys:
            book.limit_buy(number, quantity, price)
        else:
            book.limit_sell(number, quantity, price)
    return list


PLAYERS: dict[str, Player] = {
    "matching-engine": matching_engine,
    "pylobo": pylobo,
    "cython-orderbook": cython_orderbook,
    "akhil4n-orderbook": akhil4n_orderbook,
    "orderly-chaos": orderly_chaos,
    "lightmatchingengine": lightmatchingengine,
    "pyorderbook": pyorderbook,
    "liquibook": liquibook,
    "limit-order-book": limit_order_book,
}


def digest(fills: Iterator[Fill] | list[Fill]) -> str:
    """SHA-256 over the trades in order."""
    told = hashlib.sha256()
    for fill in fills:
        told.update(f"{fill}\n".encode())
    return told.hexdigest()


def measure(player: Callable[[list[Any]], Callable[[], list[Fill]]], steps: list[Any]) -> None:
    """Plays a stream, and prints seconds and the digest of the trades as JSON; ours and each peer go this one way.

    A tenth of the stream is played before, so that code is loaded and warm, and nobody's time has rounds of the
    garbage collector in it.
    """
    player(steps[: len(steps) // WARM_UP_SHARE])
    gc.collect()
    gc.disable()
    started = time.perf_counter()
    fills = player(steps)
    seconds = time.perf_counter() - started
    trades = fills()
    print(json.dumps({"seconds": seconds, "trades": len(trades), "digest": digest(trades)}))


if __name__ == "__main__":
    measure(PLAYERS[sys.argv[1]], json.loads(Path(sys.argv[2]).read_text()))
