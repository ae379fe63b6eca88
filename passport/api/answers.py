"""Sends an answer with its entity tag, or 304 to whoever holds it already.

`no-cache` lets a client keep an answer and obliges it to ask before each use whether it still holds: the age is how
long this server keeps a figure that nobody wrote, and a writer sees its write at once all the same (RFC 9111, 5.2.2.4).
"""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from passport.adapters.answer_cache import Answer

JSON = "application/json"
VARY = "Authorization, Accept-Language"
_TAGS = re.compile(r'(?:W/)?("[^"]*")')


def answer_of(content: dict[str, Any]) -> Answer:
    """JSON in UTF-8 without spaces."""
    return Answer.of(json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode())


def answer_from(content: BaseModel, link: str = "") -> Answer:
    """As `answer_of`, of a schema."""
    return Answer.of(content.model_dump_json().encode(), link)


def reply(request: Request, answer: Answer, age_s: int) -> Response:
    """200 with the bytes, or 304 where If-None-Match names them (RFC 9110, 13.1.2: compared weakly)."""
    sent = {
        "ETag": answer.etag,
        "Cache-Control": f"private, max-age={age_s}, no-cache",
        "Vary": VARY,
    }
    if answer.link:
        sent["Link"] = answer.link
    if _holds(request.headers.get("If-None-Match"), answer.etag):
        return Response(status_code=304, headers=sent)
    return Response(answer.body, media_type=JSON, headers=sent)


def _holds(asked: str | None, etag: str) -> bool:
    return asked is not None and (asked.strip() == "*" or etag in _TAGS.findall(asked))
