"""Doors to whole tables: the same filters as the lists, CSV or Parquet, sent piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from marketplace.adapters.export_files import Column, csv_pieces, parquet_pieces
from marketplace.api.book_routes import Batch
from marketplace.api.export_columns import CANDLE_COLUMNS, FILL_COLUMNS, ORDER_COLUMNS, TRADE_COLUMNS
from marketplace.api.own_routes import Caller
from marketplace.api.schemas import Address
from marketplace.api.trade_filters import Frame, OrderRows, Period, Rows, Sort
from marketplace.bootstrap import Marketplace

Row = TypeVar("Row")
Format = Annotated[Literal["csv", "parquet"], Query(alias="format", description="CSV (RFC 4180) or Parquet")]
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8; header=present", "parquet": "application/vnd.apache.parquet"}
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}, "application/vnd.apache.parquet": {}}, "description": "the whole table"}
}


def export_router(market: Marketplace) -> APIRouter:
    """Exports obey the filters of the lists that they come from; nothing is cut."""
    router = APIRouter(prefix="/exports", tags=["market data"], default_response_class=StreamingResponse)

    @router.get("/trades", operation_id="exportTrades", responses=FILES)
    def export_trades(rows: Rows, file: Format = "csv", sort: Sort = "oldest") -> StreamingResponse:
        """Every trade that the filter admits."""
        pieces = market.data.reads().all_trades(rows, oldest_first=sort == "oldest")
        return _sent("trades", file, TRADE_COLUMNS, pieces)

    @router.get("/candles/{batch}", operation_id="exportOHLCV", responses=FILES)
    def export_ohlcv(
        batch: Batch, frame: Frame, span: Period, payment: Address | None = None, file: Format = "csv"
    ) -> StreamingResponse:
        """Every candle of the period, oldest first."""
        pieces = market.data.reads().all_candles(market.data.market(batch, payment), frame, span)
        return _sent(f"candles-{frame.word}", file, CANDLE_COLUMNS, pieces)

    @router.get("/account/trades", operation_id="exportMyTrades", responses=FILES)
    def export_my_trades(caller: Caller, rows: Rows, file: Format = "csv", sort: Sort = "oldest") -> StreamingResponse:
        """Every fill of the caller with gross, fee and net: the lines of a statement."""
        owner = market.data.owner(caller)
        pieces = market.data.reads().all_fills(owner, rows, oldest_first=sort == "oldest")
        return _sent("fills", file, FILL_COLUMNS, pieces)

    @router.get("/account/orders", operation_id="exportOrders", responses=FILES)
    def export_orders(
        caller: Caller, rows: OrderRows, file: Format = "csv", sort: Sort = "oldest"
    ) -> StreamingResponse:
        """Every order of the caller that the filter admits."""
        owner = market.data.owner(caller)
        pieces = market.data.reads().all_orders(owner, rows, oldest_first=sort == "oldest")
        return _sent("orders", file, ORDER_COLUMNS, pieces)

    return router


def _sent(name: str, file: str, columns: Sequence[Column[Row]], pieces: Iterator[Sequence[Row]]) -> StreamingResponse:
    """The first piece is made before the answer begins: what it refuses is still a problem document."""
    written = parquet_pieces(columns, pieces) if file == "parquet" else csv_pieces(columns, pieces)
    first = next(written)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file}"', "Cache-Control": "no-store"}
    return StreamingResponse(chain([first], written), headers=headers, media_type=MEDIA_TYPES[file])
