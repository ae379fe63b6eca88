from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.own_order_out import OwnOrderOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    order: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/account/orders/{order}".format(
            order=quote(str(order), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OwnOrderOut | Problem:
    if response.status_code == 200:
        response_200 = OwnOrderOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[OwnOrderOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    order: str,
    *,
    client: AuthenticatedClient,
) -> Response[OwnOrderOut | Problem]:
    """Fetch Order

     One order of the caller.

    Args:
        order (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OwnOrderOut | Problem]
    """

    kwargs = _get_kwargs(
        order=order,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    order: str,
    *,
    client: AuthenticatedClient,
) -> OwnOrderOut | Problem | None:
    """Fetch Order

     One order of the caller.

    Args:
        order (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OwnOrderOut | Problem
    """

    return sync_detailed(
        order=order,
        client=client,
    ).parsed


async def asyncio_detailed(
    order: str,
    *,
    client: AuthenticatedClient,
) -> Response[OwnOrderOut | Problem]:
    """Fetch Order

     One order of the caller.

    Args:
        order (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OwnOrderOut | Problem]
    """

    kwargs = _get_kwargs(
        order=order,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    order: str,
    *,
    client: AuthenticatedClient,
) -> OwnOrderOut | Problem | None:
    """Fetch Order

     One order of the caller.

    Args:
        order (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OwnOrderOut | Problem
    """

    return (
        await asyncio_detailed(
            order=order,
            client=client,
        )
    ).parsed
