"""The market over HTTP: anyone may look, signed-in traders place what makers signed, the operator settles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from marketplace.api.book_routes import book_router
from marketplace.api.export_routes import export_router
from marketplace.api.own_routes import own_router
from marketplace.api.schemas import (
    Address,
    CancelBody,
    CancelledOut,
    Hash,
    PlaceBody,
    PlacedOut,
    QuoteOut,
    Uint64,
    Uint128,
)
from marketplace.api.settlement_routes import settlement_router
from marketplace.api.stream_routes import stream_router
from marketplace.api.trade_routes import trade_router
from marketplace.bootstrap import Marketplace
from registry.api.security import require
from registry.domain.roles import Permission

PlaceOrders = Depends(require(Permission.PLACE_ORDERS))


def market_router(market: Marketplace) -> APIRouter:
    """All doors of one market; refusals become problem documents under the error's name."""
    router = APIRouter(prefix="/api/v1", tags=["market"])

    @router.post("/orders", status_code=201, operation_id="placeOrder", dependencies=[PlaceOrders])
    def place_order(body: PlaceBody) -> PlacedOut:
        """Stores and matches a signed order, or refuses it by name and changes nothing."""
        return PlacedOut.of(market.place(body.order.to_order(), body.signature))

    @router.post("/orders/{order}/cancellation", operation_id="cancelOrder", dependencies=[PlaceOrders])
    def cancel_order(order: Annotated[Hash, Path()], body: CancelBody) -> CancelledOut:
        """Withdraws what rests of an order, at its maker's signed word."""
        cancelled = market.cancel(order, body.signature)
        return CancelledOut(order=cancelled.order, credits=cancelled.credits)

    @router.get("/fee", operation_id="quoteTrade")
    def quote_trade(credits: Uint64, price: Uint128, payment: Address | None = None) -> QuoteOut:
        """Fee and net of a trade, before anyone signs."""
        return QuoteOut.of(market.quote(credits, price, payment))

    router.include_router(settlement_router(market.settlement))
    for doors in (book_router, trade_router, own_router, export_router, stream_router):
        router.include_router(doors(market))
    return router
