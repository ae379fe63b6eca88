"""Folds journal records into tape, candles and order history, within the transaction that moves the projection on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, bindparam, select, tuple_
from sqlmodel import Session

from marketplace.adapters.data_tables import CandleRow, OrderHistoryRow, TapeRow, table_of
from marketplace.domain.candles import MS_PER_S, Candle, Timeframe
from marketplace.domain.commands import Market
from marketplace.domain.history import History, orders_named
from marketplace.domain.journal import Record
from marketplace.domain.tape import OrderLine, OrderState, TapeTrade
from registry.domain.orders import Side

KEYS_PER_QUERY = 500  # SQLite binds no more than 32,766 values in one statement
CANDLE_KEY = ("batch", "payment", "width_s", "start_s")
ORDERS, TAPE, CANDLES = (table_of(row) for row in (OrderHistoryRow, TapeRow, CandleRow))
Values = dict[str, Any]
CandleKey = tuple[str, str, int, int]


def fold_market_data(session: Session, records: Sequence[Record]) -> None:
    """Stores what the records say, each of which must be folded once: the caller's cursor stands in this session.

    Row objects cost several times as much as plain rows, and this runs beside the desk: it reads and writes plain ones.
    """
    known = _known_lines(session, {order for record in records for order in orders_named(record)})
    history = History(known.get)
    for record in records:
        history.fold(record)
    changed = history.changed.items()
    _insert(session, ORDERS, [history_values(line) for order, line in changed if order not in known])
    _update(session, ORDERS, ("hash",), [_moved(line) for order, line in changed if order in known])
    _insert(session, TAPE, [tape_values(trade) for trade in history.trades])
    _fold_candles(session, history.trades)


def _known_lines(session: Session, hashes: set[str]) -> dict[str, OrderLine]:
    known: dict[str, OrderLine] = {}
    ordered = sorted(hashes)
    for start in range(0, len(ordered), KEYS_PER_QUERY):
        chosen = ORDERS.c.hash.in_(ordered[start : start + KEYS_PER_QUERY])
        known |= {row.hash: order_line(row) for row in session.connection().execute(select(ORDERS).where(chosen))}
    return known


def _fold_candles(session: Session, trades: Sequence[TapeTrade]) -> None:
    keyed = [
        (trade, [(*_market(trade), int(frame), _start_s(trade, frame)) for frame in Timeframe]) for trade in trades
    ]
    known = _known_candles(session, sorted({key for _, keys in keyed for key in keys}))
    candles: dict[CandleKey, Candle] = {}
    for trade, keys in keyed:
        for key in keys:
            before = candles.get(key) or known.get(key) or Candle(key[3])
            candles[key] = before.with_print(trade.printed())
    _insert(session, CANDLES, [candle_values(key, one) for key, one in candles.items() if key not in known])
    _update(session, CANDLES, CANDLE_KEY, [candle_values(key, one) for key, one in candles.items() if key in known])


def _known_candles(session: Session, keys: Sequence[CandleKey]) -> dict[CandleKey, Candle]:
    columns = [CANDLES.c[name] for name in CANDLE_KEY]
    known: dict[CandleKey, Candle] = {}
    for start in range(0, len(keys), KEYS_PER_QUERY):
        chosen = tuple_(*columns).in_(keys[start : start + KEYS_PER_QUERY])
        for row in session.connection().execute(select(CANDLES).where(chosen)):
            known[(row.batch, row.payment, row.width_s, row.start_s)] = candle(row)
    return known


def _insert(session: Session, table: Table, rows: Sequence[Values]) -> None:
    if rows:
        session.connection().execute(table.insert(), rows)


def _update(session: Session, table: Table, key: Sequence[str], rows: Sequence[Values]) -> None:
    """Sets every column that a row names, in the row that has its key."""
    if not rows:
        return
    found = [table.c[name] == bindparam(f"key_{name}") for name in key]
    told: Values = {name: bindparam(f"new_{name}") for name in rows[0] if name not in key}
    named = [{f"{'key' if name in key else 'new'}_{name}": value for name, value in row.items()} for row in rows]
    session.connection().execute(table.update().where(*found).values(told), named)


def _market(trade: TapeTrade) -> tuple[str, str]:
    return str(trade.market.batch), trade.market.payment


def _start_s(trade: TapeTrade, frame: Timeframe) -> int:
    return frame.start_s(trade.time_ms // MS_PER_S)


def _moved(line: OrderLine) -> Values:
    """What changes of an order after it came."""
    return {
        "hash": line.hash,
        "filled": str(line.filled),
        "remaining": str(line.remaining),
        "state": line.state,
        "reason": line.reason,
        "last_sequence": line.last_sequence,
        "last_time_ms": line.last_time_ms,
    }


def candle_values(key: CandleKey, told: Candle) -> Values:
    """The row of a candle."""
    prices = {"open": told.open_minor, "high": told.high_minor, "low": told.low_minor, "close": told.close_minor}
    return (
        dict(zip(CANDLE_KEY, key, strict=True))
        | {name: None if price is None else str(price) for name, price in prices.items()}
        | {
            "credits": str(told.credits),
            "notional": str(told.notional_minor),
            "block_credits": str(told.block_credits),
            "trades": told.trades,
        }
    )


def candle(row: Any) -> Candle:
    """The candle of a row."""
    return Candle(
        start_s=row.start_s,
        open_minor=_number(row.open),
        high_minor=_number(row.high),
        low_minor=_number(row.low),
        close_minor=_number(row.close),
        credits=int(row.credits),
        notional_minor=int(row.notional),
        block_credits=int(row.block_credits),
        trades=row.trades,
    )


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def tape_values(trade: TapeTrade) -> Values:
    """The row of a trade."""
    return {
        "number": trade.number,
        "sequence": trade.sequence,
        "time_ms": trade.time_ms,
        "batch": str(trade.market.batch),
        "payment": trade.market.payment,
        "buy": trade.buy,
        "sell": trade.sell,
        "buyer": trade.buyer,
        "seller": trade.seller,
        "credits": str(trade.credits),
        "price": str(trade.price_minor),
        "buyer_took": trade.buyer_took,
        "block": trade.block,
    }


def tape_trade(row: Any) -> TapeTrade:
    """The trade of a row."""
    return TapeTrade(
        number=row.number,
        sequence=row.sequence,
        time_ms=row.time_ms,
        market=Market(int(row.batch), row.payment),
        buy=row.buy,
        sell=row.sell,
        buyer=row.buyer,
        seller=row.seller,
        credits=int(row.credits),
        price_minor=int(row.price),
        buyer_took=row.buyer_took,
        block=row.block,
    )


def history_values(line: OrderLine) -> Values:
    """The row of an order."""
    return {
        "hash": line.hash,
        "sequence": line.sequence,
        "time_ms": line.time_ms,
        "maker": line.maker,
        "account": line.account,
        "client_order_id": line.client_order_id,
        "batch": str(line.market.batch),
        "payment": line.market.payment,
        "side": int(line.side),
        "kind": line.kind,
        "tif": line.tif,
        "taker": line.taker,
        "criteria": json.dumps(dict(line.criteria)) if line.criteria else None,
        "credits": str(line.credits),
        "price": str(line.price_minor),
        "expiry": str(line.expiry_s),
        "filled": str(line.filled),
        "remaining": str(line.remaining),
        "state": line.state,
        "reason": line.reason,
        "last_sequence": line.last_sequence,
        "last_time_ms": line.last_time_ms,
    }


def order_line(row: Any) -> OrderLine:
    """The order of a row."""
    states: dict[str, OrderState] = {"open": "open", "closed": "closed", "canceled": "canceled", "expired": "expired"}
    return OrderLine(
        hash=row.hash,
        sequence=row.sequence,
        time_ms=row.time_ms,
        maker=row.maker,
        account=row.account,
        client_order_id=row.client_order_id,
        market=Market(int(row.batch), row.payment),
        side=Side(row.side),
        kind=row.kind,
        tif=row.tif,
        taker=row.taker,
        criteria=tuple(json.loads(row.criteria).items()) if row.criteria else (),
        credits=int(row.credits),
        price_minor=int(row.price),
        expiry_s=int(row.expiry),
        filled=int(row.filled),
        remaining=int(row.remaining),
        state=states[row.state],
        reason=row.reason,
        last_sequence=row.last_sequence,
        last_time_ms=row.last_time_ms,
    )


class MarketDataTables:
    """These tables as a part of the projection."""

    def project(self, session: Session, records: Sequence[Record]) -> None:
        """Adds what the records mean; each record comes once, in order."""
        fold_market_data(session, records)
