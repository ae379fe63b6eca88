from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.export_ohlcv_format import ExportOhlcvFormat
from ...models.export_ohlcv_timeframe import ExportOhlcvTimeframe
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    batch: str,
    *,
    payment: None | str | Unset = UNSET,
    format_: ExportOhlcvFormat | Unset = ExportOhlcvFormat.CSV,
    timeframe: ExportOhlcvTimeframe | Unset = ExportOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_payment: None | str | Unset
    if isinstance(payment, Unset):
        json_payment = UNSET
    else:
        json_payment = payment
    params["payment"] = json_payment

    json_format_: str | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_.value

    params["format"] = json_format_

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

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/exports/candles/{batch}".format(
            batch=quote(str(batch), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Problem:
    if response.status_code == 200:
        response_200 = cast(Any, None)
        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Problem]:
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
    format_: ExportOhlcvFormat | Unset = ExportOhlcvFormat.CSV,
    timeframe: ExportOhlcvTimeframe | Unset = ExportOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
) -> Response[Any | Problem]:
    """Export Ohlcv

     Every candle of the period, oldest first.

    Args:
        batch (str):
        payment (None | str | Unset):
        format_ (ExportOhlcvFormat | Unset): CSV (RFC 4180) or Parquet Default:
            ExportOhlcvFormat.CSV.
        timeframe (ExportOhlcvTimeframe | Unset):  Default: ExportOhlcvTimeframe.VALUE_0.
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
        format_=format_,
        timeframe=timeframe,
        since=since,
        until=until,
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
    format_: ExportOhlcvFormat | Unset = ExportOhlcvFormat.CSV,
    timeframe: ExportOhlcvTimeframe | Unset = ExportOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
) -> Any | Problem | None:
    """Export Ohlcv

     Every candle of the period, oldest first.

    Args:
        batch (str):
        payment (None | str | Unset):
        format_ (ExportOhlcvFormat | Unset): CSV (RFC 4180) or Parquet Default:
            ExportOhlcvFormat.CSV.
        timeframe (ExportOhlcvTimeframe | Unset):  Default: ExportOhlcvTimeframe.VALUE_0.
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        batch=batch,
        client=client,
        payment=payment,
        format_=format_,
        timeframe=timeframe,
        since=since,
        until=until,
    ).parsed


async def asyncio_detailed(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
    format_: ExportOhlcvFormat | Unset = ExportOhlcvFormat.CSV,
    timeframe: ExportOhlcvTimeframe | Unset = ExportOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
) -> Response[Any | Problem]:
    """Export Ohlcv

     Every candle of the period, oldest first.

    Args:
        batch (str):
        payment (None | str | Unset):
        format_ (ExportOhlcvFormat | Unset): CSV (RFC 4180) or Parquet Default:
            ExportOhlcvFormat.CSV.
        timeframe (ExportOhlcvTimeframe | Unset):  Default: ExportOhlcvTimeframe.VALUE_0.
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
        format_=format_,
        timeframe=timeframe,
        since=since,
        until=until,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
    format_: ExportOhlcvFormat | Unset = ExportOhlcvFormat.CSV,
    timeframe: ExportOhlcvTimeframe | Unset = ExportOhlcvTimeframe.VALUE_0,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
) -> Any | Problem | None:
    """Export Ohlcv

     Every candle of the period, oldest first.

    Args:
        batch (str):
        payment (None | str | Unset):
        format_ (ExportOhlcvFormat | Unset): CSV (RFC 4180) or Parquet Default:
            ExportOhlcvFormat.CSV.
        timeframe (ExportOhlcvTimeframe | Unset):  Default: ExportOhlcvTimeframe.VALUE_0.
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            batch=batch,
            client=client,
            payment=payment,
            format_=format_,
            timeframe=timeframe,
            since=since,
            until=until,
        )
    ).parsed
