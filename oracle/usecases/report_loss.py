"""Builds, seals, attests and submits the report of a loss; under one reference a project's loss is reported once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from oracle.domain.loss_report import LossReport, LossStatement, loss_document, method_document
from oracle.domain.readings import utc_text
from oracle.errors import DocumentDiffers
from oracle.ports import Commitments, LossStore
from oracle.usecases.attest_report import sign_report
from oracle.usecases.build_report import DEADLINE_AFTER_S, model_hash
from oracle.usecases.submit_report import by_rising_signer
from registry.domain.events import ZERO_HASH, Receipt
from registry.domain.report import Attestation, Layer, Report, ReportKind
from registry.domain.seals import SealedRoot, SealKind
from registry.errors import Refused
from registry.ports import ChainReader, EvidenceStore, SealStore, TransactionSigner, Transactor
from registry.usecases.seal_evidence import seal


def build_loss(
    statement: LossStatement, reference: str, *, chain: ChainReader, losses: LossStore, commitments: Commitments
) -> LossReport:
    """The report of the loss; asked again under its reference, the one that was sent, or one for today's chain."""
    kept = losses.find(statement.project, reference)
    if kept is not None and losses.is_sent(kept.report_hash):
        return kept
    drafted = _draft(statement, chain, commitments)
    losses.keep(drafted, reference)
    return drafted


def seal_loss(
    loss: LossReport,
    *,
    evidence: EvidenceStore,
    seals: SealStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> SealedRoot:
    """Puts the document under a seal of kind evidence, before anyone signs; the same loss again is the same seal."""
    evidence.put(loss.method)
    uri = f"ipfs://{evidence.put(loss.document)}"
    return seal(SealKind.Evidence, [loss.document], uri, store=seals, outbox=outbox, signer=signer)


def attest_loss(
    loss: LossReport, layer: Layer, signer: TransactionSigner, *, chain: ChainReader, commitments: Commitments
) -> Attestation:
    """A layer's signature, given only if the document that was read says what is signed. Raises DocumentDiffers."""
    read, report = json.loads(loss.document), loss.report
    said = {
        "project": (str(report.project), read["project"]),
        "batch": (str(loss.batch), read["batch"]),
        "vintageStart": (utc_text(report.period_start), read["vintageStart"]),
        "vintageEnd": (utc_text(report.period_end), read["vintageEnd"]),
        "pointKg": (str(report.point_kg), read["pointKg"]),
        "upperKg": (str(report.lower_bound_kg), read["upperKg"]),
        "modelHash": (report.model_hash, model_hash(loss.method)),
        "dataRoot": (report.data_root, commitments.root([loss.document])),
        "reportHash": (loss.report_hash, commitments.report_hash(report)),
    }
    for field, (reported, documented) in said.items():
        if reported != documented:
            raise DocumentDiffers(field, reported, documented)
    return sign_report(loss.report, layer, signer, chain, commitments)


def submit_loss(
    loss: LossReport,
    attestations: Sequence[Attestation],
    *,
    losses: LossStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> Receipt:
    """The receipt with ReportSubmitted: what the owner has of the batch is held from now on.

    Raises Refused by the contract's names: LossExceedsIssued, BatchNotOfReport, OracleStale, QuorumMissing, ...
    """
    losses.mark_sent(loss.report_hash, sent=True)
    call = ("VerificationOracle", "submitLoss", loss.report, by_rising_signer(attestations), loss.batch)
    try:
        return outbox.transact(f"loss:{loss.report_hash}", signer, *call)
    except Refused:
        losses.mark_sent(loss.report_hash, sent=False)
        raise


def _draft(statement: LossStatement, chain: ChainReader, commitments: Commitments) -> LossReport:
    head = chain.head()
    document = commitments.canonical(loss_document(statement))
    method = commitments.canonical(method_document(statement))
    facts = chain.call("CreditRegistry", "projectOf", statement.project, at=head.number)
    report = Report(
        kind=ReportKind.Loss,
        project=statement.project,
        period_start=statement.vintage_start,
        period_end=statement.vintage_end,
        methodology=facts["methodology"],
        point_kg=statement.point_kg,
        lower_bound_kg=statement.upper_kg,
        model_hash=model_hash(method),
        data_root=commitments.root([document]),
        data_size=1,
        claims_root=ZERO_HASH,
        claims_kg=0,
        config_digest=chain.call("VerifierSet", "configDigest", at=head.number),
        nonce=chain.call("VerificationOracle", "nextNonce", statement.project, at=head.number),
        deadline=head.time + DEADLINE_AFTER_S,
    )
    return LossReport(report, commitments.report_hash(report), statement.batch, document, method)
