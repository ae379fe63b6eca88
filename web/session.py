"""Keeps a reader signed in: a cookie that no script reads stands for the token, for our own pages only."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from registry.api.problems import Answer, problem_of
from registry.api.security import signed_in
from registry.domain.roles import Permission, Principal
from registry.errors import NotAuthenticated
from web.asking import COOKIE
from web.errors import ForeignRequest, SignInFirst

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1
OWN_SITES = frozenset({"same-origin", "none"})


class SessionCookies:
    """Middleware: a request with our cookie and no token of its own carries the cookie's token.

    A request that changes something and that another site's page sent is refused (`ForeignRequest`): the browser says
    so by `Sec-Fetch-Site`, older ones by `Origin`. The cookie is `SameSite=Strict` besides.
    """

    def __init__(self, app: ASGIApp, refuse: Answer) -> None:
        self._app, self._refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "authorization" in headers:
            await self._app(scope, receive, send)
            return
        # Without a cookie, too: another site must not sign our reader in as somebody of its own.
        if _is_foreign(scope, headers):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": POLICY_VIOLATION})
                return
            foreign = problem_of(ForeignRequest(headers.get("origin", "another site")))
            await self._refuse(Request(scope), foreign)(scope, receive, send)
            return
        token = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        bearer = [(b"authorization", b"Bearer " + token.encode("latin-1", "ignore"))] if token else []
        await self._app({**scope, "headers": [*scope["headers"], *bearer]}, receive, send)


def caller_of(request: Request) -> Principal | None:
    """Who reads the page; None for the public, and for a session that has ended."""
    try:
        return signed_in(request)
    except NotAuthenticated:
        return None


def require_caller(request: Request, *any_of: Permission, here: str = "") -> Principal:
    """Who reads a page that is not for everybody; `here` says in one sentence what they would find.

    With permissions, at least one of them must be held. Raises SignInFirst, and NotAuthorised for the first one.
    """
    caller = caller_of(request)
    if caller is None:
        raise SignInFirst(here)
    if any_of and not any(caller.may(permission) for permission in any_of):
        caller.check(any_of[0])
    return caller


def keep_session(answer: Response, token: str, lasts_s: int, *, secure: bool) -> None:
    """Signs the reader in for `lasts_s` seconds."""
    answer.set_cookie(COOKIE, token, max_age=lasts_s, httponly=True, samesite="strict", secure=secure)


def end_session(answer: Response) -> None:
    """Signs the reader out."""
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    if scope.get("method", "GET") in SAFE_METHODS and scope["type"] == "http":
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in OWN_SITES
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host", "")
