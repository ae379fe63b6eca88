"""Parses JSON from strangers: a text of nothing but brackets must not exhaust the stack."""

from __future__ import annotations

import json
from typing import Any

MOST_BRACKETS = 4_000
"""More opening brackets than the largest message has; a parser that recurses in C meets this depth with ease."""


def parse_json(text: str, **hooks: Any) -> Any:
    """The value of a JSON text. Raises ValueError for anything else, NaN and Infinity included."""
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise ValueError(f"more than {MOST_BRACKETS} brackets")
    try:
        return json.loads(text, parse_constant=_no_constant, **hooks)
    except RecursionError as fault:
        raise ValueError("nested too deep") from fault


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")
