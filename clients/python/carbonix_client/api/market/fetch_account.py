from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.account_out import AccountOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    wallet: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_wallet: None | str | Unset
    if isinstance(wallet, Unset):
        json_wallet = UNSET
    else:
        json_wallet = wallet
    params["wallet"] = json_wallet

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/account",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AccountOut | Problem:
    if response.status_code == 200:
        response_200 = AccountOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AccountOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    wallet: None | str | Unset = UNSET,
) -> Response[AccountOut | Problem]:
    """Fetch Account

     Balances, approvals, open orders, fills and certificates of a wallet of the caller's, at one block.

    Args:
        wallet (None | str | Unset): one of the caller's; left out where there is only one

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountOut | Problem]
    """

    kwargs = _get_kwargs(
        wallet=wallet,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    wallet: None | str | Unset = UNSET,
) -> AccountOut | Problem | None:
    """Fetch Account

     Balances, approvals, open orders, fills and certificates of a wallet of the caller's, at one block.

    Args:
        wallet (None | str | Unset): one of the caller's; left out where there is only one

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountOut | Problem
    """

    return sync_detailed(
        client=client,
        wallet=wallet,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    wallet: None | str | Unset = UNSET,
) -> Response[AccountOut | Problem]:
    """Fetch Account

     Balances, approvals, open orders, fills and certificates of a wallet of the caller's, at one block.

    Args:
        wallet (None | str | Unset): one of the caller's; left out where there is only one

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountOut | Problem]
    """

    kwargs = _get_kwargs(
        wallet=wallet,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    wallet: None | str | Unset = UNSET,
) -> AccountOut | Problem | None:
    """Fetch Account

     Balances, approvals, open orders, fills and certificates of a wallet of the caller's, at one block.

    Args:
        wallet (None | str | Unset): one of the caller's; left out where there is only one

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            wallet=wallet,
        )
    ).parsed
