from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.place_body import PlaceBody
from ...models.placed_out import PlacedOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: PlaceBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/orders",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> PlacedOut | Problem:
    if response.status_code == 200:
        response_200 = PlacedOut.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = PlacedOut.from_dict(response.json())

        return response_201

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[PlacedOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: PlaceBody,
) -> Response[PlacedOut | Problem]:
    """Create Order

     Checks a signed order, makes it durable, matches it; 200 with the first answer if it was placed
    before.

    Args:
        body (PlaceBody): An order with its maker's signature over its EIP-712 digest.

            Time in force, type and post-only are signed inside the salt; said here, too, they must
            say the same.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PlacedOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: PlaceBody,
) -> PlacedOut | Problem | None:
    """Create Order

     Checks a signed order, makes it durable, matches it; 200 with the first answer if it was placed
    before.

    Args:
        body (PlaceBody): An order with its maker's signature over its EIP-712 digest.

            Time in force, type and post-only are signed inside the salt; said here, too, they must
            say the same.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PlacedOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: PlaceBody,
) -> Response[PlacedOut | Problem]:
    """Create Order

     Checks a signed order, makes it durable, matches it; 200 with the first answer if it was placed
    before.

    Args:
        body (PlaceBody): An order with its maker's signature over its EIP-712 digest.

            Time in force, type and post-only are signed inside the salt; said here, too, they must
            say the same.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PlacedOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: PlaceBody,
) -> PlacedOut | Problem | None:
    """Create Order

     Checks a signed order, makes it durable, matches it; 200 with the first answer if it was placed
    before.

    Args:
        body (PlaceBody): An order with its maker's signature over its EIP-712 digest.

            Time in force, type and post-only are signed inside the salt; said here, too, they must
            say the same.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PlacedOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
