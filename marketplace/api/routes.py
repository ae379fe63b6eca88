"""The market over HTTP: anyone may look, signed-in traders place what makers signed, the operator settles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from marketplace.api.schemas import (
    Address,
    BookOut,
    CancelBody,
    CancelledOut,
    Hash,
    PlaceBody,
    PlacedOut,
    QuoteOut,
    TradeOut,
    Uint64,
    Uint128,
    Uint256,
)
from marketplace.api.settlement_routes import settlement_router
from marketplace.bootstrap import Marketplace
from registry.api.security import require
from registry.domain.roles import Permission

LONGEST_PAGE = 200
PlaceOrders = Depends(require(Permission.PLACE_ORDERS))
Before = Annotated[int | None, Query(ge=1, lt=2**63, description="numbers below this one")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


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

    @router.get("/book/{batch}", operation_id="showBook")
    def show_book(batch: Annotated[Uint256, Path()], payment: Address | None = None) -> BookOut:
        """Price levels of a batch, best first, at the chain's head."""
        return BookOut.of(market.book(batch, payment))

    @router.get("/trades", operation_id="listTrades")
    def list_trades(before: Before = None, limit: Limit = 50) -> list[TradeOut]:
        """Trades, newest first; the next page begins `before` the last number of this one."""
        return [TradeOut.of_record(record) for record in market.trades(before, limit)]

    @router.get("/fee", operation_id="quoteTrade")
    def quote_trade(credits: Uint64, price: Uint128, payment: Address | None = None) -> QuoteOut:
        """Fee and net of a trade, before anyone signs."""
        return QuoteOut.of(market.quote(credits, price, payment))

    router.include_router(settlement_router(market.settlement))
    return router
