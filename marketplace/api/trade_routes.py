"""Doors to what was traded: the tape with its settlement, and candles."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from marketplace.api.book_routes import Batch
from marketplace.api.book_schemas import CandleOut
from marketplace.api.schemas import Address
from marketplace.api.trade_filters import Candles, Frame, Newest, Period, Rows
from marketplace.api.trade_schemas import MarketTradeOut
from marketplace.bootstrap import Marketplace
from registry.api.paging import link_next


def trade_router(market: Marketplace) -> APIRouter:
    """Anyone may look; the next page is named in the Link header."""
    router = APIRouter(tags=["market data"])

    @router.get("/trades", operation_id="fetchTrades")
    def fetch_trades(request: Request, response: Response, rows: Rows, page: Newest) -> list[MarketTradeOut]:
        """Trades with their settlement, by number."""
        found = market.data.reads().trades(rows, page)
        link_next(request, response, found, page.limit, str(found[-1].trade.number) if found else "")
        return [MarketTradeOut.of(settled) for settled in found]

    @router.get("/candles/{batch}", operation_id="fetchOHLCV")
    def fetch_ohlcv(
        request: Request,
        response: Response,
        batch: Batch,
        frame: Frame,
        span: Period,
        page: Candles,
        payment: Address | None = None,
    ) -> list[CandleOut]:
        """Candles of a market by their start. Oldest first begins at `since`, or with the first that there is."""
        found = market.data.reads().candles(market.data.market(batch, payment), frame, span, page)
        link_next(request, response, found, page.limit, str(found[-1].start_s) if found else "")
        return [CandleOut.of(candle) for candle in found]

    return router
