"""An entry of the audit log: what it says, how it names the one before, and what stands in a seal for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from registry.domain.events import ZERO_HASH
from registry.domain.records import Seal
from registry.domain.seals import SealKind

ENTRY_TYPE = "carbonix/audit-entry/1"
LEAF_TYPE = "carbonix/audit-leaf/1"
FIRST_SEQ = 1
_SEALED_RANGE = re.compile(r"ipfs://[a-z2-7]+#audit-log-(?P<first>[1-9][0-9]{0,17})-(?P<last>[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and at which Unix second."""

    subject: str
    at: int


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Number `seq` of the installation: at Unix second `at`, `actor` of `tenant` did `action` to `subject`."""

    seq: int
    at: int
    tenant: str
    actor: str
    action: str
    subject: str
    facts: Mapping[str, str]
    previous_hash: str
    hash: str

    def document(self) -> dict[str, object]:
        """What is hashed: everything but the hash itself; numbers are text."""
        return {
            "type": ENTRY_TYPE,
            "seq": str(self.seq),
            "at": str(self.at),
            "tenant": self.tenant,
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "facts": dict(self.facts),
            "previousHash": self.previous_hash,
        }

    def leaf(self, chain_id: int, contract: str) -> dict[str, str]:
        """What is sealed: the number and the hash, and nothing about anybody."""
        return {
            "type": LEAF_TYPE,
            "chainId": str(chain_id),
            "contract": contract,
            "kind": "evidence",
            "seq": str(self.seq),
            "entryHash": self.hash,
        }


@dataclass(frozen=True, slots=True)
class SealedRange:
    """Entries `first` to `last` whose leaves stand under a root on chain."""

    first: int
    last: int
    seal: Seal


def range_uri(cid: str, first: int, last: int) -> str:
    """What the seal says on chain: where the leaves can be fetched, and which entries they are of."""
    return f"ipfs://{cid}#audit-log-{first}-{last}"


def sealed_ranges(seals: Mapping[int, Seal]) -> list[SealedRange]:
    """The ranges of the audit log that the chain's seals speak of, by their first entry."""
    found = []
    for seal in seals.values():
        match = _SEALED_RANGE.fullmatch(seal.uri) if seal.kind == SealKind.Evidence else None
        if match is not None:
            found.append(SealedRange(int(match["first"]), int(match["last"]), seal))
    return sorted(found, key=lambda one: (one.first, one.last))


def follows(entry: AuditEntry, before: AuditEntry | None) -> bool:
    """True if the entry is the next one after `before`, or the very first where there is none."""
    if before is None:
        return (entry.seq, entry.previous_hash) == (FIRST_SEQ, ZERO_HASH)
    return (entry.seq, entry.previous_hash) == (before.seq + 1, before.hash)
