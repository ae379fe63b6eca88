"""An entry of the audit log: what it says, how it names the one before, and what stands in a seal for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.domain.events import ZERO_HASH

ENTRY_TYPE = "carbonix/audit-entry/1"
LEAF_TYPE = "carbonix/audit-leaf/1"
FIRST_SEQ = 1


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


def follows(entry: AuditEntry, before: AuditEntry | None) -> bool:
    """True if the entry is the next one after `before`, or the very first where there is none."""
    if before is None:
        return (entry.seq, entry.previous_hash) == (FIRST_SEQ, ZERO_HASH)
    return (entry.seq, entry.previous_hash) == (before.seq + 1, before.hash)
