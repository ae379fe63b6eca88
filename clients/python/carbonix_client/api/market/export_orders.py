from http import HTTPStatus
from typing import Any, cast

import httpx

from ...client import AuthenticatedClient, Client
from ...models.export_orders_format import ExportOrdersFormat
from ...models.export_orders_sort import ExportOrdersSort
from ...models.export_orders_status_type_0 import ExportOrdersStatusType0
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    format_: ExportOrdersFormat | Unset = ExportOrdersFormat.CSV,
    sort: ExportOrdersSort | Unset = ExportOrdersSort.OLDEST,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: ExportOrdersStatusType0 | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_format_: str | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_.value

    params["format"] = json_format_

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort.value

    params["sort"] = json_sort

    json_batch: None | str | Unset
    if isinstance(batch, Unset):
        json_batch = UNSET
    else:
        json_batch = batch
    params["batch"] = json_batch

    json_payment: None | str | Unset
    if isinstance(payment, Unset):
        json_payment = UNSET
    else:
        json_payment = payment
    params["payment"] = json_payment

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

    json_status: None | str | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, ExportOrdersStatusType0):
        json_status = status.value
    else:
        json_status = status
    params["status"] = json_status

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/exports/account/orders",
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
    *,
    client: AuthenticatedClient,
    format_: ExportOrdersFormat | Unset = ExportOrdersFormat.CSV,
    sort: ExportOrdersSort | Unset = ExportOrdersSort.OLDEST,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: ExportOrdersStatusType0 | None | Unset = UNSET,
) -> Response[Any | Problem]:
    """Export Orders

     Every order of the caller that the filter admits.

    Args:
        format_ (ExportOrdersFormat | Unset): CSV (RFC 4180) or Parquet Default:
            ExportOrdersFormat.CSV.
        sort (ExportOrdersSort | Unset): which row comes first Default: ExportOrdersSort.OLDEST.
        batch (None | str | Unset):
        payment (None | str | Unset):
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        status (ExportOrdersStatusType0 | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        format_=format_,
        sort=sort,
        batch=batch,
        payment=payment,
        since=since,
        until=until,
        status=status,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    format_: ExportOrdersFormat | Unset = ExportOrdersFormat.CSV,
    sort: ExportOrdersSort | Unset = ExportOrdersSort.OLDEST,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: ExportOrdersStatusType0 | None | Unset = UNSET,
) -> Any | Problem | None:
    """Export Orders

     Every order of the caller that the filter admits.

    Args:
        format_ (ExportOrdersFormat | Unset): CSV (RFC 4180) or Parquet Default:
            ExportOrdersFormat.CSV.
        sort (ExportOrdersSort | Unset): which row comes first Default: ExportOrdersSort.OLDEST.
        batch (None | str | Unset):
        payment (None | str | Unset):
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        status (ExportOrdersStatusType0 | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        client=client,
        format_=format_,
        sort=sort,
        batch=batch,
        payment=payment,
        since=since,
        until=until,
        status=status,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    format_: ExportOrdersFormat | Unset = ExportOrdersFormat.CSV,
    sort: ExportOrdersSort | Unset = ExportOrdersSort.OLDEST,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: ExportOrdersStatusType0 | None | Unset = UNSET,
) -> Response[Any | Problem]:
    """Export Orders

     Every order of the caller that the filter admits.

    Args:
        format_ (ExportOrdersFormat | Unset): CSV (RFC 4180) or Parquet Default:
            ExportOrdersFormat.CSV.
        sort (ExportOrdersSort | Unset): which row comes first Default: ExportOrdersSort.OLDEST.
        batch (None | str | Unset):
        payment (None | str | Unset):
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        status (ExportOrdersStatusType0 | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        format_=format_,
        sort=sort,
        batch=batch,
        payment=payment,
        since=since,
        until=until,
        status=status,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    format_: ExportOrdersFormat | Unset = ExportOrdersFormat.CSV,
    sort: ExportOrdersSort | Unset = ExportOrdersSort.OLDEST,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: ExportOrdersStatusType0 | None | Unset = UNSET,
) -> Any | Problem | None:
    """Export Orders

     Every order of the caller that the filter admits.

    Args:
        format_ (ExportOrdersFormat | Unset): CSV (RFC 4180) or Parquet Default:
            ExportOrdersFormat.CSV.
        sort (ExportOrdersSort | Unset): which row comes first Default: ExportOrdersSort.OLDEST.
        batch (None | str | Unset):
        payment (None | str | Unset):
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        status (ExportOrdersStatusType0 | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            format_=format_,
            sort=sort,
            batch=batch,
            payment=payment,
            since=since,
            until=until,
            status=status,
        )
    ).parsed
