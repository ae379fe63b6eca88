from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.signed_in import SignedIn
from ...models.wallets_out import WalletsOut
from ...types import Response


def _get_kwargs(
    address: str,
    *,
    body: SignedIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/account/destinations/{address}/remove".format(
            address=quote(str(address), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | WalletsOut:
    if response.status_code == 200:
        response_200 = WalletsOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | WalletsOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    address: str,
    *,
    client: AuthenticatedClient,
    body: SignedIn,
) -> Response[Problem | WalletsOut]:
    """Remove

     Takes a destination back.

    Args:
        address (str):
        body (SignedIn): A message and its signature, 0x hex.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | WalletsOut]
    """

    kwargs = _get_kwargs(
        address=address,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    address: str,
    *,
    client: AuthenticatedClient,
    body: SignedIn,
) -> Problem | WalletsOut | None:
    """Remove

     Takes a destination back.

    Args:
        address (str):
        body (SignedIn): A message and its signature, 0x hex.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | WalletsOut
    """

    return sync_detailed(
        address=address,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    address: str,
    *,
    client: AuthenticatedClient,
    body: SignedIn,
) -> Response[Problem | WalletsOut]:
    """Remove

     Takes a destination back.

    Args:
        address (str):
        body (SignedIn): A message and its signature, 0x hex.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | WalletsOut]
    """

    kwargs = _get_kwargs(
        address=address,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    address: str,
    *,
    client: AuthenticatedClient,
    body: SignedIn,
) -> Problem | WalletsOut | None:
    """Remove

     Takes a destination back.

    Args:
        address (str):
        body (SignedIn): A message and its signature, 0x hex.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | WalletsOut
    """

    return (
        await asyncio_detailed(
            address=address,
            client=client,
            body=body,
        )
    ).parsed
