"""The market over HTTP: anyone may look, signed-in traders place what makers signed, the operator settles."""

from __future__ import annotations

from fastapi import APIRouter

from marketplace.api.account_routes import account_router
from marketplace.api.book_routes import book_router
from marketplace.api.control_routes import control_router
from marketplace.api.export_routes import export_router
from marketplace.api.order_routes import order_router
from marketplace.api.own_routes import own_router
from marketplace.api.schemas import (
    Address,
    QuoteOut,
    Uint64,
    Uint128,
)
from marketplace.api.settlement_routes import settlement_router
from marketplace.api.stream_routes import stream_router
from marketplace.api.trade_routes import trade_router
from marketplace.bootstrap import Marketplace


def market_router(market: Marketplace) -> APIRouter:
    """All doors of one market; refusals become problem documents under the error's name."""
    router = APIRouter(prefix="/api/v1", tags=["market"])

    for part in (order_router, control_router, account_router):
        router.include_router(part(market))

    @router.get("/fee", operation_id="quoteTrade")
    def quote_trade(credits: Uint64, price: Uint128, payment: Address | None = None) -> QuoteOut:
        """Fee and net of a trade, before anyone signs."""
        return QuoteOut.of(market.quote(credits, price, payment))

    router.include_router(settlement_router(market.settlement))
    for doors in (book_router, trade_router, own_router, export_router, stream_router):
        router.include_router(doors(market))
    return router
