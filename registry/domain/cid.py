"""Names content by its own bytes: the CIDv1 that IPFS gives to a file, computed without a daemon.

Source: the CID specification (multiformats), UnixFS 1.5 and the balanced layout of Kubo: SHA-256, raw leaves, chunks of
256 KiB, at most 174 links in a node. A file of one chunk is named by the raw codec, a longer one by its dag-pb root.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import NewType

from registry.errors import InvalidInput

Cid = NewType("Cid", str)

CHUNK_BYTES = 256 * 1024
LINKS_PER_NODE = 174
RAW, DAG_PB = 0x55, 0x70
_SHA2_256 = b"\x12\x20"
_CID_TEXT = re.compile(r"b[a-z2-7]{58}")
_UNIXFS_FILE = b"\x08\x02"


@dataclass(frozen=True, slots=True)
class _Block:
    """One block of the file's graph: its binary CID, the file bytes below it and the bytes of all blocks below it."""

    cid: bytes
    file_bytes: int
    graph_bytes: int


def cid_of(data: bytes) -> Cid:
    """The CIDv1 (base32, lower case) of a file with these bytes."""
    starts = range(0, len(data), CHUNK_BYTES) or range(1)
    blocks = [_leaf(data[start : start + CHUNK_BYTES]) for start in starts]
    while len(blocks) > 1:
        blocks = [_parent(blocks[first : first + LINKS_PER_NODE]) for first in range(0, len(blocks), LINKS_PER_NODE)]
    return Cid("b" + base64.b32encode(blocks[0].cid).decode().rstrip("=").lower())


def read_cid(text: str) -> Cid:
    """The text as a CID of the only form that this house writes: CIDv1, base32, SHA-256, raw or dag-pb.

    Raises InvalidInput.
    """
    if _CID_TEXT.fullmatch(text):
        try:
            binary = base64.b32decode(text[1:].upper() + "=" * (-len(text[1:]) % 8))
        except binascii.Error:
            binary = b""
        if binary[:4] in (_prefix(RAW), _prefix(DAG_PB)):
            return Cid(text)
    raise InvalidInput("cid", text, "a CIDv1 in base32 over SHA-256, 59 characters from 'b'")


def _leaf(chunk: bytes) -> _Block:
    return _Block(_prefix(RAW) + sha256(chunk).digest(), len(chunk), len(chunk))


def _parent(children: list[_Block]) -> _Block:
    file_bytes = sum(child.file_bytes for child in children)
    unixfs = _UNIXFS_FILE + _field(3, file_bytes) + b"".join(_field(4, child.file_bytes) for child in children)
    node = b"".join(_bytes_field(2, _link(child)) for child in children) + _bytes_field(1, unixfs)
    graph_bytes = len(node) + sum(child.graph_bytes for child in children)
    return _Block(_prefix(DAG_PB) + sha256(node).digest(), file_bytes, graph_bytes)


def _link(child: _Block) -> bytes:
    """A PBLink: hash, the empty name that Kubo writes, and the size of the graph below."""
    return _bytes_field(1, child.cid) + _bytes_field(2, b"") + _field(3, child.graph_bytes)


def _prefix(codec: int) -> bytes:
    return bytes((1, codec)) + _SHA2_256


def _bytes_field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    """Unsigned LEB128, as in protocol buffers."""
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*groups, value))
