"""A node's own home: its key, which nobody else may read, and the journal of what it signed."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from pathlib import Path

from oracle.domain.agreement import SALT_BYTES, Commit, Reveal, Statement, Terms
from oracle.usecases.node_ports import Recompute
from oracle.usecases.run_node import commit_answer, reveal_answer
from registry.adapters.durable_file import write_once
from registry.adapters.key_file import read_key
from registry.adapters.recovery import recover
from registry.adapters.signer import text_digest
from registry.errors import Refused
from registry.ports import ChainReader, TextSigner

KEY_FILE = "node.key"
KEY_BYTES = 32


class NodeHome:
    """The journal in a folder: one file per round, on disk before `keep` returns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, round_id: str) -> Reveal | None:
        """What was signed in a round, if anything."""
        file = self._file(round_id)
        if not file.is_file():
            return None
        kept = json.loads(file.read_text())
        return Reveal(Statement(**kept["statement"]), kept["signature"])

    def keep(self, reveal: Reveal) -> Reveal:
        """On disk when it returns; of two words for one round the first one stands, and is what comes back."""
        round_id = reveal.statement.round
        write_once(self._file(round_id), json.dumps(asdict(reveal)).encode())
        return self.find(round_id) or reveal

    def key(self) -> TextSigner:
        """The node's key, made at first use. Raises InvalidInput for a file that is no key or that others may read."""
        file = self._folder / KEY_FILE
        if not file.is_file():
            write_once(file, secrets.token_hex(KEY_BYTES).encode())
        return read_key(file, KEY_FILE)

    def _file(self, round_id: str) -> Path:
        return self._folder / "journal" / f"{round_id}.json"


class LocalNode:
    """A node in this process: its own home and key, its own recomputation."""

    def __init__(self, home: NodeHome, chain: ChainReader, recompute: Recompute) -> None:
        self._home = home
        self._key = home.key()
        self._chain = chain
        self._recompute = recompute

    @property
    def address(self) -> str:
        """The address of the node's key."""
        return self._key.address

    def promise(self, terms: Terms) -> Commit:
        """The node's promise; see commit_answer."""
        return commit_answer(
            terms,
            key=self._key,
            journal=self._home,
            recompute=self._recompute,
            chain=self._chain,
            salt=secrets.token_bytes(SALT_BYTES),
        )

    def reveal(self, terms: Terms) -> Reveal:
        """The node's answer; see reveal_answer."""
        return reveal_answer(terms, key=self._key, journal=self._home)


class TextSignatures:
    """Checks texts that were signed under EIP-191."""

    def check(self, text: str, signature: str, signer: str) -> None:
        """Raises Refused("InvalidSignature") unless this signer signed this text."""
        digest = text_digest(text)
        found = recover(digest, _bytes(signature))
        if found != signer:
            facts = {"digest": "0x" + digest.hex(), "rule": f"is {found}'s"}
            raise Refused("InvalidSignature", facts, f"the signature is {found}'s, the word is said to be {signer}'s")


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        return b""
