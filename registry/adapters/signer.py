"""Signs digests and transactions with a local secp256k1 key, low s always; coincurve does the curve."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from coincurve import PrivateKey, PublicKey
from eth_account import Account
from eth_account.hdaccount import key_from_seed, seed_from_mnemonic
from eth_utils.crypto import keccak

from registry.errors import Refused

DEV_MNEMONIC = "test test test test test test test test test test test junk"
HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


class LocalSigner:
    """A private key of 32 bytes and what may be asked of it. The key never appears in its text form."""

    def __init__(self, private_key: bytes) -> None:
        self._private_key = private_key
        self._key = PrivateKey(private_key)
        self.address = address_of(self._key.public_key)

    def __repr__(self) -> str:
        return f"LocalSigner({self.address})"

    def sign_digest(self, digest: bytes) -> bytes:
        """r, s, v (27 or 28): 65 bytes over a 32-byte digest; s is in the lower half (EIP-2)."""
        signature = self._key.sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes([27 + signature[64]])

    def sign_text(self, text: str) -> bytes:
        """Signature over a text under EIP-191 (personal_sign)."""
        return self.sign_digest(text_digest(text))

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Raw bytes of a signed transaction, ready to be sent."""
        return bytes(Account.sign_transaction(dict(transaction), self._private_key).raw_transaction)


@cache
def dev_signer(index: int) -> LocalSigner:
    """Account m/44'/60'/0'/0/index of the well-known development mnemonic. Never for value."""
    seed = seed_from_mnemonic(DEV_MNEMONIC, "")
    return LocalSigner(key_from_seed(seed, f"m/44'/60'/0'/0/{index}"))


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


def text_digest(text: str) -> bytes:
    """EIP-191 version 0x45 digest of a text."""
    data = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n" + str(len(data)).encode() + data)


def _invalid(digest: bytes, rule: str) -> Refused:
    facts = {"digest": "0x" + digest.hex(), "rule": rule}
    return Refused("InvalidSignature", facts, f"the signature over 0x{digest.hex()} {rule}")
