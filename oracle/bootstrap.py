"""Introduces the oracle room's adapters to its use cases: one opened oracle whose methods are its verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from oracle.adapters.claim_sources import ClaimSources
from oracle.adapters.commitments import HouseCommitments, merkle_path
from oracle.adapters.coverage_tables import OutcomeTable
from oracle.adapters.field_desk import FieldDesk
from oracle.adapters.intake_desk import IntakeDesk, open_intake
from oracle.adapters.lake.bronze_log import BronzeFiles
from oracle.adapters.loss_store import LossTable
from oracle.adapters.meter_book import DeclaredMeters, rows_content
from oracle.adapters.meter_files import MeterFile, load_meter_file
from oracle.adapters.method_book import HouseMethods
from oracle.adapters.models.model_shelf import DatabaseShelf
from oracle.adapters.monitor_desk import MonitorDesk
from oracle.adapters.node_panel import NodePanel
from oracle.adapters.node_rounds import RoundTable
from oracle.adapters.plan_table import PlanTable
from oracle.adapters.reading_store import ReadingTable
from oracle.adapters.report_store import ReportTable
from oracle.adapters.sifted_files import raw_meter_source
from oracle.adapters.workbench import Workbench
from oracle.domain.agreement_round import Answer
from oracle.domain.claim_basis import ClaimBasis, OracleProject
from oracle.domain.gold import GoldQuantity
from oracle.domain.imports import ReadingsImport
from oracle.domain.lineage import Lineage
from oracle.domain.loss_report import LossReport, LossStatement
from oracle.domain.methodology import METHODOLOGY_NAME, methodology_document
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.readings import Period, Row
from oracle.ports import ClaimSource, Commitments, MeterBook
from oracle.usecases.agree_report import require_agreement
from oracle.usecases.attest_report import (
    attest_as_expert,
    attest_as_model,
    attest_as_sensor_layer,
    find_attestation,
)
from oracle.usecases.build_report import build_report, claim_leaves, shared_claims
from oracle.usecases.challenge_claim import challenge_claim
from oracle.usecases.claim_kilograms import claim_kilograms
from oracle.usecases.finalise_report import finalise_report
from oracle.usecases.import_readings import import_readings
from oracle.usecases.keep_heartbeat import keep_heartbeat
from oracle.usecases.quantify_period import QuantifiedPeriod, quantify_period
from oracle.usecases.recompute_report import recompute_report
from oracle.usecases.release_claim import release_claim
from oracle.usecases.report_loss import attest_loss, build_loss, seal_loss, submit_loss
from oracle.usecases.rest_on_meter import MeterSource
from oracle.usecases.rest_on_plan import PlanSource
from oracle.usecases.rule_claim import rule_claim
from oracle.usecases.seal_report import ReportSeals, seal_report
from oracle.usecases.submit_report import submit_report
from oracle.usecases.trace_lineage import Tracer, batch_of_reading, trace_batch
from oracle.usecases.watch_coverage import release_issuance
from oracle.usecases.withdraw_bonds import withdraw_bonds
from registry.bootstrap import Registry
from registry.domain.approvals import ApprovalKind
from registry.domain.cooperative import Member, Part
from registry.domain.events import Receipt
from registry.domain.report import Attestation, Layer
from registry.ports import TransactionSigner

if TYPE_CHECKING:
    from oracle.adapters.lake.lake import Lake


@dataclass(frozen=True)
class Oracle:
    """The oracle room on one registry. Every verb can be repeated: it then returns what it returned before."""

    registry: Registry
    readings: ReadingTable
    reports: ReportTable
    losses: LossTable
    meters: MeterBook = field(default_factory=DeclaredMeters)
    commitments: Commitments = field(default_factory=HouseCommitments)

    @cached_property
    def nodes(self) -> NodePanel:
        """The panel of oracle nodes."""
        registry = self.registry
        rounds = RoundTable(registry.database)
        return NodePanel(registry.settings.home, registry.chain, rounds, registry.evidence, self.recompute)

    def recompute(self, report_hash: str) -> Answer:
        """A report's document anew, from raw files where a declared meter was read; see recompute_report."""
        meter, evidence = self.reports.by_hash(report_hash).meter, self.registry.evidence
        raw = raw_meter_source(meter, self.meters, self.readings, evidence, self.commitments)
        source = raw if meter else self.source
        return recompute_report(report_hash, source=source, reports=self.reports, commitments=self.commitments)

    @cached_property
    def field(self) -> FieldDesk:
        """Boundaries and classes of participants."""
        return FieldDesk(self.registry)

    @cached_property
    def models(self) -> DatabaseShelf:
        """Calibrations, proposed and in force."""
        return DatabaseShelf(self.registry.database, self.registry.audit_log)

    @cached_property
    def outcomes(self) -> OutcomeTable:
        """What lower bounds turned out to be worth; too low a coverage holds issuance."""
        return OutcomeTable(self.registry.database)

    @cached_property
    def workbench(self) -> Workbench:
        """What verifiers do: claims beside evidence, inspections, signatures."""

        def basis(monitoring: MonitoringReport) -> ClaimBasis:
            return self.basis(monitoring.measured, monitoring.period)

        def attest(monitoring: MonitoringReport, signer: TransactionSigner) -> Attestation:
            return self.attest(monitoring, Layer.Expert, signer)

        def gold(monitoring: MonitoringReport) -> list[GoldQuantity]:
            # A declared meter's rows do not pass the lake, whose engines take seconds to load.
            return [] if monitoring.meter else self.lake.gold(monitoring.report.project, monitoring.period)

        return Workbench(self.field, self.reports, self.commitments, basis, attest, gold)

    @property
    def methodology_name(self) -> str:
        """The name under which the chain registers the methodology."""
        return METHODOLOGY_NAME

    def methodology_document(self) -> bytes:
        """The methodology's canonical document; its SHA-256 is the document hash on chain."""
        return self.commitments.canonical(methodology_document())

    def import_file(self, file: MeterFile) -> ReadingsImport:
        """Imports a meter file from its wheel. Raises MeterFileMissing."""
        return self.import_content(file.meter.id, load_meter_file(file))

    def import_rows(self, meter: str, rows: list[Row]) -> ReadingsImport:
        """Imports rows that came one by one."""
        return self.import_content(meter, rows_content(meter, rows))

    def import_content(self, meter: str, content: bytes) -> ReadingsImport:
        """Imports content of a meter; see import_readings."""
        return import_readings(
            meter, content, meters=self.meters, readings=self.readings, evidence=self.registry.evidence
        )

    def quantify(self, meter: str, period: Period, project_emissions_kg: Fraction = Fraction(0)) -> QuantifiedPeriod:
        """The reduction of a period; see quantify_period."""
        return quantify_period(meter, period, project_emissions_kg, meters=self.meters, readings=self.readings)

    @cached_property
    def log(self) -> BronzeFiles:
        """All readings as received."""
        return BronzeFiles(self.registry.settings.home / "lake" / "log")

    @cached_property
    def intake(self) -> IntakeDesk:
        """The desk at which messages and enrolments come in."""
        return open_intake(self.registry, self.log)

    @cached_property
    def lake(self) -> Lake:
        """Bronze, silver and gold of all devices."""
        from oracle.adapters.lake.opening import open_lake  # its engines take seconds to load

        return open_lake(self.registry, self.log, self.intake.devices)

    @cached_property
    def monitor(self) -> MonitorDesk:
        """What owners watch of their devices."""
        return MonitorDesk(self.intake, lambda: self.lake, self.registry.settings.home / "lake" / "log")

    def lineage(self, batch: int | None, reading: int | None = None) -> Lineage:
        """The walk from a batch to its messages and back, or from a reading of the log to its batch first.

        Raises Refused("BatchUnknown"), ReportUnknown, ReadingUntraced.
        """
        chain, kept = self.registry.chain, None if reading is None else self.lake.kept(reading)
        tracer = Tracer(chain, chain.head().number, self.reports, self.source, self.lake, self.commitments, merkle_path)
        if batch is None and kept is not None:
            claims = self.registry.projection().claims.values()
            batch = batch_of_reading(kept, [(claim.report_hash, claim.batch) for claim in claims], tracer)
        return trace_batch(batch or 0, tracer, kept)

    @cached_property
    def plans(self) -> PlanTable:
        """The monitoring plans of projects."""
        return PlanTable(self.registry.database)

    @property
    def source(self) -> ClaimSource:
        """What claims rest on: the rows of declared meters, or a project's monitoring plan."""
        meter = MeterSource(self.meters, self.readings, self.registry.evidence, self.commitments)
        return ClaimSources(meter, lambda: PlanSource(self.plans, self.lake, HouseMethods(), self.commitments))

    def basis(self, project: OracleProject, period: Period) -> ClaimBasis:
        """What a claim of the period would rest on now; it stores nothing. Raises NotFound where there is nothing."""
        return self.source.basis(project, period)

    def build_report(self, project: OracleProject, period: Period) -> MonitoringReport:
        """The report of a period, kept or new; see build_report."""
        return build_report(
            project,
            period,
            chain=self.registry.chain,
            source=self.source,
            reports=self.reports,
            commitments=self.commitments,
        )

    def seal_report(
        self, monitoring: MonitoringReport, sealer: TransactionSigner, members: tuple[Member, ...] = ()
    ) -> ReportSeals:
        """Seals readings, documents and, for a cooperative's members, their claims; see seal_report."""
        return seal_report(
            monitoring,
            source=self.source,
            evidence=self.registry.evidence,
            seals=self.registry.seals,
            commitments=self.commitments,
            outbox=self.registry.outbox,
            signer=sealer,
            claims=self._claim_leaves(monitoring, members),
        )

    def attest(self, monitoring: MonitoringReport, layer: Layer, verifier: TransactionSigner) -> Attestation:
        """The layer's check, then its signature; see attest_report, and for the model layer require_agreement."""
        chain, reports, commitments = self.registry.chain, self.reports, self.commitments
        given = find_attestation(monitoring, layer, verifier, reports=reports)
        if given is not None:
            return given
        if layer is Layer.Model:
            self._require_agreement(monitoring)
        if layer is Layer.Expert:
            return attest_as_expert(monitoring, verifier, chain=chain, reports=reports, commitments=commitments)
        check = attest_as_sensor_layer if layer is Layer.Sensor else attest_as_model
        source = self.source
        return check(monitoring, verifier, chain=chain, source=source, reports=reports, commitments=commitments)

    def submit(
        self, monitoring: MonitoringReport, attestations: Sequence[Attestation], operator: TransactionSigner
    ) -> Receipt:
        """Sends the report, once, after a heartbeat where one is due.

        See submit_report, release_issuance, require_agreement.
        """
        if self.reports.transaction_of(monitoring.report_hash) is None:
            self._require_agreement(monitoring)
            release_issuance(monitoring.report.methodology, outcomes=self.outcomes)
            self.heartbeat(operator)
        return submit_report(
            monitoring, attestations, reports=self.reports, outbox=self.registry.outbox, signer=operator
        )

    def _require_agreement(self, monitoring: MonitoringReport) -> None:
        demanded = not monitoring.meter and self.plans.plan(monitoring.report.project).agreement
        require_agreement(monitoring, demanded=demanded, rounds=self.nodes.rounds)

    def heartbeat(self, operator: TransactionSigner) -> Receipt | None:
        """A heartbeat where one is due; see keep_heartbeat."""
        return keep_heartbeat(self.registry.chain, self.registry.outbox, operator)

    def claim(self, report_hash: str) -> dict[str, Any]:
        """The claim as the contract has it at the chain's head; its status is Unknown for a hash that nobody knows."""
        chain = self.registry.chain
        found: dict[str, Any] = chain.call("VerificationOracle", "claimOf", report_hash, at=chain.head().number)
        return found

    def finalise(self, report_hash: str, signer: TransactionSigner) -> Receipt:
        """Carries out a claim whose window has passed; see finalise_report."""
        return finalise_report(report_hash, outbox=self.registry.outbox, signer=signer)

    def challenge(self, report_hash: str, grounds: bytes, challenger: TransactionSigner) -> Receipt:
        """Disputes a claim, with the bond; see challenge_claim."""
        return challenge_claim(
            report_hash,
            grounds,
            chain=self.registry.chain,
            evidence=self.registry.evidence,
            outbox=self.registry.outbox,
            signer=challenger,
        )

    def rule(self, report_hash: str, reason: bytes, arbiter: TransactionSigner, *, upheld: bool) -> Receipt:
        """Decides a challenge; see rule_claim."""
        return rule_claim(
            report_hash,
            reason,
            upheld=upheld,
            evidence=self.registry.evidence,
            outbox=self.registry.outbox,
            signer=arbiter,
        )

    def release(self, report_hash: str, signer: TransactionSigner) -> Receipt:
        """Voids a claim that cannot be finalised any more; see release_claim."""
        return release_claim(report_hash, outbox=self.registry.outbox, signer=signer)

    def withdraw_bonds(self, reference: str, signer: TransactionSigner) -> Receipt:
        """Pays out the signer's bonds; see withdraw_bonds."""
        return withdraw_bonds(reference, outbox=self.registry.outbox, signer=signer)

    def members_claims(self, project: OracleProject, monitoring: MonitoringReport) -> tuple[Part, ...]:
        """What each member of a cooperative may take of a report."""
        return shared_claims(project.members, monitoring.report, self.registry.chain).parts

    def claim_kilograms(self, batch: int, claim: Part, signer: TransactionSigner) -> Receipt:
        """Takes a member's kilograms; see claim_kilograms."""
        registry = self.registry
        return claim_kilograms(
            batch, claim, chain=registry.chain, seals=registry.seals, outbox=registry.outbox, signer=signer
        )

    def report_loss(self, statement: LossStatement, reference: str, sealer: TransactionSigner) -> LossReport:
        """The loss's report, built and its document sealed; see report_loss."""
        registry = self.registry
        loss = build_loss(statement, reference, chain=registry.chain, losses=self.losses, commitments=self.commitments)
        seal_loss(loss, evidence=registry.evidence, seals=registry.seals, outbox=registry.outbox, signer=sealer)
        return loss

    def attest_loss(self, loss: LossReport, layer: Layer, verifier: TransactionSigner) -> Attestation:
        """A layer's signature on a loss; see attest_loss."""
        return attest_loss(loss, layer, verifier, chain=self.registry.chain, commitments=self.commitments)

    def submit_loss(
        self, loss: LossReport, attestations: Sequence[Attestation], operator: TransactionSigner
    ) -> Receipt:
        """Opens the claim of a loss, after a heartbeat where one is due; see submit_loss."""
        if not self.losses.is_sent(loss.report_hash):
            self.heartbeat(operator)
        return submit_loss(loss, attestations, losses=self.losses, outbox=self.registry.outbox, signer=operator)

    def _claim_leaves(self, monitoring: MonitoringReport, members: tuple[Member, ...]) -> list[bytes]:
        if not members:
            return []
        return claim_leaves(shared_claims(members, monitoring.report, self.registry.chain))


def open_oracle(registry: Registry) -> Oracle:
    """The oracle room on an opened registry."""
    database = registry.database
    oracle = Oracle(registry, ReadingTable(database), ReportTable(database), LossTable(database))
    registry.approvals.when_approved(ApprovalKind.MODEL_VERSION, oracle.models.carry_out)
    registry.approvals.when_approved(ApprovalKind.DEVICE_ENROLMENT, oracle.intake.devices.carry_out)
    return oracle
