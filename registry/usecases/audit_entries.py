"""Audits the audit log: its chain of hashes holds from end to end, and what was sealed of it is still there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from registry.domain.audit_entry import AuditEntry, SealedRange, sealed_ranges
from registry.domain.invariants import Finding, finding
from registry.domain.merkle import leaf_hash, rows_of
from registry.domain.projection import Projection
from registry.ports import AuditTrail, ChainReader, ProofTools
from registry.usecases.seal_audit_log import leaves_of

INVARIANT = "I-10"


def audit_entries(
    log: AuditTrail, ledger: Projection, chain: ChainReader, tools: ProofTools, *, reader: str | None = None
) -> Finding:
    """The finding of I-10: over every entry, and every root that the chain holds of them.

    `reader` is the company that is told: which entry is at fault is said to it only of its own; None is told all.
    """
    entries, ranges = {entry.seq: entry for entry in log.all_after()}, sealed_ranges(ledger.seals)

    def named(seq: int) -> str:
        if reader is None or (seq in entries and entries[seq].tenant == reader):
            return f"entry {seq}"
        return "an entry of another company" if seq in entries else "an entry of any company"

    unsealed = (fault for one in ranges for fault in _unsealed(one, entries, named, chain, tools))
    faults = [*_broken(log, named), *unsealed]
    return finding(INVARIANT, f"{len(entries)} entries of the audit log under {len(ranges)} seals", faults)


def _broken(log: AuditTrail, named: Callable[[int], str]) -> Iterator[str]:
    seq = log.verify()
    if seq is not None:
        yield f"{named(seq)} of the audit log is missing or changed"


def _unsealed(
    sealed: SealedRange,
    entries: dict[int, AuditEntry],
    named: Callable[[int], str],
    chain: ChainReader,
    tools: ProofTools,
) -> Iterator[str]:
    """The root over the entries as they are now is the one that the chain holds."""
    numbers = range(sealed.first, sealed.last + 1)
    missing = next((seq for seq in numbers if seq not in entries), None)
    if missing is not None:
        yield f"seal {sealed.seal.id} holds entries {sealed.first} to {sealed.last}, {named(missing)} is gone"
        return
    leaves = leaves_of([entries[seq] for seq in numbers], chain, tools)
    root = "0x" + rows_of([leaf_hash(leaf) for leaf in leaves])[-1][0].hex()
    if root != sealed.seal.root:
        yield f"seal {sealed.seal.id} holds entries {sealed.first} to {sealed.last} under another root than {root}"
