from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.quote_out import QuoteOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    credits_: str,
    price: str,
    payment: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["credits"] = credits_

    params["price"] = price

    json_payment: None | str | Unset
    if isinstance(payment, Unset):
        json_payment = UNSET
    else:
        json_payment = payment
    params["payment"] = json_payment

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/fee",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | QuoteOut:
    if response.status_code == 200:
        response_200 = QuoteOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | QuoteOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    credits_: str,
    price: str,
    payment: None | str | Unset = UNSET,
) -> Response[Problem | QuoteOut]:
    """Quote Trade

     Fee and net of a trade, before anyone signs.

    Args:
        credits_ (str):
        price (str):
        payment (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | QuoteOut]
    """

    kwargs = _get_kwargs(
        credits_=credits_,
        price=price,
        payment=payment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    credits_: str,
    price: str,
    payment: None | str | Unset = UNSET,
) -> Problem | QuoteOut | None:
    """Quote Trade

     Fee and net of a trade, before anyone signs.

    Args:
        credits_ (str):
        price (str):
        payment (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | QuoteOut
    """

    return sync_detailed(
        client=client,
        credits_=credits_,
        price=price,
        payment=payment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    credits_: str,
    price: str,
    payment: None | str | Unset = UNSET,
) -> Response[Problem | QuoteOut]:
    """Quote Trade

     Fee and net of a trade, before anyone signs.

    Args:
        credits_ (str):
        price (str):
        payment (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | QuoteOut]
    """

    kwargs = _get_kwargs(
        credits_=credits_,
        price=price,
        payment=payment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    credits_: str,
    price: str,
    payment: None | str | Unset = UNSET,
) -> Problem | QuoteOut | None:
    """Quote Trade

     Fee and net of a trade, before anyone signs.

    Args:
        credits_ (str):
        price (str):
        payment (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | QuoteOut
    """

    return (
        await asyncio_detailed(
            client=client,
            credits_=credits_,
            price=price,
            payment=payment,
        )
    ).parsed
