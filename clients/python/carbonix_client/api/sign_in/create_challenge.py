from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.challenge_in import ChallengeIn
from ...models.challenge_out import ChallengeOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: ChallengeIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/auth/challenges",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ChallengeOut | Problem:
    if response.status_code == 201:
        response_201 = ChallengeOut.from_dict(response.json())

        return response_201

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ChallengeOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ChallengeIn,
) -> Response[ChallengeOut | Problem]:
    """Create Challenge

     A message to sign, good for one use within five minutes; all but a sign-in need the account's token.

    Args:
        body (ChallengeIn): Who will sign, and for what; `target` is the wallet or destination
            that a change is about, else the signer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChallengeOut | Problem]
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
    client: AuthenticatedClient | Client,
    body: ChallengeIn,
) -> ChallengeOut | Problem | None:
    """Create Challenge

     A message to sign, good for one use within five minutes; all but a sign-in need the account's token.

    Args:
        body (ChallengeIn): Who will sign, and for what; `target` is the wallet or destination
            that a change is about, else the signer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChallengeOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ChallengeIn,
) -> Response[ChallengeOut | Problem]:
    """Create Challenge

     A message to sign, good for one use within five minutes; all but a sign-in need the account's token.

    Args:
        body (ChallengeIn): Who will sign, and for what; `target` is the wallet or destination
            that a change is about, else the signer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChallengeOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ChallengeIn,
) -> ChallengeOut | Problem | None:
    """Create Challenge

     A message to sign, good for one use within five minutes; all but a sign-in need the account's token.

    Args:
        body (ChallengeIn): Who will sign, and for what; `target` is the wallet or destination
            that a change is about, else the signer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChallengeOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
