from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.found_out import FoundOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    text: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/hashes/{text}".format(
            text=quote(str(text), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | list[FoundOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = FoundOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | list[FoundOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    text: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Problem | list[FoundOut]]:
    """Look Up

     What a bare hash is known as: a root, a leaf, a report, a document, a retirement.

    Args:
        text (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | list[FoundOut]]
    """

    kwargs = _get_kwargs(
        text=text,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    text: str,
    *,
    client: AuthenticatedClient | Client,
) -> Problem | list[FoundOut] | None:
    """Look Up

     What a bare hash is known as: a root, a leaf, a report, a document, a retirement.

    Args:
        text (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | list[FoundOut]
    """

    return sync_detailed(
        text=text,
        client=client,
    ).parsed


async def asyncio_detailed(
    text: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Problem | list[FoundOut]]:
    """Look Up

     What a bare hash is known as: a root, a leaf, a report, a document, a retirement.

    Args:
        text (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | list[FoundOut]]
    """

    kwargs = _get_kwargs(
        text=text,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    text: str,
    *,
    client: AuthenticatedClient | Client,
) -> Problem | list[FoundOut] | None:
    """Look Up

     What a bare hash is known as: a root, a leaf, a report, a document, a retirement.

    Args:
        text (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | list[FoundOut]
    """

    return (
        await asyncio_detailed(
            text=text,
            client=client,
        )
    ).parsed
