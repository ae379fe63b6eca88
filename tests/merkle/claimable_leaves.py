"""The three kinds of leaf that something can be claimed with: whole words of ABI encoding behind a tag of their own."""

from __future__ import annotations

WORD = 32
CHAIN, OTHER_CHAIN = 31337, 1
CLAIMS, CERTIFICATES = (
    0xC1A1_0000_0000_0000_0000_0000_0000_0000_0000_0001,
    0xCE57_0000_0000_0000_0000_0000_0000_0000_0000_0002,
)
HOLDER, KG, START, END = 0xA0_1DE5, 4_200, 1_704_067_200, 1_735_689_600
ONE_OF_ALL = 1
"""Project, batch and kind of seal have one number: only the tag and the places of the words can tell leaves apart."""

TAGS = {kind: f"CarboniX/{kind}/1".encode().ljust(WORD, b"\0") for kind in ("claim", "portion", "footprint")}
KINDS = tuple(TAGS)


def words(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(WORD, "big") for number in numbers)


def fields(kind: str, index: int, chain: int = CHAIN, contract: int | None = None) -> bytes:
    """What stands behind the tag; holder, mass and index mean the same in each kind."""
    details = int.from_bytes(b"salted details".ljust(WORD, b"\7"), "big") + index
    if kind == "claim":
        return words(chain, contract or CLAIMS, 0, ONE_OF_ALL, START, END, index, HOLDER, KG)
    if kind == "portion":
        return words(chain, contract or CERTIFICATES, ONE_OF_ALL, index, HOLDER, KG, details)
    return words(ONE_OF_ALL, details, KG)


def leaf(kind: str, index: int) -> bytes:
    return TAGS[kind] + fields(kind, index)


def resized(data: bytes, like: bytes) -> bytes:
    """Cut, or filled with zeros, to the length of `like`."""
    return data[: len(like)].ljust(len(like), b"\0")
