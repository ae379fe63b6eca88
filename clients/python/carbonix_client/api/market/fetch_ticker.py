from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.ticker_out import TickerOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    batch: str,
    *,
    payment: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_payment: None | str | Unset
    if isinstance(payment, Unset):
        json_payment = UNSET
    else:
        json_payment = payment
    params["payment"] = json_payment

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/ticker/{batch}".format(
            batch=quote(str(batch), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | TickerOut:
    if response.status_code == 200:
        response_200 = TickerOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | TickerOut]:
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
) -> Response[Problem | TickerOut]:
    """Fetch Ticker

     Best prices now, and what 24 hours of trades add up to.

    Args:
        batch (str):
        payment (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TickerOut]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
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
) -> Problem | TickerOut | None:
    """Fetch Ticker

     Best prices now, and what 24 hours of trades add up to.

    Args:
        batch (str):
        payment (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TickerOut
    """

    return sync_detailed(
        batch=batch,
        client=client,
        payment=payment,
    ).parsed


async def asyncio_detailed(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
) -> Response[Problem | TickerOut]:
    """Fetch Ticker

     Best prices now, and what 24 hours of trades add up to.

    Args:
        batch (str):
        payment (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TickerOut]
    """

    kwargs = _get_kwargs(
        batch=batch,
        payment=payment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    batch: str,
    *,
    client: AuthenticatedClient | Client,
    payment: None | str | Unset = UNSET,
) -> Problem | TickerOut | None:
    """Fetch Ticker

     Best prices now, and what 24 hours of trades add up to.

    Args:
        batch (str):
        payment (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TickerOut
    """

    return (
        await asyncio_detailed(
            batch=batch,
            client=client,
            payment=payment,
        )
    ).parsed
