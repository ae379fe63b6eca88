"""Commits to the details of a retirement: names stay off chain, behind a salted hash that can be opened to anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from registry.errors import InvalidInput

SALT_BYTES = 16


def details_hash(details: Mapping[str, str], salt: str) -> str:
    """SHA-256 over the RFC 8785 bytes of {"details", "salt"}, as 0x hex.

    Keys are ASCII and values are text: then sorted keys and compact separators are already the canonical form. The
    salt is at least 16 bytes as hex, so that nobody finds short details by trying them all. Raises InvalidInput.
    """
    if len(salt) < 2 * SALT_BYTES or any(digit not in "0123456789abcdef" for digit in salt.removeprefix("0x")):
        raise InvalidInput("salt", salt, f"must be lower-case hex of at least {SALT_BYTES} bytes")
    for key, value in details.items():
        if not (isinstance(key, str) and key.isascii() and isinstance(value, str)):
            raise InvalidInput("details", {key: value}, "must be text under keys of ASCII letters")
    document = {"details": dict(details), "salt": salt}
    try:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError as fault:
        raise InvalidInput("details", str(fault), "must be text that UTF-8 can hold") from fault
    return "0x" + sha256(text).hexdigest()
