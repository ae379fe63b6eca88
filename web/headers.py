"""Puts the security headers on every answer and refuses bodies that are larger than any page takes."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.api.problems import Answer, http_problem, problem_of
from registry.errors import InvalidInput
from web.asking import Asking, asked

MAX_BODY_BYTES = 12_000_000
MAX_FILE_BYTES = 50_000_000
FILE_DOORS = "/api/v1/imports/"  # files are written to disk as they come, never held in memory
NO_NUL = "must hold no sign U+0000, which no database keeps as text"
FORM_BYTES = 100_000  # what a form adds to its file

# Where a reader may have a page read a node of their own choice; every other page speaks to this server only.
ASKS_A_NODE = ("/verify", "/batches/", "/c/")
# The page behind a QR code comes whole, in one answer: a second one would cost a phone on a slow line its second.
BRINGS_ITS_STYLE = "/p/"
OWN = "'self'"
ANY_NODE = "'self' https: http://127.0.0.1:* http://localhost:*"
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class BodyTooLarge(HTTPException):
    """More bytes came than were allowed; whoever reads the body lets this kind of error through."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(413, _too_large(most_bytes))


class SecureAnswers:
    """Middleware around the whole application."""

    def __init__(self, app: ASGIApp, refuse: Answer) -> None:
        self._app, self._refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asking = Headers(scope=scope)
        answer = _with_headers(send, asking)
        announced = asking.get("content-length", "0")
        if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):
            nul = problem_of(InvalidInput("address", scope["path"], NO_NUL))
            await self._refuse(Request(scope), nul)(scope, receive, answer)
            return
        most_bytes = MAX_FILE_BYTES + FORM_BYTES if scope["path"].startswith(FILE_DOORS) else MAX_BODY_BYTES
        if not announced.isdigit() or int(announced) > most_bytes:
            await self._refuse(Request(scope), http_problem(413, _too_large(most_bytes)))(scope, receive, answer)
            return
        await self._app(scope, _counted(receive, most_bytes), answer)


def content_policy(asking: Asking) -> str:
    """What an answer may load: scripts under its nonce, and styles, letters, pictures of this server."""
    own_style = f" 'nonce-{asking.nonce}'" if asking.path.startswith(BRINGS_ITS_STYLE) else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{asking.nonce}'",
            f"style-src {OWN}{own_style}",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src {ANY_NODE if asking.path.startswith(ASKS_A_NODE) else OWN}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _is_known(asking: Headers) -> bool:
    """Somebody in particular asks: what they get is kept by no cache that others share."""
    return "authorization" in asking or "cookie" in asking


def secure(headers: MutableHeaders, asking: Headers) -> None:
    """Gives an answer's headers whatever they still lack."""
    headers.setdefault("Content-Security-Policy", content_policy(asked()))
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "private, no-cache" if _is_known(asking) else "no-cache")
    headers.add_vary_header("Cookie")


def _with_headers(send: Send, asking: Headers) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            secure(MutableHeaders(scope=message), asking)
        await send(message)

    return with_headers


def _too_large(most_bytes: int) -> str:
    return f"What was sent is larger than {most_bytes:,} bytes; nothing of it was kept."


def _counted(receive: Receive, most_bytes: int) -> Receive:
    """A body without an announced length is counted as it comes."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most_bytes:
            raise BodyTooLarge(most_bytes)
        return message

    return counted
