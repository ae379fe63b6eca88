"""What a time-stamp authority (RFC 3161) says: these bytes existed at this time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """The authority's answer as received (DER), its time (Unix seconds, UTC), serial number and policy."""

    token: bytes
    time: int
    serial: str
    policy: str
