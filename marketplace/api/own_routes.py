"""Doors to what is one's own: orders, fills and statements. Somebody else's do not exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from marketplace.api.schemas import Hash
from marketplace.api.trade_filters import Newest, OrderRows, Period, Rows
from marketplace.api.trade_schemas import FillOut, OwnOrderOut, StatementOut
from marketplace.bootstrap import Marketplace
from marketplace.domain.tape import Chosen, OrderLine, Page
from marketplace.errors import OrderUnknown
from registry.api.paging import link_next
from registry.api.security import principal
from registry.domain.roles import Principal
from registry.errors import InvalidInput

Caller = Annotated[Principal, Depends(principal)]


def own_router(market: Marketplace) -> APIRouter:
    """One's own is what the account sent, and what its wallets signed."""
    router = APIRouter(prefix="/account", tags=["market data"])

    @router.get("/orders", operation_id="fetchOrders")
    def fetch_orders(
        request: Request, response: Response, caller: Caller, rows: OrderRows, page: Newest
    ) -> list[OwnOrderOut]:
        """The caller's orders in every state, by the step that they came with."""
        found = market.data.reads().orders(market.data.owner(caller), rows, page)
        return _listed(found, request, response, page)

    @router.get("/orders/open", operation_id="fetchOpenOrders")
    def fetch_open_orders(
        request: Request, response: Response, caller: Caller, rows: Rows, page: Newest
    ) -> list[OwnOrderOut]:
        """The caller's orders that wait in the book."""
        found = market.data.reads().orders(market.data.owner(caller), replace(rows, state="open"), page)
        return _listed(found, request, response, page)

    @router.get("/orders/{order}", operation_id="fetchOrder")
    def fetch_order(caller: Caller, order: Annotated[Hash, Path()]) -> OwnOrderOut:
        """One order of the caller."""
        line = market.data.reads().order(market.data.owner(caller), order)
        if line is None:
            raise OrderUnknown(order=order)
        return OwnOrderOut.of(line)

    @router.get("/trades", operation_id="fetchMyTrades")
    def fetch_my_trades(
        request: Request, response: Response, caller: Caller, rows: Rows, page: Newest
    ) -> list[FillOut]:
        """The caller's fills. A page holds so many trades; both sides are shown where both are the caller's."""
        found = market.data.reads().fills(market.data.owner(caller), rows, page)
        numbers = list(dict.fromkeys(fill.settled.trade.number for fill in found))
        link_next(request, response, numbers, page.limit, str(numbers[-1]) if numbers else "")
        return [FillOut.of(fill) for fill in found]

    @router.get("/statement", operation_id="fetchStatement")
    def fetch_statement(caller: Caller, span: Period) -> StatementOut:
        """Sums of the caller's fills in [since, until) by market and state of settlement; the fills: exports."""
        since_ms, until_ms = required(span)
        return StatementOut.of(market.data.statement(market.data.owner(caller), since_ms, until_ms))

    return router


def required(span: Chosen) -> tuple[int, int]:
    """Both ends of a period. Raises InvalidInput if one is missing."""
    if span.since_ms is None or span.until_ms is None:
        missing = "since" if span.since_ms is None else "until"
        raise InvalidInput(missing, "", "must be given, in Unix milliseconds")
    return span.since_ms, span.until_ms


def _listed(found: Sequence[OrderLine], request: Request, response: Response, page: Page) -> list[OwnOrderOut]:
    link_next(request, response, found, page.limit, str(found[-1].sequence) if found else "")
    return [OwnOrderOut.of(line) for line in found]
