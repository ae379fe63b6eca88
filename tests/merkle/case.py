"""A question to a verifier and its answer, and the bytes in which both travel between Python, Node and forge.

A question travels as the call data of `verify(bytes32 root, uint64 size, uint64 index, bytes leaf, bytes32[] path)`
without its selector, after its length in 4 bytes: forge can pass it on as it is. An answer is a word of 32 bytes: 8 of
zero, then the verdict and the two numbers of the error, 8 bytes each.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

WORD = 32
HEAD = 5 * WORD
_UINT64 = (1 << 64) - 1


class Verdict(IntEnum):
    NO = 0
    YES = 1
    ZeroRoot = 2
    ZeroSize = 3
    IndexOutOfRange = 4
    ProofLengthWrong = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A leaf's bytes, its number, and the proof that it is in the tree."""

    leaf: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    root: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with the numbers that the error carries; zeros where it carries none."""

    verdict: Verdict
    first: int = 0
    second: int = 0


def to_bytes(case: Case) -> bytes:
    padded = case.leaf + bytes(-len(case.leaf) % WORD)
    head = case.root + b"".join(_word(n) for n in (case.size, case.index, HEAD, HEAD + WORD + len(padded)))
    tail = _word(len(case.leaf)) + padded + _word(len(case.path)) + b"".join(case.path)
    return struct.pack(">I", HEAD + len(tail)) + head + tail


def cases_from(data: bytes) -> Iterator[Case]:
    at = 0
    while at < len(data):
        start = at + 4
        at = start + int(struct.unpack_from(">I", data, at)[0])
        size, index, leaf, path = (_number(data, start + n * WORD) for n in range(1, 5))
        leaf, path = start + leaf + WORD, start + path + WORD
        ends = range(path, path + WORD * _number(data, path - WORD), WORD)
        yield Case(
            leaf=data[leaf : leaf + _number(data, leaf - WORD)],
            index=index,
            size=size,
            path=tuple(data[n : n + WORD] for n in ends),
            root=data[start : start + WORD],
        )


def answers_to_bytes(answers: Iterable[Answer]) -> bytes:
    return b"".join(struct.pack(">QQQQ", 0, answer.verdict, answer.first, answer.second) for answer in answers)


def answers_from(data: bytes) -> list[Answer]:
    return [Answer(Verdict(verdict), one, two) for zero, verdict, one, two in struct.iter_unpack(">QQQQ", data)]


def _word(number: int) -> bytes:
    if not 0 <= number <= _UINT64:
        raise ValueError(f"{number} is no uint64")
    return number.to_bytes(WORD, "big")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + WORD], "big")
