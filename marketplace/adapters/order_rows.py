"""Rows into values and back: nothing is lost, and nothing is decided here."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter

from marketplace.adapters.plain_rows import Values
from marketplace.adapters.tables import MatchedTradeRow, SignedOrderRow
from marketplace.domain.commands import Market, Traded
from marketplace.domain.journal import Record
from marketplace.domain.signed_order import SignedOrder
from registry.domain.orders import Order, Side

TEXT_NUMBERS = ("batch", "credits", "price", "expiry", "epoch", "min_fill", "salt")
_FIELDS = tuple(field.name for field in fields(Order))
_PLAIN = tuple(name for name in _FIELDS if name not in ("side", *TEXT_NUMBERS))
ORDER_COLUMNS = ("hash", "signature", "side", *_PLAIN, *TEXT_NUMBERS)
TRADE_COLUMNS = ("number", "sequence", "time_ms", "batch", "payment", "buy", "sell", "credits", "price")
_PLAIN_OF, _WIDE_OF = attrgetter(*_PLAIN), attrgetter(*TEXT_NUMBERS)


def order_values(signed: SignedOrder) -> Values:
    """The row of a signed order, in the order of ORDER_COLUMNS."""
    order = signed.order
    plain, wide = _PLAIN_OF(order), map(str, _WIDE_OF(order))
    return (signed.hash, signed.signature, int(order.side), *plain, *wide)


def signed_order(row: SignedOrderRow) -> SignedOrder:
    """The signed order of a row."""
    values = {name: getattr(row, name) for name in _FIELDS}
    values |= {name: int(values[name]) for name in TEXT_NUMBERS} | {"side": Side(row.side)}
    return SignedOrder(row.hash, Order(**values), row.signature)


def trade_values(record: Record, trade: Traded) -> Values:
    """The row of a trade that waits for its settlement, in the order of TRADE_COLUMNS."""
    batch, credits, price = str(trade.market.batch), str(trade.credits), str(trade.price_minor)
    places = (trade.number, record.number, record.time_ms)
    return (*places, batch, trade.market.payment, trade.buy, trade.sell, credits, price)


def trade(row: MatchedTradeRow) -> Traded:
    """The trade of a row."""
    market = Market(int(row.batch), row.payment)
    return Traded(row.number, market, row.buy, row.sell, int(row.credits), int(row.price))
