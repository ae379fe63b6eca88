"""Reads from a signature whose key made it. It imports the curve and the hash and little else, for it runs in processes
of its own, too.
"""

from __future__ import annotations

from coincurve import PublicKey
from eth_hash.auto import keccak

from registry.errors import Refused

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


def recover(digest: bytes, signature: bytes) -> str:
    """The address whose key signed the digest.

    Raises Refused("InvalidSignature") for a wrong length, a high s, a v other than 27 or 28, or no point on the curve.
    """
    if len(signature) != 65 or signature[64] not in (27, 28):
        raise _invalid(digest, "needs 65 bytes that end with 27 or 28")
    if int.from_bytes(signature[32:64], "big") > HALF_ORDER:
        raise _invalid(digest, "s is in the upper half of the curve's order")
    try:
        point = PublicKey.from_signature_and_message(signature[:64] + bytes([signature[64] - 27]), digest, hasher=None)
    except Exception as fault:
        raise _invalid(digest, "recovers no key") from fault
    return address_of(point)


def address_of(key: PublicKey) -> str:
    """Lower-case address: the last 20 bytes of the Keccak-256 of the uncompressed point."""
    return "0x" + keccak(key.format(compressed=False)[1:])[-20:].hex()


def _invalid(digest: bytes, rule: str) -> Refused:
    facts = {"digest": "0x" + digest.hex(), "rule": rule}
    return Refused("InvalidSignature", facts, f"the signature over 0x{digest.hex()} {rule}")
