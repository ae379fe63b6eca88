"""The verifier's workbench as one opened part of the oracle room: claims beside evidence, inspections, signatures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlmodel import col, select

from oracle.adapters.checklists import checklist_of
from oracle.adapters.field_desk import FieldDesk
from oracle.adapters.inspection_signatures import ChainSignatures
from oracle.adapters.inspection_store import InspectionTable
from oracle.adapters.photo_reader import read_photo
from oracle.adapters.report_store import ReportTable
from oracle.adapters.tables import ReportRow
from oracle.domain.claim_basis import ClaimBasis
from oracle.domain.gold import GoldQuantity
from oracle.domain.inspection import Checklist, Inspection, read_answer, require_independent, require_spread
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.photo import Photo
from oracle.ports import Commitments
from oracle.usecases.build_report import model_hash
from oracle.usecases.inspect_claim import add_photo, answer_points, open_inspection, standing_of
from oracle.usecases.sign_inspection import ToSign, prepare_signature, sign_inspection
from registry.domain.report import Attestation
from registry.domain.roles import Principal
from registry.errors import CarbonixError
from registry.ports import TransactionSigner


@dataclass(frozen=True)
class Workbench:
    """What verifiers do.

    `basis` computes a claim anew, `attest` is the expert layer's check and signature, `gold` what the lake says of the
    claim's period.
    """

    field: FieldDesk
    reports: ReportTable
    commitments: Commitments
    basis: Callable[[MonitoringReport], ClaimBasis]
    attest: Callable[[MonitoringReport, TransactionSigner], Attestation]
    gold: Callable[[MonitoringReport], list[GoldQuantity]]

    @cached_property
    def inspections(self) -> InspectionTable:
        """Every company's inspections."""
        return InspectionTable(self.field.registry.database, self.field.registry.audit_log)

    @cached_property
    def signatures(self) -> ChainSignatures:
        """What is signed on this chain."""
        return ChainSignatures(self.field.registry.chain)

    def claims(self, after: str, limit: int) -> list[MonitoringReport]:
        """Stored reports with a hash above `after`, in order of hashes."""
        row = ReportRow
        query = select(row.report_hash).where(row.report_hash > after).order_by(col(row.report_hash)).limit(limit)
        with self.field.registry.database.reading() as session:
            hashes = list(session.exec(query))
        return [self.reports.by_hash(found) for found in hashes]

    def independence(self, report_hash: str, verifier: str, tenant: str) -> CarbonixError | None:
        """Why this verifier of this company may not inspect the claim; None if it may."""
        registry, monitoring = self.field.registry, self.reports.by_hash(report_hash)
        try:
            standing, chain_time = standing_of(
                monitoring, verifier, tenant, chain=registry.chain, boundaries=self.field.boundaries
            )
            require_independent(standing, chain_time)
            require_spread(tenant, standing.owner, self.inspections.signed_of_owner(standing.owner))
        except CarbonixError as refusal:
            return refusal
        return None

    def recompute(self, report_hash: str) -> dict[str, tuple[str, str]]:
        """What the report says and what the stored readings give today, by name. Raises as the claim's source does."""
        monitoring = self.reports.by_hash(report_hash)
        report, basis = monitoring.report, self.basis(monitoring)
        return {
            "pointKg": (str(report.point_kg), str(basis.point_kg)),
            "lowerBoundKg": (str(report.lower_bound_kg), str(basis.lower_bound_kg)),
            "dataRoot": (report.data_root, self.commitments.root(basis.leaves)),
            "dataSize": (str(report.data_size), str(len(basis.leaves))),
            "modelHash": (report.model_hash, model_hash(self.commitments.canonical(basis.model))),
        }

    def open(self, report_hash: str, verifier: str, caller: Principal) -> Inspection:
        """Opens an inspection; see open_inspection."""
        monitoring = self.reports.by_hash(report_hash)
        methodology = methodology_of(monitoring)
        checklist_of(methodology)  # a methodology without a list is refused before anything is kept
        return open_inspection(
            monitoring,
            methodology,
            verifier.lower(),
            caller,
            self.field.registry.clock.now(),
            chain=self.field.registry.chain,
            boundaries=self.field.boundaries,
            inspections=self.inspections,
        )

    def answer(self, identity: str, given: Sequence[Mapping[str, str]], caller: Principal) -> None:
        """Answers points of the list; see answer_points. Raises InvalidInput for a point that the list lacks."""
        checklist = self.checklist(self.inspections.find(caller.tenant, identity))
        answers = [read_answer(checklist, one["point"], one["answer"], one["note"]) for one in given]
        answer_points(identity, answers, caller, self.field.registry.clock.now(), inspections=self.inspections)

    def add_photo(self, identity: str, content: bytes, signature: bytes, caller: Principal) -> Photo:
        """Reads and keeps a photo; see add_photo."""
        inspection = self.inspections.find(caller.tenant, identity)
        return add_photo(
            identity,
            content,
            read_photo(content),
            signature,
            self.reports.by_hash(inspection.report_hash).report.period_start,
            caller,
            self.field.registry.clock.now(),
            boundary=self.field.boundaries.find(inspection.project),
            plane=self.field.plane,
            signatures=self.signatures,
            inspections=self.inspections,
        )

    def checklist(self, inspection: Inspection) -> Checklist:
        """What is asked in this inspection."""
        return checklist_of(inspection.methodology)

    def to_sign(self, inspection: Inspection) -> ToSign:
        """The document as it stands, and the digests over it."""
        checklist, table = self.checklist(inspection), self.inspections
        return prepare_signature(inspection, checklist, inspections=table, signatures=self.signatures)

    def sign(self, identity: str, signature: bytes, attestation: bytes, caller: Principal) -> Inspection:
        """Takes a wallet's two signatures; see sign_inspection."""
        inspection, registry = self.inspections.find(caller.tenant, identity), self.field.registry
        return sign_inspection(
            identity,
            signature,
            attestation,
            self.reports.by_hash(inspection.report_hash),
            self.checklist(inspection),
            caller,
            registry.clock.now(),
            chain=registry.chain,
            boundaries=self.field.boundaries,
            inspections=self.inspections,
            signatures=self.signatures,
            attest=self.attest,
        )

    def sign_with(self, identity: str, signer: TransactionSigner, caller: Principal) -> Inspection:
        """Signs with a key at hand, in a file or a hardware module. Raises as `sign` does."""
        waiting = self.to_sign(self.inspections.find(caller.tenant, identity))
        signature = signer.sign_digest(waiting.inspection_digest)
        return self.sign(identity, signature, signer.sign_digest(waiting.attestation_digest), caller)


def methodology_of(monitoring: MonitoringReport) -> str:
    """The methodology's name on chain, as the report's document states it."""
    document: dict[str, Any] = json.loads(monitoring.document)
    return str(document["methodology"])
