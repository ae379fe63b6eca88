"""The leaf by which a retirement names a sealed footprint: what it is of, and how many kilograms it holds at most."""

from __future__ import annotations

from registry.domain.seals import SealKind

FOOTPRINT_TAG = b"CarboniX/footprint/1"
_WORD = 32


def footprint_leaf(kind: SealKind, document_hash: str, total_kg: int) -> bytes:
    """abi.encode(bytes32("CarboniX/footprint/1"), uint8 kind, bytes32 document hash, uint64 total kg).

    The kilograms are rounded down by the caller: nobody retires more than the footprint holds.
    """
    words = (int(kind).to_bytes(_WORD, "big"), bytes.fromhex(document_hash[2:]), total_kg.to_bytes(_WORD, "big"))
    return FOOTPRINT_TAG.ljust(_WORD, b"\0") + b"".join(words)
