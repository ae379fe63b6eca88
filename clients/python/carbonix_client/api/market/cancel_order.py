from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.cancelled_out import CancelledOut
from ...models.problem import Problem
from ...models.word_body import WordBody
from ...types import Response


def _get_kwargs(
    order: str,
    *,
    body: WordBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/orders/{order}/cancellation".format(
            order=quote(str(order), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CancelledOut | Problem:
    if response.status_code == 200:
        response_200 = CancelledOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CancelledOut | Problem]:
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
    body: WordBody,
) -> Response[CancelledOut | Problem]:
    """Cancel Order

     Withdraws what rests of an order, at its maker's word.

    Args:
        order (str):
        body (WordBody): A maker's word over the text of the specification; none where the caller
            signed in with the maker's wallet.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CancelledOut | Problem]
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
    body: WordBody,
) -> CancelledOut | Problem | None:
    """Cancel Order

     Withdraws what rests of an order, at its maker's word.

    Args:
        order (str):
        body (WordBody): A maker's word over the text of the specification; none where the caller
            signed in with the maker's wallet.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CancelledOut | Problem
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
    body: WordBody,
) -> Response[CancelledOut | Problem]:
    """Cancel Order

     Withdraws what rests of an order, at its maker's word.

    Args:
        order (str):
        body (WordBody): A maker's word over the text of the specification; none where the caller
            signed in with the maker's wallet.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CancelledOut | Problem]
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
    body: WordBody,
) -> CancelledOut | Problem | None:
    """Cancel Order

     Withdraws what rests of an order, at its maker's word.

    Args:
        order (str):
        body (WordBody): A maker's word over the text of the specification; none where the caller
            signed in with the maker's wallet.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CancelledOut | Problem
    """

    return (
        await asyncio_detailed(
            order=order,
            client=client,
            body=body,
        )
    ).parsed
