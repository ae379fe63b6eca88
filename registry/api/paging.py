"""Keyset pages: the last key of a full page is where the next one begins, told in a Link header (RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

PAGE_LENGTH = 50
LONGEST_PAGE = 200


def link_next(request: Request, response: Response, page: Sequence[Any], limit: int, last: str) -> None:
    """Names the next page where this one is full; `last` is the key of the page's last row."""
    if len(page) < limit:
        return
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "after"]
    response.headers["Link"] = f'<{request.url.path}?{urlencode([*kept, ("after", last)])}>; rel="next"'
