"""Folds journal records into tape, candles and order history, within the transaction that moves the projection on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, bindparam, select, tuple_
from sqlmodel import Session

from marketplace.adapters.data_tables import CandleRow, OrderHistoryRow, TapeRow, table_of
from marketplace.adapters.plain_rows import KEYS_PER_QUERY, insert_rows, rows_named
from marketplace.adapters.plain_rows import Values as Row
from marketplace.domain.candles import MS_PER_S, Candle, Timeframe
from marketplace.domain.commands import Market
from marketplace.domain.history import History, orders_named
from marketplace.domain.journal import Record
from marketplace.domain.tape import OrderLine, OrderState, TapeTrade
from registry.domain.orders import Side

CANDLE_KEY = ("batch", "payment", "width_s", "start_s")
ORDERS, TAPE, CANDLES = (table_of(row) for row in (OrderHistoryRow, TapeRow, CandleRow))
ORDER_COLUMNS, TAPE_COLUMNS = (tuple(table.columns.keys()) for table in (ORDERS, TAPE))
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
    insert_rows(session, ORDERS, ORDER_COLUMNS, [history_row(line) for order, line in changed if order not in known])
    _update(session, ORDERS, ("hash",), [_moved(line) for order, line in changed if order in known])
    insert_rows(session, TAPE, TAPE_COLUMNS, [tape_row(trade) for trade in history.trades])
    _fold_candles(session, history.trades)


def _known_lines(session: Session, hashes: set[str]) -> dict[str, OrderLine]:
    rows = rows_named(session, ORDERS, ORDER_COLUMNS, "hash", sorted(hashes))
    return {row.hash: order_line(row) for row in rows}


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


def tape_row(trade: TapeTrade) -> Row:
    """The row of a trade, in the order of TAPE_COLUMNS."""
    parties = (trade.buy, trade.sell, trade.buyer, trade.seller)
    amounts = (str(trade.credits), str(trade.price_minor), trade.buyer_took, trade.block)
    return trade.number, trade.sequence, trade.time_ms, *_market(trade), *parties, *amounts


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


def history_row(line: OrderLine) -> Row:
    """The row of an order, in the order of ORDER_COLUMNS."""
    who = (line.hash, line.sequence, line.time_ms, line.maker, line.account, line.client_order_id)
    what = (str(line.market.batch), line.market.payment, int(line.side), line.kind, line.tif, line.taker)
    criteria = json.dumps(dict(line.criteria)) if line.criteria else None
    amounts = map(str, (line.credits, line.price_minor, line.expiry_s, line.filled, line.remaining))
    return *who, *what, criteria, *amounts, line.state, line.reason, line.last_sequence, line.last_time_ms


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
