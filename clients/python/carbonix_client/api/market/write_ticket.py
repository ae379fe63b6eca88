from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.ticket_body import TicketBody
from ...models.ticket_out import TicketOut
from ...types import Response


def _get_kwargs(
    *,
    body: TicketBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/tickets",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | TicketOut:
    if response.status_code == 200:
        response_200 = TicketOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | TicketOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TicketBody,
) -> Response[Problem | TicketOut]:
    """Write Ticket

     The order to sign, its fee and net before anyone signs, and what will be delivered; nothing is
    stored.

    Args:
        body (TicketBody): What a maker wants; what it leaves out is filled in: payment token,
            expiry, epoch, fee, salt.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TicketOut]
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
    body: TicketBody,
) -> Problem | TicketOut | None:
    """Write Ticket

     The order to sign, its fee and net before anyone signs, and what will be delivered; nothing is
    stored.

    Args:
        body (TicketBody): What a maker wants; what it leaves out is filled in: payment token,
            expiry, epoch, fee, salt.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TicketOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TicketBody,
) -> Response[Problem | TicketOut]:
    """Write Ticket

     The order to sign, its fee and net before anyone signs, and what will be delivered; nothing is
    stored.

    Args:
        body (TicketBody): What a maker wants; what it leaves out is filled in: payment token,
            expiry, epoch, fee, salt.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TicketOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: TicketBody,
) -> Problem | TicketOut | None:
    """Write Ticket

     The order to sign, its fee and net before anyone signs, and what will be delivered; nothing is
    stored.

    Args:
        body (TicketBody): What a maker wants; what it leaves out is filled in: payment token,
            expiry, epoch, fee, salt.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TicketOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
