"""Seals what is new in the audit log: nobody cuts off its end or rewrites an entry without the chain telling."""

from __future__ import annotations

from registry.domain.audit_entry import AuditEntry, range_uri, sealed_ranges
from registry.domain.projection import Projection
from registry.domain.seals import SealedRoot, SealKind
from registry.errors import AuditLogBroken
from registry.ports import (
    AuditTrail,
    ChainReader,
    EvidenceStore,
    ProofTools,
    SealStore,
    TransactionSigner,
    Transactor,
)
from registry.usecases.seal_evidence import seal


def seal_audit_log(
    log: AuditTrail,
    *,
    ledger: Projection,
    chain: ChainReader,
    tools: ProofTools,
    store: SealStore,
    evidence: EvidenceStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> SealedRoot | None:
    """One seal of kind evidence over the entries after the last sealed one; None if there is none.

    A leaf holds an entry's number and hash, and nothing about anybody. Raises AuditLogBroken if the log does not hold
    from its beginning, and Refused by the contract's name.
    """
    broken = log.verify()
    if broken is not None:
        raise AuditLogBroken(broken)
    sealed_to = max((one.last for one in sealed_ranges(ledger.seals)), default=0)
    entries = list(log.all_after(sealed_to))
    if not entries:
        return None
    leaves = leaves_of(entries, chain, tools)
    cid = evidence.put(b"[" + b",".join(leaves) + b"]")
    uri = range_uri(cid, entries[0].seq, entries[-1].seq)
    return seal(SealKind.Evidence, leaves, uri, store=store, outbox=outbox, signer=signer)


def leaves_of(entries: list[AuditEntry], chain: ChainReader, tools: ProofTools) -> list[bytes]:
    """The leaves of entries on this chain, in their order."""
    contract = chain.address_of("SealRegistry")
    return [tools.canonical(entry.leaf(chain.chain_id, contract)) for entry in entries]
