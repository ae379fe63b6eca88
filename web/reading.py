"""Recognises what a visitor typed: addresses and 32-byte hashes, in any case, with or without 0x."""

from __future__ import annotations

import re

from registry.errors import InvalidInput

LONGEST_NUMBER = 18  # digits of a block number that every database holds
_HASH = re.compile(r"(?:0[xX])?([0-9a-fA-F]{64})")
_ADDRESS = re.compile(r"0[xX]([0-9a-fA-F]{40})")


def is_hash(text: str) -> bool:
    """32 bytes as hex."""
    return _HASH.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """20 bytes as 0x hex."""
    return _ADDRESS.fullmatch(text) is not None


def read_hash(field: str, text: str) -> str:
    """Lower-case 0x hex. Raises InvalidInput."""
    found = _HASH.fullmatch(text)
    if found is None:
        raise InvalidInput(field, text, "must be 32 bytes as hex, 64 digits")
    return "0x" + found.group(1).lower()


def read_address(field: str, text: str) -> str:
    """Lower-case 0x hex. Raises InvalidInput."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise InvalidInput(field, text, "must be an address, 0x and 40 hex digits")
    return "0x" + found.group(1).lower()


def read_number(field: str, text: str) -> int:
    """A block's number. Raises InvalidInput."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise InvalidInput(field, text, "give a block number, a transaction hash or an address")
    return int(text)
