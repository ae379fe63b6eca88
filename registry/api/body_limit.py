"""Refuses a body that is too large before it is read: by its announced length, and while it arrives."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

LARGEST_BODY_BYTES = 1_000_000


class BoundedRoute(APIRoute):
    """A door whose requests have a body of at most LARGEST_BODY_BYTES: 413 for more, with nothing done."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the limit."""
        handle = super().get_route_handler()

        async def handle_bounded(request: Request) -> Response:
            return await handle(bounded(request))

        return handle_bounded


def bounded(request: Request) -> Request:
    """The request with at most LARGEST_BODY_BYTES of body. Raises HTTPException 413, here or while it is read."""
    announced = request.headers.get("Content-Length", "0")
    if not announced.isdigit() or int(announced) > LARGEST_BODY_BYTES:
        raise _too_large()
    return Request(request.scope, _counted(request))


def _counted(request: Request) -> Callable[[], Coroutine[Any, Any, Message]]:
    """The request's messages, as long as their bodies stay within the limit; nothing need be announced."""
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > LARGEST_BODY_BYTES:
            raise _too_large()
        return message

    return receive


def _too_large() -> HTTPException:
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {LARGEST_BODY_BYTES} bytes")
