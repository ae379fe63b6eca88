from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.modify_body import ModifyBody
from ...models.placed_out import PlacedOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    order: str,
    *,
    body: ModifyBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/orders/{order}/modification".format(
            order=quote(str(order), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> PlacedOut | Problem:
    if response.status_code == 200:
        response_200 = PlacedOut.from_dict(response.json())

        return response_200

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
    body: ModifyBody,
) -> Response[PlacedOut | Problem]:
    """Edit Order

     Lets the order seek so many credits from here on, at the back of its price; never more than were
    signed.

    Args:
        order (str):
        body (ModifyBody): How many credits the order seeks from here on.

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
    body: ModifyBody,
) -> PlacedOut | Problem | None:
    """Edit Order

     Lets the order seek so many credits from here on, at the back of its price; never more than were
    signed.

    Args:
        order (str):
        body (ModifyBody): How many credits the order seeks from here on.

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
    body: ModifyBody,
) -> Response[PlacedOut | Problem]:
    """Edit Order

     Lets the order seek so many credits from here on, at the back of its price; never more than were
    signed.

    Args:
        order (str):
        body (ModifyBody): How many credits the order seeks from here on.

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
    body: ModifyBody,
) -> PlacedOut | Problem | None:
    """Edit Order

     Lets the order seek so many credits from here on, at the back of its price; never more than were
    signed.

    Args:
        order (str):
        body (ModifyBody): How many credits the order seeks from here on.

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
