"""What a request asks of every page: language, address, and the nonce under which the answer's scripts run."""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

NONCE_BYTES = 16
COOKIE = "carbonix_session"
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "th": "ไทย", "vi": "Tiếng Việt"}


@dataclass(frozen=True, slots=True)
class Asking:
    """One request as its pages see it; `path` is without the language in front."""

    language: str = ENGLISH
    path: str = "/"
    query: str = ""
    nonce: str = ""
    signed_in: bool = False  # a cookie came; whether it still opens anything, the doors say

    def at(self, path: str, language: str | None = None) -> str:
        """An address of ours in the reader's language, or in another one."""
        chosen = language or self.language
        return path if chosen == ENGLISH else f"/{chosen}{path if path != '/' else '/'}"

    def here(self, language: str | None = None) -> str:
        """This very page with its query, in the reader's language or another one."""
        return self.at(self.path, language) + (f"?{self.query}" if self.query else "")

    def with_query(self, **changes: str | None) -> str:
        """This page with some of its query changed; None takes a name out."""
        kept = [(name, value) for name, value in parse_qsl(self.query, keep_blank_values=True) if name not in changes]
        added = [(name, value) for name, value in changes.items() if value is not None]
        query = urlencode([*kept, *added])
        return self.at(self.path) + (f"?{query}" if query else "")


_asked: ContextVar[Asking] = ContextVar("asked", default=Asking())  # noqa: B039


def asked() -> Asking:
    """The request that is being answered."""
    return _asked.get()


class LanguagePaths:
    """Middleware: takes `/th` and `/vi` off the path, so that every page has one address in each language."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        language, path = split_language(scope["path"])
        query = scope.get("query_string", b"").decode("latin-1")
        signed_in = COOKIE in cookie_parser(Headers(scope=scope).get("cookie", ""))
        _asked.set(Asking(language, path, query, secrets.token_urlsafe(NONCE_BYTES), signed_in))
        if language != ENGLISH:
            raw = scope.get("raw_path") or scope["path"].encode()
            scope = {**scope, "path": path, "raw_path": raw[len(language) + 1 :] or b"/"}
        await self._app(scope, receive, send)


def split_language(path: str) -> tuple[str, str]:
    """`/th/verify` as `("th", "/verify")`; a path without a language of ours is English."""
    head, _, rest = path[1:].partition("/")
    return (head, f"/{rest}") if head in LANGUAGES and head != ENGLISH else (ENGLISH, path)
