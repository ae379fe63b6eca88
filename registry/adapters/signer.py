"""Signs digests and transactions with a local secp256k1 key, low s always; coincurve does the curve."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from coincurve import PrivateKey
from eth_account import Account
from eth_account.hdaccount import key_from_seed, seed_from_mnemonic
from eth_utils.crypto import keccak

from registry.adapters.recovery import address_of

DEV_MNEMONIC = "test test test test test test test test test test test junk"


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


def text_digest(text: str) -> bytes:
    """EIP-191 version 0x45 digest of a text."""
    data = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n" + str(len(data)).encode() + data)
