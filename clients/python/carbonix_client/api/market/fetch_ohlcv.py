from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.candle_out import CandleOut
from ...models.fetch_ohlcv_sort import FetchOhlcvSort
from ...models.fetch_ohlcv_timeframe import FetchOhlcvTimeframe
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    batch: str,
    *,
    payment: None | str | Unset = UNSET,
    timeframe: FetchOhlcvTimeframe | Unset = FetchOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 500,
    sort: FetchOhlcvSort | Unset = FetchOhlcvSort.OLDEST,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_payment: None | str | Unset
    if isinstance(payment, Unset):
        json_payment = UNSET
    else:
        json_payment = payment
    params["payment"] = json_payment

    json_timeframe: str | Unset = UNSET
    if not isinstance(timeframe, Unset):
        json_timeframe = timeframe.value

    params["timeframe"] = json_timeframe

    json_since: int | None | Unset
    if isinstance(since, Unset):
        json_since = UNSET
    else:
        json_since = since
    params["since"] = json_since

    json_until: int | None | Unset
    if isinstance(until, Unset):
        json_until = UNSET
    else:
        json_until = until
    params["until"] = json_until

    json_after: int | None | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    params["limit"] = limit

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort.value

    params["sort"] = json_sort

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/candles/{batch}".format(
            batch=quote(str(batch), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | list[CandleOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = CandleOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | list[CandleOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
    timeframe: FetchOhlcvTimeframe | Unset = FetchOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 500,
    sort: FetchOhlcvSort | Unset = FetchOhlcvSort.OLDEST,
) -> Response[Problem | list[CandleOut]]:
    """Fetch Ohlcv

     Candles of a market by their start. Oldest first begins at `since`, or with the first that there is.

    Args:
        batch (str):
        payment (None | str | Unset):
        timeframe (FetchOhlcvTimeframe | Unset):  Default: FetchOhlcvTimeframe.VALUE_0.
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 500.
        sort (FetchOhlcvSort | Unset): which row comes first Default: FetchOhlcvSort.OLDEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | list[CandleOut]]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
        timeframe=timeframe,
        since=since,
        until=until,
        after=after,
        limit=limit,
        sort=sort,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
    timeframe: FetchOhlcvTimeframe | Unset = FetchOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 500,
    sort: FetchOhlcvSort | Unset = FetchOhlcvSort.OLDEST,
) -> Problem | list[CandleOut] | None:
    """Fetch Ohlcv

     Candles of a market by their start. Oldest first begins at `since`, or with the first that there is.

    Args:
        batch (str):
        payment (None | str | Unset):
        timeframe (FetchOhlcvTimeframe | Unset):  Default: FetchOhlcvTimeframe.VALUE_0.
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 500.
        sort (FetchOhlcvSort | Unset): which row comes first Default: FetchOhlcvSort.OLDEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | list[CandleOut]
    """

    return sync_detailed(
        batch=batch,
        client=client,
        payment=payment,
        timeframe=timeframe,
        since=since,
        until=until,
        after=after,
        limit=limit,
        sort=sort,
    ).parsed


async def asyncio_detailed(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
    timeframe: FetchOhlcvTimeframe | Unset = FetchOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 500,
    sort: FetchOhlcvSort | Unset = FetchOhlcvSort.OLDEST,
) -> Response[Problem | list[CandleOut]]:
    """Fetch Ohlcv

     Candles of a market by their start. Oldest first begins at `since`, or with the first that there is.

    Args:
        batch (str):
        payment (None | str | Unset):
        timeframe (FetchOhlcvTimeframe | Unset):  Default: FetchOhlcvTimeframe.VALUE_0.
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 500.
        sort (FetchOhlcvSort | Unset): which row comes first Default: FetchOhlcvSort.OLDEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | list[CandleOut]]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
        timeframe=timeframe,
        since=since,
        until=until,
        after=after,
        limit=limit,
        sort=sort,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
    timeframe: FetchOhlcvTimeframe | Unset = FetchOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 500,
    sort: FetchOhlcvSort | Unset = FetchOhlcvSort.OLDEST,
) -> Problem | list[CandleOut] | None:
    """Fetch Ohlcv

     Candles of a market by their start. Oldest first begins at `since`, or with the first that there is.

    Args:
        batch (str):
        payment (None | str | Unset):
        timeframe (FetchOhlcvTimeframe | Unset):  Default: FetchOhlcvTimeframe.VALUE_0.
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 500.
        sort (FetchOhlcvSort | Unset): which row comes first Default: FetchOhlcvSort.OLDEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | list[CandleOut]
    """

    return (
        await asyncio_detailed(
            batch=batch,
            client=client,
            payment=payment,
            timeframe=timeframe,
            since=since,
            until=until,
            after=after,
            limit=limit,
            sort=sort,
        )
    ).parsed
