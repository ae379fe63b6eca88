"""Sends pages, styles and scripts compressed; the doors of the API stay as they are, their speed is measured."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST_BYTES = 1_000
LEVEL = 6
API = "/api/"


class CompressedPages:
    """Middleware: a page holds no secret of its reader beside what a foreign site put into it, so that its length tells
    nothing; the session's cookie is never written into one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, SMALLEST_BYTES, LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = scope["type"] != "http" or scope["path"].startswith(API)
        await (self._app if plain else self._compressed)(scope, receive, send)
