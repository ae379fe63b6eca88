"""Finds the key that seals roots and issues proof bundles: in an HSM, in the owner's file, or the development key."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from registry.adapters.chain_engines import DEV_CHAIN_ID
from registry.adapters.hsm_signer import hsm_signer
from registry.adapters.key_file import read_key
from registry.adapters.signer import dev_signer
from registry.config import HsmSettings
from registry.errors import CarbonixError
from registry.ports import TransactionSigner

DEVELOPMENT_SEALER = 3
KEY_FILE = "sealer.key"


class SealerKey(TransactionSigner, Protocol):
    """The sealer's key, wherever it lives: it signs transactions, and texts for those who read no chain."""

    def sign_text(self, text: str) -> bytes:
        """Signature over a text under EIP-191."""
        ...


class SealerKeyMissing(CarbonixError):
    """This machine holds no key that may seal."""

    def __init__(self, chain_id: int) -> None:
        super().__init__(
            f"no {KEY_FILE} is in the home folder, so nothing can be sealed or signed for chain {chain_id}",
            {"chainId": chain_id, "file": KEY_FILE},
        )


def sealer_key(home: Path, chain_id: int, hsm: HsmSettings | None = None) -> SealerKey:
    """The sealer's key: in the HSM if one is set, else 32 bytes as hex in `sealer.key`, readable by its owner only.

    Raises SealerKeyMissing, HsmUnavailable, and InvalidInput for a file that is no key or that others may read.
    """
    if hsm is not None:
        return hsm_signer(hsm)
    file = home / KEY_FILE
    if file.is_file():
        return read_key(file, KEY_FILE)
    if chain_id == DEV_CHAIN_ID:
        return dev_signer(DEVELOPMENT_SEALER)
    raise SealerKeyMissing(chain_id)
