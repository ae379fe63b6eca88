"""A process that checks signatures of orders: it reads packed orders, and answers with digests and verdicts.

    python -m marketplace.adapters.signature_worker PREFIXES

PREFIXES is the type hash of an order and the beginning of every digest, in hex. A question is a count (4 bytes) and so
many packed orders, an answer so many verdicts. It holds no key and no secret, and ends when nobody can ask it any more.
"""

from __future__ import annotations

import signal
import sys
from typing import BinaryIO

from eth_hash.auto import keccak

from registry.adapters.recovery import recover
from registry.errors import Refused

WORDS_BYTES, SIGNATURE_BYTES, MAKER_BYTES = 21 * 32, 65, 20
PACKED_BYTES = WORDS_BYTES + SIGNATURE_BYTES + MAKER_BYTES
DIGEST_BYTES = 32
VERDICT_BYTES = DIGEST_BYTES + 1
COUNT_BYTES = 4
HELD = b"\1"


def verdict(type_hash: bytes, prefix: bytes, packed: bytes) -> bytes:
    """The digest of a packed order (its words, signature and maker), and 1 if the maker's key signed it, else 0."""
    digest = keccak(prefix + keccak(type_hash + packed[:WORDS_BYTES]))
    try:
        signer = recover(digest, packed[WORDS_BYTES:-MAKER_BYTES])
    except Refused:
        return digest + b"\0"
    return digest + (HELD if bytes.fromhex(signer[2:]) == packed[-MAKER_BYTES:] else b"\0")


def serve(questions: BinaryIO, answers: BinaryIO, prefixes: bytes) -> None:
    """Answers until the questions end."""
    type_hash, prefix = prefixes[:DIGEST_BYTES], prefixes[DIGEST_BYTES:]
    while len(head := questions.read(COUNT_BYTES)) == COUNT_BYTES:
        count = int.from_bytes(head, "big")
        packed = questions.read(count * PACKED_BYTES)
        if len(packed) < count * PACKED_BYTES:
            return
        starts = range(0, len(packed), PACKED_BYTES)
        answers.write(b"".join(verdict(type_hash, prefix, packed[at : at + PACKED_BYTES]) for at in starts))
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks ends first, and says so by the end of the questions
    serve(sys.stdin.buffer, sys.stdout.buffer, bytes.fromhex(sys.argv[1]))
