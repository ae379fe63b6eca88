from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.registry_api_proof_schemas_seal_out import RegistryApiProofSchemasSealOut
from ...types import Response


def _get_kwargs(
    seal: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/seals/{seal}".format(
            seal=quote(str(seal), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | RegistryApiProofSchemasSealOut:
    if response.status_code == 200:
        response_200 = RegistryApiProofSchemasSealOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | RegistryApiProofSchemasSealOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    seal: int,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Problem | RegistryApiProofSchemasSealOut]:
    """Show Seal

     A Merkle root on chain, and where its leaves can be fetched.

    Args:
        seal (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RegistryApiProofSchemasSealOut]
    """

    kwargs = _get_kwargs(
        seal=seal,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    seal: int,
    *,
    client: AuthenticatedClient | Client,
) -> Problem | RegistryApiProofSchemasSealOut | None:
    """Show Seal

     A Merkle root on chain, and where its leaves can be fetched.

    Args:
        seal (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RegistryApiProofSchemasSealOut
    """

    return sync_detailed(
        seal=seal,
        client=client,
    ).parsed


async def asyncio_detailed(
    seal: int,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Problem | RegistryApiProofSchemasSealOut]:
    """Show Seal

     A Merkle root on chain, and where its leaves can be fetched.

    Args:
        seal (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RegistryApiProofSchemasSealOut]
    """

    kwargs = _get_kwargs(
        seal=seal,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    seal: int,
    *,
    client: AuthenticatedClient | Client,
) -> Problem | RegistryApiProofSchemasSealOut | None:
    """Show Seal

     A Merkle root on chain, and where its leaves can be fetched.

    Args:
        seal (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RegistryApiProofSchemasSealOut
    """

    return (
        await asyncio_detailed(
            seal=seal,
            client=client,
        )
    ).parsed
