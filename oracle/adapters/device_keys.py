"""Checks and makes the signatures of devices: ed25519, and secp256k1 in the form that a chain recovers."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from coincurve import PrivateKey, PublicKey
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from eth_utils.crypto import keccak

from oracle.domain.device import Algorithm, DeviceKey
from registry.adapters.durable_file import OWNER_ONLY
from registry.errors import InvalidInput

ED25519_BYTES, SECP256K1_BYTES, SECRET_BYTES = 64, 65, 32
KEYS_AT_HAND = 10_000
# EIP-2: an s above half of the order has a twin below it; one of the two is taken.
HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
LEGACY_V = 27


class HouseSignatures:
    """The arithmetic of both algorithms."""

    def holds(self, key: DeviceKey, signed: bytes, signature: bytes) -> bool:
        """True if the signature over the bytes is the key's."""
        if key.algorithm is Algorithm.ED25519:
            return len(signature) == ED25519_BYTES and _ed25519_holds(key.public, signed, signature)
        return len(signature) == SECP256K1_BYTES and recovered_address(signed, signature) == key.public


class DeviceSigner:
    """A device's private key, as a device or a simulator holds it."""

    def __init__(self, algorithm: Algorithm, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise InvalidInput("device key", f"{len(secret)} bytes", f"{SECRET_BYTES} bytes")
        self.algorithm = algorithm
        self._secret = secret

    @property
    def public(self) -> str:
        """What is enrolled: 32 bytes as hex, or the address."""
        if self.algorithm is Algorithm.ED25519:
            return Ed25519PrivateKey.from_private_bytes(self._secret).public_key().public_bytes_raw().hex()
        return _address(PrivateKey(self._secret).public_key)

    def sign(self, data: bytes) -> str:
        """The signature as lower-case hex; the same bytes have the same signature (RFC 8032, RFC 6979)."""
        if self.algorithm is Algorithm.ED25519:
            return Ed25519PrivateKey.from_private_bytes(self._secret).sign(data).hex()
        made = PrivateKey(self._secret).sign_recoverable(sha256(data).digest(), hasher=None)
        return (made[:64] + bytes([made[64] + LEGACY_V])).hex()


def recovered_address(signed: bytes, signature: bytes) -> str | None:
    """The address whose key signed SHA-256 of the bytes, as `ecrecover` has it; None if it is nobody's."""
    v = signature[64] - LEGACY_V if signature[64] >= LEGACY_V else signature[64]
    if v not in (0, 1) or int.from_bytes(signature[32:64], "big") > HALF_ORDER:
        return None
    try:
        public = PublicKey.from_signature_and_message(signature[:64] + bytes([v]), sha256(signed).digest(), hasher=None)
    except Exception:  # coincurve raises a bare Exception for numbers that are no signature
        return None
    return _address(public)


def write_device_key(file: Path, algorithm: Algorithm, secret: bytes) -> DeviceSigner:
    """A new key file that only its owner may read. Raises InvalidInput if there is one already."""
    signer = DeviceSigner(algorithm, secret)
    try:
        file.touch(OWNER_ONLY, exist_ok=False)
        file.write_text(f"{algorithm.value}:{secret.hex()}\n")
    except OSError as fault:
        raise InvalidInput("device key", file.name, f"a file that can be made: {fault}") from fault
    return signer


@lru_cache(maxsize=KEYS_AT_HAND)
def _ed25519(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))


def _ed25519_holds(public: str, signed: bytes, signature: bytes) -> bool:
    try:
        _ed25519(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _address(public: PublicKey) -> str:
    return "0x" + keccak(public.format(compressed=False)[1:])[-20:].hex()
