"""A process that checks signatures of orders: it reads packed orders, and answers with digests and verdicts.

    python -m marketplace.adapters.signature_worker PREFIXES

PREFIXES is the type hash of an order and the beginning of every digest, in hex. A question is a count (4 bytes) and so
many packed orders, an answer so many verdicts; or BODY plus a length and the body of a call, and then the answer is a
length and a marshalled list of `Checked`, empty where the body must be read by the schema. It holds no key and no
secret, and ends when nobody can ask it any more.
"""

from __future__ import annotations

import marshal
import signal
import sys
from typing import BinaryIO

from eth_hash.auto import keccak

from marketplace.adapters.order_bodies import Values, order_of, read_body
from marketplace.adapters.order_words import WORDS_BYTES, words_of
from registry.adapters.recovery import recover
from registry.errors import Refused

SIGNATURE_BYTES, MAKER_BYTES = 65, 20
PACKED_BYTES = WORDS_BYTES + SIGNATURE_BYTES + MAKER_BYTES
DIGEST_BYTES = 32
VERDICT_BYTES = DIGEST_BYTES + 1
COUNT_BYTES = 4
HELD = b"\1"
BODY = 1 << 31
Checked = tuple[
    Values, str, str | None, bytes, bool
]  # an order as it was read, its digest, the word of its maker's key


def verdict(type_hash: bytes, prefix: bytes, packed: bytes) -> bytes:
    """The digest of a packed order (its words, signature and maker), and 1 if the maker's key signed it, else 0."""
    digest = keccak(prefix + keccak(type_hash + packed[:WORDS_BYTES]))
    try:
        signer = recover(digest, packed[WORDS_BYTES:-MAKER_BYTES])
    except Refused:
        return digest + b"\0"
    return digest + (HELD if bytes.fromhex(signer[2:]) == packed[-MAKER_BYTES:] else b"\0")


def checked_body(type_hash: bytes, prefix: bytes, sent: bytes) -> bytes:
    """The orders of a body with digests and verdicts; nothing where the schema must read it."""
    try:
        read = read_body(sent)
    except Exception:  # whatever it is, who asked reads the body, too, and names it
        return b""
    found: list[Checked] = []
    for values, signature, key in read or ():
        order = order_of(values)
        packed = words_of(order) + bytes.fromhex(signature[2:]) + bytes.fromhex(order.maker[2:])
        told = verdict(type_hash, prefix, packed)
        found.append((values, signature, key, told[:-1], told[-1:] == HELD))
    return marshal.dumps(found) if found else b""


def serve(questions: BinaryIO, answers: BinaryIO, prefixes: bytes) -> None:
    """Answers until the questions end."""
    type_hash, prefix = prefixes[:DIGEST_BYTES], prefixes[DIGEST_BYTES:]
    while len(head := questions.read(COUNT_BYTES)) == COUNT_BYTES:
        count = int.from_bytes(head, "big")
        if count >= BODY:
            told = checked_body(type_hash, prefix, questions.read(count - BODY))
            answers.write(len(told).to_bytes(COUNT_BYTES, "big") + told)
            answers.flush()
            continue
        packed = questions.read(count * PACKED_BYTES)
        if len(packed) < count * PACKED_BYTES:
            return
        starts = range(0, len(packed), PACKED_BYTES)
        answers.write(b"".join(verdict(type_hash, prefix, packed[at : at + PACKED_BYTES]) for at in starts))
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks ends first, and says so by the end of the questions
    serve(sys.stdin.buffer, sys.stdout.buffer, bytes.fromhex(sys.argv[1]))
