"""Seals a day of the journal: nobody adds, drops or changes a command of it without the chain telling."""

from __future__ import annotations

from marketplace.domain.journal_day import part_uri
from marketplace.ports import DayRecords
from marketplace.usecases.replay_day import run_again
from registry.domain.seals import SealedRoot, SealKind
from registry.ports import ChainReader, EvidenceStore, ProofTools, SealStore, TransactionSigner, Transactor
from registry.usecases.seal_evidence import seal


def seal_journal(
    records: DayRecords,
    *,
    chain: ChainReader,
    tools: ProofTools,
    store: SealStore,
    evidence: EvidenceStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> SealedRoot:
    """One seal of kind evidence over the statement of these records, which are run again for it.

    The statement holds the root over all of them, so that one leaf on chain binds the day, however long it was. It
    names no account and no client order id. Raises Refused by the contract's name.
    """
    part = run_again(records, records.start(), records.first, records.last).part
    statement = tools.canonical(part.statement(chain.chain_id, chain.address_of("SealRegistry")))
    uri = part_uri(evidence.put(statement), part.day, part.first, part.last)
    return seal(SealKind.Evidence, [statement], uri, store=store, outbox=outbox, signer=signer)
