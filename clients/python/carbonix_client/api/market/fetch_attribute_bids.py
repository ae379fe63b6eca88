from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.attribute_bid_out import AttributeBidOut
from ...models.fetch_attribute_bids_sort import FetchAttributeBidsSort
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchAttributeBidsSort | Unset = FetchAttributeBidsSort.NEWEST,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_after: int | None | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    params["limit"] = limit

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort.value

    params["sort"] = json_sort

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/attribute-bids",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | list[AttributeBidOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = AttributeBidOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | list[AttributeBidOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchAttributeBidsSort | Unset = FetchAttributeBidsSort.NEWEST,
) -> Response[Problem | list[AttributeBidOut]]:
    """Fetch Attribute Bids

     Open bids for any batch that meets their criteria, newest first.

    Args:
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 50.
        sort (FetchAttributeBidsSort | Unset): which row comes first Default:
            FetchAttributeBidsSort.NEWEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | list[AttributeBidOut]]
    """

    kwargs = _get_kwargs(
        after=after,
        limit=limit,
        sort=sort,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchAttributeBidsSort | Unset = FetchAttributeBidsSort.NEWEST,
) -> Problem | list[AttributeBidOut] | None:
    """Fetch Attribute Bids

     Open bids for any batch that meets their criteria, newest first.

    Args:
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 50.
        sort (FetchAttributeBidsSort | Unset): which row comes first Default:
            FetchAttributeBidsSort.NEWEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | list[AttributeBidOut]
    """

    return sync_detailed(
        client=client,
        after=after,
        limit=limit,
        sort=sort,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchAttributeBidsSort | Unset = FetchAttributeBidsSort.NEWEST,
) -> Response[Problem | list[AttributeBidOut]]:
    """Fetch Attribute Bids

     Open bids for any batch that meets their criteria, newest first.

    Args:
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 50.
        sort (FetchAttributeBidsSort | Unset): which row comes first Default:
            FetchAttributeBidsSort.NEWEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | list[AttributeBidOut]]
    """

    kwargs = _get_kwargs(
        after=after,
        limit=limit,
        sort=sort,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    after: int | None | Unset = UNSET,
    limit: int | Unset = 50,
    sort: FetchAttributeBidsSort | Unset = FetchAttributeBidsSort.NEWEST,
) -> Problem | list[AttributeBidOut] | None:
    """Fetch Attribute Bids

     Open bids for any batch that meets their criteria, newest first.

    Args:
        after (int | None | Unset): the key of the last row seen
        limit (int | Unset):  Default: 50.
        sort (FetchAttributeBidsSort | Unset): which row comes first Default:
            FetchAttributeBidsSort.NEWEST.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | list[AttributeBidOut]
    """

    return (
        await asyncio_detailed(
            client=client,
            after=after,
            limit=limit,
            sort=sort,
        )
    ).parsed
