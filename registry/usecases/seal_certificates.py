"""Seals the statements of retirements under one root, so that each can be proved without asking anybody."""

from __future__ import annotations

from collections.abc import Sequence

from registry.domain.projection import Projection
from registry.domain.seals import SealedRoot, SealKind
from registry.ports import ChainReader, EvidenceStore, ProofTools, SealStore, TransactionSigner, Transactor
from registry.usecases.seal_evidence import seal
from registry.usecases.state_certificate import state_certificate


def seal_certificates(
    certificates: Sequence[int],
    *,
    ledger: Projection,
    chain: ChainReader,
    tools: ProofTools,
    store: SealStore,
    evidence: EvidenceStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> SealedRoot:
    """One seal of kind certificate over these certificates, in their order; the leaves are kept as evidence too.

    The same certificates again return the same seal. Raises NotFound("CertificateUnknown"), and Refused by the
    contract's name (ZeroSize where no certificate is given).
    """
    statements = [state_certificate(number, ledger=ledger, chain=chain) for number in certificates]
    uri = f"ipfs://{evidence.put(tools.canonical(statements))}"
    leaves = [tools.canonical(statement) for statement in statements]
    return seal(SealKind.Certificate, leaves, uri, store=store, outbox=outbox, signer=signer)
