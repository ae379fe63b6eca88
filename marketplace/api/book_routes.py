"""Doors to the book as everybody may see it: markets, depth, tickers, and bids for any batch that conforms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from marketplace.api.book_schemas import MarketOut, OrderBookOut, StandardContractOut, TickerOut
from marketplace.api.schemas import Address, Uint128, Uint256
from marketplace.api.trade_filters import Newest
from marketplace.api.trade_schemas import AttributeBidOut
from marketplace.bootstrap import Marketplace
from registry.api.paging import link_next

MOST_LEVELS = 5_000
LEVELS = 100
Batch = Annotated[Uint256, Path(description="number of the batch")]
Levels = Annotated[int, Query(ge=1, le=MOST_LEVELS, description="levels of each side")]
Group = Annotated[Uint128, Query(description="prices are gathered in steps of so many payment units")]


def book_router(market: Marketplace) -> APIRouter:
    """All public doors to the book; names and fields are those of CCXT where it has them."""
    router = APIRouter(tags=["market data"])

    @router.get("/markets", operation_id="fetchMarkets")
    def fetch_markets() -> list[MarketOut]:
        """Every market that has or had an order, with its best prices and whether it stands still."""
        return [MarketOut.of(market.data.feed.view(one, 1)) for one in market.data.feed.markets()]

    @router.get("/contracts", operation_id="fetchContracts")
    def fetch_contracts() -> list[StandardContractOut]:
        """Standard contracts: their criteria, and the delivery rule that is printed on the ticket."""
        with market.desk.book() as engine:
            listed = list(engine.contracts.values())
        return [StandardContractOut.of(one) for one in listed]

    @router.get("/book/{batch}", operation_id="fetchOrderBook")
    def fetch_order_book(
        batch: Batch, payment: Address | None = None, limit: Levels = LEVELS, group: Group = 1
    ) -> OrderBookOut:
        """Depth of a market, best price first. Grouped bids are rounded down and asks up."""
        step = max(1, group)
        return OrderBookOut.of(market.data.book(market.data.market(batch, payment), limit, step), step)

    @router.get("/ticker/{batch}", operation_id="fetchTicker")
    def fetch_ticker(batch: Batch, payment: Address | None = None) -> TickerOut:
        """Best prices now, and what 24 hours of trades add up to."""
        one = market.data.market(batch, payment)
        ticker, now_ms, halted = market.data.ticker(one)
        return TickerOut.of(one, ticker, now_ms, halted=halted)

    @router.get("/tickers", operation_id="fetchTickers")
    def fetch_tickers() -> list[TickerOut]:
        """The ticker of every market that has or had an order, in order of batch and payment token."""
        found, now_ms = market.data.tickers()
        return [TickerOut.of(one, ticker, now_ms, halted=halted) for one, ticker, halted in found]

    @router.get("/attribute-bids", operation_id="fetchAttributeBids")
    def fetch_attribute_bids(request: Request, response: Response, page: Newest) -> list[AttributeBidOut]:
        """Open bids for any batch that meets their criteria, newest first."""
        found = market.data.reads().attribute_bids(page)
        link_next(request, response, found, page.limit, str(found[-1].sequence) if found else "")
        return [AttributeBidOut.of(line) for line in found]

    return router
