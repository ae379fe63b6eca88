"""Rows into values and back: nothing is lost, and nothing is decided here."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from marketplace.adapters.tables import MatchedTradeRow, SignedOrderRow
from marketplace.domain.commands import Market, Traded
from marketplace.domain.journal import Record
from marketplace.domain.signed_order import SignedOrder
from registry.domain.orders import Order, Side

TEXT_NUMBERS = ("batch", "credits", "price", "expiry", "epoch", "min_fill", "salt")


def order_values(signed: SignedOrder) -> dict[str, Any]:
    """The columns of a signed order."""
    values = {field.name: getattr(signed.order, field.name) for field in fields(Order)}
    values |= {name: str(values[name]) for name in TEXT_NUMBERS} | {"side": int(signed.order.side)}
    return values | {"hash": signed.hash, "signature": signed.signature}


def signed_order(row: SignedOrderRow) -> SignedOrder:
    """The signed order of a row."""
    values = {field.name: getattr(row, field.name) for field in fields(Order)}
    values |= {name: int(values[name]) for name in TEXT_NUMBERS} | {"side": Side(row.side)}
    return SignedOrder(row.hash, Order(**values), row.signature)


def trade_values(record: Record, trade: Traded) -> dict[str, Any]:
    """The columns of a trade that waits for its settlement."""
    return {
        "number": trade.number,
        "sequence": record.number,
        "time_ms": record.time_ms,
        "batch": str(trade.market.batch),
        "payment": trade.market.payment,
        "buy": trade.buy,
        "sell": trade.sell,
        "credits": str(trade.credits),
        "price": str(trade.price_minor),
    }


def trade(row: MatchedTradeRow) -> Traded:
    """The trade of a row."""
    market = Market(int(row.batch), row.payment)
    return Traded(row.number, market, row.buy, row.sell, int(row.credits), int(row.price))
