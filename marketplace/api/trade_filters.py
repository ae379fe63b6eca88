"""What chooses rows of market data in a query: lists and exports read the same words in the same way."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query

from marketplace.api.schemas import Address, Uint256
from marketplace.domain.candles import BY_WORD, Timeframe
from marketplace.domain.tape import Chosen, OrderState, Page
from registry.api.paging import LONGEST_PAGE, PAGE_LENGTH
from registry.errors import InvalidInput

LATEST_MS = 253_402_300_800_000  # 10000-01-01: no calendar of the standard library goes further
Moment = Annotated[int | None, Query(ge=0, lt=LATEST_MS, description="Unix milliseconds")]
Sort = Annotated[Literal["newest", "oldest"], Query(description="which row comes first")]
After = Annotated[int | None, Query(ge=0, lt=2**63, description="the key of the last row seen")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]
MOST_CANDLES = 1_500
CANDLES = 500
FrameWord = Literal["1m", "5m", "15m", "1h", "4h", "1d"]


def period(since: Moment = None, until: Moment = None) -> Chosen:
    """From `since` up to but not including `until`."""
    if since is not None and until is not None and since >= until:
        raise InvalidInput("until", until, f"must be after since, {since}")
    return Chosen(since_ms=since, until_ms=until)


def chosen_rows(
    batch: Annotated[Uint256 | None, Query()] = None,
    payment: Annotated[Address | None, Query()] = None,
    since: Moment = None,
    until: Moment = None,
) -> Chosen:
    """A market, or one half of its name, and a period."""
    told = period(since, until)
    return Chosen(batch, payment, told.since_ms, told.until_ms)


def chosen_orders(
    batch: Annotated[Uint256 | None, Query()] = None,
    payment: Annotated[Address | None, Query()] = None,
    since: Moment = None,
    until: Moment = None,
    status: Annotated[OrderState | None, Query()] = None,
) -> Chosen:
    """The same for orders, and their state."""
    told = period(since, until)
    return Chosen(batch, payment, told.since_ms, told.until_ms, state=status)


def newest_page(after: After = None, limit: Limit = PAGE_LENGTH, sort: Sort = "newest") -> Page:
    """A page of a list that begins with what is new."""
    return Page(limit, after, sort == "oldest")


def candle_page(
    after: After = None, limit: Annotated[int, Query(ge=1, le=MOST_CANDLES)] = CANDLES, sort: Sort = "oldest"
) -> Page:
    """A page of candles."""
    return Page(limit, after, sort == "oldest")


def frame_of(timeframe: FrameWord = "1m") -> Timeframe:
    """The width of a candle."""
    return BY_WORD[timeframe]


Newest = Annotated[Page, Depends(newest_page)]
Candles = Annotated[Page, Depends(candle_page)]
Period = Annotated[Chosen, Depends(period)]
Rows = Annotated[Chosen, Depends(chosen_rows)]
OrderRows = Annotated[Chosen, Depends(chosen_orders)]
Frame = Annotated[Timeframe, Depends(frame_of)]
