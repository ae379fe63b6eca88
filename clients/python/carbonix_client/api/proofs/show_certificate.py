from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.certificate_out import CertificateOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    certificate: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/certificates/{certificate}".format(
            certificate=quote(str(certificate), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CertificateOut | Problem:
    if response.status_code == 200:
        response_200 = CertificateOut.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CertificateOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    certificate: int,
    *,
    client: AuthenticatedClient | Client,
) -> Response[CertificateOut | Problem]:
    """Show Certificate

     A retirement, as its certificate states it.

    Args:
        certificate (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CertificateOut | Problem]
    """

    kwargs = _get_kwargs(
        certificate=certificate,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    certificate: int,
    *,
    client: AuthenticatedClient | Client,
) -> CertificateOut | Problem | None:
    """Show Certificate

     A retirement, as its certificate states it.

    Args:
        certificate (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CertificateOut | Problem
    """

    return sync_detailed(
        certificate=certificate,
        client=client,
    ).parsed


async def asyncio_detailed(
    certificate: int,
    *,
    client: AuthenticatedClient | Client,
) -> Response[CertificateOut | Problem]:
    """Show Certificate

     A retirement, as its certificate states it.

    Args:
        certificate (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CertificateOut | Problem]
    """

    kwargs = _get_kwargs(
        certificate=certificate,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    certificate: int,
    *,
    client: AuthenticatedClient | Client,
) -> CertificateOut | Problem | None:
    """Show Certificate

     A retirement, as its certificate states it.

    Args:
        certificate (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CertificateOut | Problem
    """

    return (
        await asyncio_detailed(
            certificate=certificate,
            client=client,
        )
    ).parsed
