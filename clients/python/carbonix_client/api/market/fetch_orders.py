from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.fetch_orders_sort import FetchOrdersSort
from ...models.fetch_orders_status_type_0 import FetchOrdersStatusType0
from ...models.own_order_out import OwnOrderOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: FetchOrdersStatusType0 | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchOrdersSort | Unset = FetchOrdersSort.NEWEST,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

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
    elif isinstance(status, FetchOrdersStatusType0):
        json_status = status.value
    else:
        json_status = status
    params["status"] = json_status

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
        "url": "/api/v1/account/orders",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | list[OwnOrderOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = OwnOrderOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | list[OwnOrderOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: FetchOrdersStatusType0 | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchOrdersSort | Unset = FetchOrdersSort.NEWEST,
) -> Response[Problem | list[OwnOrderOut]]:
    """Fetch Orders

     The caller's orders in every state, by the step that they came with.

    Args:
        batch (None | str | Unset):
        payment (None | str | Unset):
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        status (FetchOrdersStatusType0 | None | Unset):
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 50.
        sort (FetchOrdersSort | Unset): which row comes first Default: FetchOrdersSort.NEWEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | list[OwnOrderOut]]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
        since=since,
        until=until,
        status=status,
        after=after,
        limit=limit,
        sort=sort,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: FetchOrdersStatusType0 | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchOrdersSort | Unset = FetchOrdersSort.NEWEST,
) -> Problem | list[OwnOrderOut] | None:
    """Fetch Orders

     The caller's orders in every state, by the step that they came with.

    Args:
        batch (None | str | Unset):
        payment (None | str | Unset):
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        status (FetchOrdersStatusType0 | None | Unset):
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 50.
        sort (FetchOrdersSort | Unset): which row comes first Default: FetchOrdersSort.NEWEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | list[OwnOrderOut]
    """

    return sync_detailed(
        client=client,
        batch=batch,
        payment=payment,
        since=since,
        until=until,
        status=status,
        after=after,
        limit=limit,
        sort=sort,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: FetchOrdersStatusType0 | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchOrdersSort | Unset = FetchOrdersSort.NEWEST,
) -> Response[Problem | list[OwnOrderOut]]:
    """Fetch Orders

     The caller's orders in every state, by the step that they came with.

    Args:
        batch (None | str | Unset):
        payment (None | str | Unset):
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        status (FetchOrdersStatusType0 | None | Unset):
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 50.
        sort (FetchOrdersSort | Unset): which row comes first Default: FetchOrdersSort.NEWEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | list[OwnOrderOut]]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
        since=since,
        until=until,
        status=status,
        after=after,
        limit=limit,
        sort=sort,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    batch: None | str | Unset = UNSET,
    payment: None | str | Unset = UNSET,
    since: int | None | Unset = UNSET,
    until: int | None | Unset = UNSET,
    status: FetchOrdersStatusType0 | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchOrdersSort | Unset = FetchOrdersSort.NEWEST,
) -> Problem | list[OwnOrderOut] | None:
    """Fetch Orders

     The caller's orders in every state, by the step that they came with.

    Args:
        batch (None | str | Unset):
        payment (None | str | Unset):
        since (int | None | Unset): Unix milliseconds
        until (int | None | Unset): Unix milliseconds
        status (FetchOrdersStatusType0 | None | Unset):
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 50.
        sort (FetchOrdersSort | Unset): which row comes first Default: FetchOrdersSort.NEWEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | list[OwnOrderOut]
    """

    return (
        await asyncio_detailed(
            client=client,
            batch=batch,
            payment=payment,
            since=since,
            until=until,
            status=status,
            after=after,
            limit=limit,
            sort=sort,
        )
    ).parsed
