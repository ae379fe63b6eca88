"""Writes and reads JSON in the one form that is hashed: RFC 8785 bytes, and nothing else is taken back."""

from __future__ import annotations

import json
import re
from typing import Any

import rfc8785

from registry.errors import CarbonixError

DEEPEST_NESTING = 64
# Strings are swallowed whole, closed or not, so that every byte is looked at once.
_STRINGS_AND_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


class NotCanonical(CarbonixError):
    """The bytes are not the RFC 8785 form of any value: a hash over them would not be the hash of what they say."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the bytes are not canonical JSON (RFC 8785): {reason}", {"reason": reason})


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a JSON value, without a final newline. Raises NotCanonical for what has no such form."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as fault:
        raise NotCanonical(str(fault)) from fault


def parse_canonical(data: bytes) -> Any:
    """The value whose canonical form is exactly these bytes.

    Raises NotCanonical: not UTF-8, not JSON, nested too deep, a key twice, or any other bytes than RFC 8785 writes,
    with the place.
    """
    check_nesting(data)
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise NotCanonical(str(fault)) from fault
    except ValueError as fault:  # an integer of more digits than Python reads
        raise NotCanonical(str(fault)) from fault
    written = canonical(value)
    if written != data:
        raise NotCanonical(f"byte {_first_difference(written, data)} differs from the canonical form")
    return value


def check_nesting(data: bytes) -> None:
    """Raises NotCanonical for JSON that nests deeper than anything of ours."""
    # The parser recurses in C: where the recursion limit was raised, a deep document would end the process.
    depth = 0
    for token in _STRINGS_AND_BRACKETS.finditer(data):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token[0], 0)
        if depth > DEEPEST_NESTING:
            raise NotCanonical(f"it nests deeper than {DEEPEST_NESTING} levels")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        keys = [key for key, _ in pairs]
        raise NotCanonical(f"key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return members


def _no_constant(text: str) -> Any:
    raise NotCanonical(f"{text} is not JSON")


def _first_difference(left: bytes, right: bytes) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(left), len(right)))
