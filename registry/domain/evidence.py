"""Holds evidence to its name: bytes that do not hash to their CID are never handed on."""

from __future__ import annotations

from registry.domain.cid import Cid, cid_of
from registry.errors import CarbonixError


class EvidenceCorrupt(CarbonixError):
    """The bytes stored under a CID have another CID."""

    def __init__(self, cid: Cid, found: Cid, size: int) -> None:
        super().__init__(
            f"evidence {cid} is corrupt: its {size} bytes are those of {found}",
            {"cid": cid, "found": found, "size": size},
        )


def genuine(cid: Cid, data: bytes) -> bytes:
    """The same bytes, if they are the content of this CID. Raises EvidenceCorrupt."""
    found = cid_of(data)
    if found != cid:
        raise EvidenceCorrupt(cid, found, len(data))
    return data
