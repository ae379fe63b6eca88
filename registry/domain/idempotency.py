"""A request that may arrive twice and must act once: who sent it, to which door, under which key, saying what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.errors import InvalidInput

LONGEST_KEY = 255
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A tenant's request at one door under the key that its sender chose; `fingerprint` is the hash of what it says."""

    tenant: str
    key: str
    door: str
    fingerprint: str


def check_key(key: str) -> None:
    """Raises InvalidInput for a key that is empty, too long or not printable."""
    if _KEY.fullmatch(key) is None:
        raise InvalidInput("Idempotency-Key", key, f"must be 1 to {LONGEST_KEY} visible ASCII characters")
