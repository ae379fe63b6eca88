"""A tenant's evidence as a hash chain: each item names the content that it stands for and the hash of the item before.

A changed, missing or added item breaks every later hash. What is hashed is canonical JSON of texts (RFC 8785).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from registry.errors import InvalidInput

ITEM_TYPE = "carbonix/evidence/1"
SIGNED_TEXT = "carbonix/evidence-head/1\n"
GENESIS = "0x" + "00" * 32
MOST_TAGS = 8
_TAG = re.compile(r"[a-z][a-z0-9-]{0,31}")

Canonical = Callable[[object], bytes]


@dataclass(frozen=True, slots=True)
class Content:
    """What an item stands for: the SHA-256 (0x hex) and the CID of the same bytes, and words to find it by."""

    sha256: str
    cid: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """Number `sequence` (from 1) of a tenant's chain, recorded at `at` (Unix seconds)."""

    tenant: str
    sequence: int
    at: int
    content: Content
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class EvidenceMark:
    """What holds a chain up to an item: a signature over its hash, a time-stamp over its statement, a root on chain.

    `token` and `root` are None while they are pending; `token_time` is the authority's time (Unix seconds).
    """

    tenant: str
    sequence: int
    hash: str
    at: int
    signer: str
    signature: str
    token: bytes | None = None
    token_time: int | None = None
    root: str | None = None


def following(
    before: EvidenceItem | None, content: Content, *, tenant: str, at: int, canonical: Canonical
) -> EvidenceItem:
    """The item after `before`, the first one if there is none. Raises InvalidInput for a tag that is no word."""
    for place, tag in enumerate(content.tags):
        if _TAG.fullmatch(tag) is None:
            raise InvalidInput(f"tags.{place}", tag, "must be 1 to 32 of a-z 0-9 and -, beginning with a letter")
    if not 0 < len(content.tags) <= MOST_TAGS:
        raise InvalidInput("tags", len(content.tags), f"must be 1 to {MOST_TAGS} words")
    sequence, previous = (before.sequence + 1, before.hash) if before else (1, GENESIS)
    unhashed = EvidenceItem(tenant, sequence, at, content, previous, "")
    return EvidenceItem(tenant, sequence, at, content, previous, hash_of(unhashed, canonical))


def statement_of(item: EvidenceItem) -> dict[str, str]:
    """What is hashed, sealed and time-stamped of an item: all texts."""
    return {
        "type": ITEM_TYPE,
        "tenant": item.tenant,
        "sequence": str(item.sequence),
        "at": str(item.at),
        "sha256": item.content.sha256,
        "cid": item.content.cid,
        "tags": ",".join(item.content.tags),
        "previousHash": item.previous_hash,
    }


def hash_of(item: EvidenceItem, canonical: Canonical) -> str:
    """SHA-256 of the item's statement, 0x hex."""
    return "0x" + sha256(canonical(statement_of(item))).hexdigest()


def head_text(head_hash: str) -> str:
    """What the sealer signs (EIP-191) of a chain whose newest item has this hash."""
    return SIGNED_TEXT + head_hash


def breaks(items: Iterable[EvidenceItem], canonical: Canonical) -> Iterator[str]:
    """One sentence for each place at which the items, from the first on, are not a chain; none for a sound one."""
    expected, previous = 1, GENESIS
    for item in items:
        if item.sequence != expected:
            yield f"item {expected} is missing: after it comes {item.sequence}"
        if item.previous_hash != previous:
            yield f"item {item.sequence} names {item.previous_hash} as the hash before it, that hash is {previous}"
        if hash_of(item, canonical) != item.hash:
            yield f"item {item.sequence} was changed: its statement does not hash to {item.hash}"
        expected, previous = item.sequence + 1, item.hash
