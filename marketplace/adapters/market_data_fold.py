"""Folds journal records into tape, candles and order history, within the transaction that moves the projection on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session, col, select

from marketplace.adapters.data_tables import CandleRow, OrderHistoryRow, TapeRow
from marketplace.domain.candles import MS_PER_S, Candle, Timeframe
from marketplace.domain.commands import Market
from marketplace.domain.history import History, orders_named
from marketplace.domain.journal import Record
from marketplace.domain.tape import OrderLine, OrderState, TapeTrade
from registry.domain.orders import Side

HASHES_PER_QUERY = 500  # SQLite binds no more than 32,766 values in one statement
CandleKey = tuple[str, str, int, int]


def fold_market_data(session: Session, records: Sequence[Record]) -> None:
    """Stores what the records say, each of which must be folded once: the caller's cursor stands in this session."""
    rows = _rows(session, {order for record in records for order in orders_named(record)})
    history = History(lambda order: _line(rows.get(order)))
    for record in records:
        history.fold(record)
    for order, line in history.changed.items():
        _keep_line(session, rows.get(order), line)
    session.add_all(tape_row(trade) for trade in history.trades)
    _fold_candles(session, history.trades)
    session.flush()


def _rows(session: Session, hashes: set[str]) -> dict[str, OrderHistoryRow]:
    known: dict[str, OrderHistoryRow] = {}
    ordered = sorted(hashes)
    for start in range(0, len(ordered), HASHES_PER_QUERY):
        chosen = col(OrderHistoryRow.hash).in_(ordered[start : start + HASHES_PER_QUERY])
        known |= {row.hash: row for row in session.exec(select(OrderHistoryRow).where(chosen))}
    return known


def _keep_line(session: Session, row: OrderHistoryRow | None, line: OrderLine) -> None:
    if row is None:
        session.add(history_row(line))
        return
    row.filled, row.remaining = str(line.filled), str(line.remaining)
    row.state, row.reason = line.state, line.reason
    row.last_sequence, row.last_time_ms = line.last_sequence, line.last_time_ms


def _fold_candles(session: Session, trades: Iterable[TapeTrade]) -> None:
    rows: dict[CandleKey, CandleRow | None] = {}
    candles: dict[CandleKey, Candle] = {}
    for trade in trades:
        for frame in Timeframe:
            start_s = frame.start_s(trade.time_ms // MS_PER_S)
            key = (str(trade.market.batch), trade.market.payment, int(frame), start_s)
            if key not in candles:
                row = rows[key] = session.get(CandleRow, key)
                candles[key] = candle(row) if row else Candle(start_s)
            candles[key] = candles[key].with_print(trade.printed())
    for key, folded in candles.items():
        known = rows[key]
        if known is None:
            session.add(CandleRow(batch=key[0], payment=key[1], width_s=key[2], start_s=key[3], **_columns(folded)))
        else:
            known.sqlmodel_update(_columns(folded))


def _columns(candle: Candle) -> dict[str, Any]:
    prices = {
        "open": candle.open_minor,
        "high": candle.high_minor,
        "low": candle.low_minor,
        "close": candle.close_minor,
    }
    return {name: None if price is None else str(price) for name, price in prices.items()} | {
        "credits": str(candle.credits),
        "notional": str(candle.notional_minor),
        "block_credits": str(candle.block_credits),
        "trades": candle.trades,
    }


def candle(row: CandleRow) -> Candle:
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


def tape_row(trade: TapeTrade) -> TapeRow:
    """The row of a trade."""
    return TapeRow(
        number=trade.number,
        sequence=trade.sequence,
        time_ms=trade.time_ms,
        batch=str(trade.market.batch),
        payment=trade.market.payment,
        buy=trade.buy,
        sell=trade.sell,
        buyer=trade.buyer,
        seller=trade.seller,
        credits=str(trade.credits),
        price=str(trade.price_minor),
        buyer_took=trade.buyer_took,
        block=trade.block,
    )


def tape_trade(row: TapeRow) -> TapeTrade:
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


def history_row(line: OrderLine) -> OrderHistoryRow:
    """The row of an order."""
    return OrderHistoryRow(
        hash=line.hash,
        sequence=line.sequence,
        time_ms=line.time_ms,
        maker=line.maker,
        account=line.account,
        client_order_id=line.client_order_id,
        batch=str(line.market.batch),
        payment=line.market.payment,
        side=int(line.side),
        kind=line.kind,
        tif=line.tif,
        taker=line.taker,
        criteria=json.dumps(dict(line.criteria)) if line.criteria else None,
        credits=str(line.credits),
        price=str(line.price_minor),
        expiry=str(line.expiry_s),
        filled=str(line.filled),
        remaining=str(line.remaining),
        state=line.state,
        reason=line.reason,
        last_sequence=line.last_sequence,
        last_time_ms=line.last_time_ms,
    )


def order_line(row: OrderHistoryRow) -> OrderLine:
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


def _line(row: OrderHistoryRow | None) -> OrderLine | None:
    return order_line(row) if row else None


class MarketDataTables:
    """These tables as a part of the projection."""

    def project(self, session: Session, records: Sequence[Record]) -> None:
        """Adds what the records mean; each record comes once, in order."""
        fold_market_data(session, records)
