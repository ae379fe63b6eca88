from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.order_book_out import OrderBookOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    batch: str,
    *,
    payment: None | str | Unset = UNSET,
    limit: int | Unset = 100,
    group: str | Unset = "1",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_payment: None | str | Unset
    if isinstance(payment, Unset):
        json_payment = UNSET
    else:
        json_payment = payment
    params["payment"] = json_payment

    params["limit"] = limit

    params["group"] = group

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/book/{batch}".format(
            batch=quote(str(batch), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OrderBookOut | Problem:
    if response.status_code == 200:
        response_200 = OrderBookOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[OrderBookOut | Problem]:
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
    limit: int | Unset = 100,
    group: str | Unset = "1",
) -> Response[OrderBookOut | Problem]:
    """Fetch Order Book

     Depth of a market, best price first. Grouped bids are rounded down and asks up.

    Args:
        batch (str):
        payment (None | str | Unset):
        limit (int | Unset): levels of each side Default: 100.
        group (str | Unset):  Default: '1'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OrderBookOut | Problem]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
        limit=limit,
        group=group,
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
    limit: int | Unset = 100,
    group: str | Unset = "1",
) -> OrderBookOut | Problem | None:
    """Fetch Order Book

     Depth of a market, best price first. Grouped bids are rounded down and asks up.

    Args:
        batch (str):
        payment (None | str | Unset):
        limit (int | Unset): levels of each side Default: 100.
        group (str | Unset):  Default: '1'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OrderBookOut | Problem
    """

    return sync_detailed(
        batch=batch,
        client=client,
        payment=payment,
        limit=limit,
        group=group,
    ).parsed


async def asyncio_detailed(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
    limit: int | Unset = 100,
    group: str | Unset = "1",
) -> Response[OrderBookOut | Problem]:
    """Fetch Order Book

     Depth of a market, best price first. Grouped bids are rounded down and asks up.

    Args:
        batch (str):
        payment (None | str | Unset):
        limit (int | Unset): levels of each side Default: 100.
        group (str | Unset):  Default: '1'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OrderBookOut | Problem]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
        limit=limit,
        group=group,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
    limit: int | Unset = 100,
    group: str | Unset = "1",
) -> OrderBookOut | Problem | None:
    """Fetch Order Book

     Depth of a market, best price first. Grouped bids are rounded down and asks up.

    Args:
        batch (str):
        payment (None | str | Unset):
        limit (int | Unset): levels of each side Default: 100.
        group (str | Unset):  Default: '1'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OrderBookOut | Problem
    """

    return (
        await asyncio_detailed(
            batch=batch,
            client=client,
            payment=payment,
            limit=limit,
            group=group,
        )
    ).parsed
