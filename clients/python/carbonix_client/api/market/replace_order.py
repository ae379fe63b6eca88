from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.placed_out import PlacedOut
from ...models.problem import Problem
from ...models.replace_body import ReplaceBody
from ...types import Response


def _get_kwargs(
    order: str,
    *,
    body: ReplaceBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/orders/{order}/replacement".format(
            order=quote(str(order), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> PlacedOut | Problem:
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
    order: str,
    *,
    client: AuthenticatedClient,
    body: ReplaceBody,
) -> Response[PlacedOut | Problem]:
    """Replace Order

     A newly signed order takes the place of an old one of the same maker: both happen, or neither.

    Args:
        order (str):
        body (ReplaceBody): A newly signed order, and the maker's word over the cancellation text
            of the one that it replaces.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PlacedOut | Problem]
    """

    kwargs = _get_kwargs(
        order=order,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    order: str,
    *,
    client: AuthenticatedClient,
    body: ReplaceBody,
) -> PlacedOut | Problem | None:
    """Replace Order

     A newly signed order takes the place of an old one of the same maker: both happen, or neither.

    Args:
        order (str):
        body (ReplaceBody): A newly signed order, and the maker's word over the cancellation text
            of the one that it replaces.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PlacedOut | Problem
    """

    return sync_detailed(
        order=order,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    order: str,
    *,
    client: AuthenticatedClient,
    body: ReplaceBody,
) -> Response[PlacedOut | Problem]:
    """Replace Order

     A newly signed order takes the place of an old one of the same maker: both happen, or neither.

    Args:
        order (str):
        body (ReplaceBody): A newly signed order, and the maker's word over the cancellation text
            of the one that it replaces.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PlacedOut | Problem]
    """

    kwargs = _get_kwargs(
        order=order,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    order: str,
    *,
    client: AuthenticatedClient,
    body: ReplaceBody,
) -> PlacedOut | Problem | None:
    """Replace Order

     A newly signed order takes the place of an old one of the same maker: both happen, or neither.

    Args:
        order (str):
        body (ReplaceBody): A newly signed order, and the maker's word over the cancellation text
            of the one that it replaces.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PlacedOut | Problem
    """

    return (
        await asyncio_detailed(
            order=order,
            client=client,
            body=body,
        )
    ).parsed
