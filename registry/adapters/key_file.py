"""Reads a private key from a file of its owner; whatever is wrong with it, the error never shows its content."""

from __future__ import annotations

import stat
from pathlib import Path

from registry.adapters.signer import LocalSigner
from registry.errors import InvalidInput


def read_key(file: Path, name: str) -> LocalSigner:
    """The key in a file of 32 bytes as hex that only its owner may read; `name` is what the setting is called.

    Raises InvalidInput for a file that is no key or that others may read.
    """
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise InvalidInput(name, oct(mode), "must be readable by its owner only, mode 0o600")
    try:
        return LocalSigner(bytes.fromhex(file.read_text().strip().removeprefix("0x")))
    except ValueError as fault:
        # It may be a key with one letter wrong: only its length is told.
        rule = "must hold a private key of 32 bytes as hex"
        raise InvalidInput(name, f"{file.stat().st_size} bytes", rule) from fault
