"""Finds the key that seals roots and issues proof bundles: a file of the owner, or the development key on its chain."""

from __future__ import annotations

import stat
from pathlib import Path

from registry.adapters.signer import LocalSigner, dev_signer
from registry.errors import CarbonixError, InvalidInput

DEVELOPMENT_CHAIN_ID = 31337
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
        return _read(file)
    if chain_id == DEVELOPMENT_CHAIN_ID:
        return dev_signer(DEVELOPMENT_SEALER)
    raise SealerKeyMissing(chain_id)


def _read(file: Path) -> LocalSigner:
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise InvalidInput(KEY_FILE, oct(mode), "must be readable by its owner only, mode 0o600")
    try:
        return LocalSigner(bytes.fromhex(file.read_text().strip().removeprefix("0x")))
    except ValueError as fault:
        # The content stays out of the error: it may be a key with one letter wrong.
        raise InvalidInput(
            KEY_FILE, f"{file.stat().st_size} bytes", "must hold a private key of 32 bytes as hex"
        ) from fault
