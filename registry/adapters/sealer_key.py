"""Finds the key that seals roots and issues proof bundles: a file of the owner, or the development key on its chain."""

from __future__ import annotations

from pathlib import Path

from registry.adapters.chain_engines import DEV_CHAIN_ID
from registry.adapters.key_file import read_key
from registry.adapters.signer import LocalSigner, dev_signer
from registry.errors import CarbonixError

DEVELOPMENT_SEALER = 3
KEY_FILE = "sealer.key"


class SealerKeyMissing(CarbonixError):
    """This machine holds no key that may seal."""

    def __init__(self, chain_id: int) -> None:
        super().__init__(
            f"no {KEY_FILE} is in the home folder, so nothing can be sealed or signed for chain {chain_id}",
            {"chainId": chain_id, "file": KEY_FILE},
        )


def sealer_key(home: Path, chain_id: int) -> LocalSigner:
    """The sealer's key: 32 bytes as hex in `sealer.key`, readable by its owner only.

    Raises SealerKeyMissing, and InvalidInput for a file that is no key or that others may read.
    """
    file = home / KEY_FILE
    if file.is_file():
        return read_key(file, KEY_FILE)
    if chain_id == DEV_CHAIN_ID:
        return dev_signer(DEVELOPMENT_SEALER)
    raise SealerKeyMissing(chain_id)
