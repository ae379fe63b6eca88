"""Keeps secrets of the database under a key in the home folder: who has the rows alone cannot read them.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits; whose secret it is is authenticated with it, so that a
sealed secret that was moved to another row does not open there.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from registry.adapters.durable_file import write_once

KEY_FILE = "secrets.key"
KEY_BYTES, NONCE_BYTES = 32, 12
SEALED = "aes256gcm:"


class SecretBox:
    """Seals and opens with the key of this installation, which is made at first use and readable by its owner only."""

    def __init__(self, home: Path) -> None:
        self._file = home / KEY_FILE

    def seal(self, secret: bytes, owner: str) -> str:
        """The secret as text for a database; it opens under the same owner's name only."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self._key()).encrypt(nonce, secret, owner.encode())
        return SEALED + b64encode(nonce + sealed).decode()

    def open(self, text: str, owner: str) -> bytes | None:
        """The secret; None if it was sealed with another key, for another owner, or changed since."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            sealed = b64decode(text.removeprefix(SEALED), validate=True)
            return AESGCM(self._key()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode())
        except (InvalidTag, ValueError):
            return None

    def _key(self) -> bytes:
        try:
            return bytes.fromhex(self._file.read_text())
        except FileNotFoundError:
            made = secrets.token_bytes(KEY_BYTES)
            return made if write_once(self._file, made.hex().encode()) else self._key()
