"""Columns of the exported tables, named as the fields of the lists are."""

from __future__ import annotations

from marketplace.adapters.export_files import Column
from marketplace.api.stream_messages import symbol_of
from marketplace.api.trade_schemas import side_word, took_word
from marketplace.domain.candles import MS_PER_S, Candle
from marketplace.domain.tape import Fill, OrderLine, SettledTrade
from registry.domain.orders import Side

TRADE_COLUMNS: tuple[Column[SettledTrade], ...] = (
    Column("id", "count", lambda row: row.trade.number),
    Column("datetime", "time", lambda row: row.trade.time_ms),
    Column("symbol", "text", lambda row: symbol_of(row.trade.market)),
    Column("side", "text", lambda row: "buy" if row.trade.buyer_took else "sell"),
    Column("price", "amount", lambda row: row.trade.price_minor),
    Column("amount", "amount", lambda row: row.trade.credits),
    Column("cost", "amount", lambda row: row.trade.notional_minor),
    Column("fee", "amount", lambda row: row.trade.fee_minor),
    Column("block", "flag", lambda row: row.trade.block),
    Column("buy", "text", lambda row: row.trade.buy),
    Column("sell", "text", lambda row: row.trade.sell),
    Column("sequence", "count", lambda row: row.trade.sequence),
    Column("status", "text", lambda row: row.settlement.state),
    Column("settlement", "count", lambda row: row.settlement.number),
    Column("transaction", "text", lambda row: row.settlement.transaction),
    Column("blockNumber", "count", lambda row: row.settlement.block),
    Column("error", "text", lambda row: row.settlement.error),
)

FILL_COLUMNS: tuple[Column[Fill], ...] = (
    Column("id", "count", lambda row: row.settled.trade.number),
    Column("order", "text", lambda row: row.order),
    Column("datetime", "time", lambda row: row.settled.trade.time_ms),
    Column("symbol", "text", lambda row: symbol_of(row.settled.trade.market)),
    Column("side", "text", lambda row: side_word(row.side)),
    Column("takerOrMaker", "text", took_word),
    Column("price", "amount", lambda row: row.settled.trade.price_minor),
    Column("amount", "amount", lambda row: row.settled.trade.credits),
    Column("gross", "amount", lambda row: row.settled.trade.notional_minor),
    Column("fee", "amount", lambda row: row.fee_minor),
    Column("net", "amount", lambda row: _net_minor(row)),
    Column("block", "flag", lambda row: row.settled.trade.block),
    Column("status", "text", lambda row: row.settled.settlement.state),
    Column("settlement", "count", lambda row: row.settled.settlement.number),
    Column("transaction", "text", lambda row: row.settled.settlement.transaction),
    Column("certificate", "text", lambda row: row.settled.settlement.certificate),
    Column("error", "text", lambda row: row.settled.settlement.error),
)

ORDER_COLUMNS: tuple[Column[OrderLine], ...] = (
    Column("id", "text", lambda row: row.hash),
    Column("clientOrderId", "text", lambda row: row.client_order_id),
    Column("datetime", "time", lambda row: row.time_ms),
    Column("symbol", "text", lambda row: symbol_of(row.market)),
    Column("maker", "text", lambda row: row.maker),
    Column("taker", "text", lambda row: row.taker),
    Column("side", "text", lambda row: side_word(row.side)),
    Column("type", "text", lambda row: row.kind),
    Column("timeInForce", "text", lambda row: row.tif.upper()),
    Column("price", "amount", lambda row: row.price_minor),
    Column("amount", "amount", lambda row: row.credits),
    Column("filled", "amount", lambda row: row.filled),
    Column("remaining", "amount", lambda row: row.remaining),
    Column("status", "text", lambda row: row.state),
    Column("reason", "text", lambda row: row.reason),
    Column("expires", "amount", lambda row: row.expiry_s),
    Column("criteria", "text", lambda row: " ".join(f"{name}={value}" for name, value in row.criteria)),
    Column("sequence", "count", lambda row: row.sequence),
    Column("lastUpdate", "time", lambda row: row.last_time_ms),
)

CANDLE_COLUMNS: tuple[Column[Candle], ...] = (
    Column("datetime", "time", lambda row: row.start_s * MS_PER_S),
    Column("open", "amount", lambda row: row.open_minor),
    Column("high", "amount", lambda row: row.high_minor),
    Column("low", "amount", lambda row: row.low_minor),
    Column("close", "amount", lambda row: row.close_minor),
    Column("volume", "amount", lambda row: row.credits),
    Column("quoteVolume", "amount", lambda row: row.notional_minor),
    Column("blockVolume", "amount", lambda row: row.block_credits),
    Column("trades", "count", lambda row: row.trades),
)


def _net_minor(fill: Fill) -> int:
    """What the account gained in payment units: a buyer pays the gross, a seller gets it less the fee."""
    gross = fill.settled.trade.notional_minor
    return -gross if fill.side is Side.Buy else gross - fill.fee_minor
