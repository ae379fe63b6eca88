"""Decodes a JSON document of a bounded size and depth; numbers become decimals, never binary fractions."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from registry.errors import InvalidInput

MAX_DEPTH = 10

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def decoded(data: bytes, most_bytes: int) -> Any:
    """What the bytes say. Raises InvalidInput: too long, too deep, not JSON, NaN or Infinity in it."""
    if len(data) > most_bytes:
        raise InvalidInput("document", f"{len(data)} bytes", f"at most {most_bytes} bytes")
    _check_depth(data)
    try:
        return json.loads(data.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant)
    except ValueError as fault:
        raise InvalidInput("document", data[:40].decode("utf-8", "replace"), f"must be JSON: {fault}") from fault


def _check_depth(data: bytes) -> None:
    """Deep nesting is refused before it is read: a library here raises Python's recursion limit beyond the C stack."""
    depth = 0
    for byte in _STRINGS.sub(b"", data):
        depth += (byte in b"[{") - (byte in b"]}")
        if depth > MAX_DEPTH:
            raise InvalidInput("document", f"{depth} levels of brackets", f"at most {MAX_DEPTH} levels")


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a number")
