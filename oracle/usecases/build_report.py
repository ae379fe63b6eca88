"""Builds the report of a project's period from stored readings and one block of the chain, before anyone signs.

Asked again it returns the kept report, so that a restart carries on with what was signed. A report that never left the
house is built anew when the chain has moved on: other verifiers, another nonce, a passed deadline, other readings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle.domain.methodology import METHODOLOGY_NAME, model_document
from oracle.domain.monitoring_report import Evidence, MonitoringReport, report_document
from oracle.domain.readings import Period, reading_leaf
from oracle.ports import Commitments, MeterBook, ReadingStore, ReportStore
from oracle.usecases.quantify_period import QuantifiedPeriod, quantify_period
from registry.domain.cooperative import Member, Part, Terms, allocate, leaf_of
from registry.domain.events import ZERO_HASH, Block
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.domain.report import ClaimStatus, Report, ReportKind
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import Refused
from registry.ports import ChainReader

DEADLINE_AFTER_S = 7 * 86_400


@dataclass(frozen=True, slots=True)
class SharedClaims:
    """What the members of a cooperative may take, and where."""

    terms: Terms
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class OracleProject:
    """A registered project, the meter that measures it, and who shares in it; project emissions in kg per period."""

    number: int
    meter: str
    project_emissions_kg: Fraction = Fraction(0)
    members: tuple[Member, ...] = ()  # of a cooperative; none: the owner receives everything


def build_report(
    project: OracleProject,
    period: Period,
    *,
    chain: ChainReader,
    meters: MeterBook,
    readings: ReadingStore,
    reports: ReportStore,
    commitments: Commitments,
) -> MonitoringReport:
    """The report of the period, kept or new; one whose claim was voided is built anew.

    Masses are rounded down; the lower bound is what may be credited.

    Raises MeterUnknown, NoReadings, MeterInOtherProject, and by the contract's names ProjectUnknown,
    MethodologyMismatch, PeriodOverlaps, NothingToCredit.
    """
    kept = reports.of_period(project.number, period)
    if kept is not None and reports.is_sent(kept.report_hash) and not _is_void(kept, chain):
        return kept
    quantified = quantify_period(project.meter, period, project.project_emissions_kg, meters=meters, readings=readings)
    drafted = _draft(project, quantified, chain.head(), chain=chain, readings=readings, commitments=commitments)
    if kept is not None and _still_stands(kept, drafted):
        return kept
    reports.keep(drafted)
    return drafted


def data_leaves(quantified: QuantifiedPeriod) -> list[bytes]:
    """The leaves of the report's data root: one per reading, in order of time."""
    return [reading_leaf(quantified.meter.id, reading) for reading in quantified.readings]


def model_hash(model: bytes) -> str:
    """SHA-256 of the canonical model document, 0x hex."""
    return "0x" + hashlib.sha256(model).hexdigest()


def _draft(
    project: OracleProject,
    quantified: QuantifiedPeriod,
    block: Block,
    *,
    chain: ChainReader,
    readings: ReadingStore,
    commitments: Commitments,
) -> MonitoringReport:
    methodology = _methodology(project.number, block, chain, commitments)
    _check_creditable(project.number, quantified, block, chain)
    model = commitments.canonical(
        model_document(quantified.meter, project.project_emissions_kg, commitments.code_hashes())
    )
    imports = readings.imports(project.meter, quantified.period)
    files = tuple(found.cid for found in imports)
    leaves = data_leaves(quantified)
    evidence = Evidence(commitments.root(leaves), len(leaves), files, sum(len(found.refused) for found in imports))
    claims = _claims(project, quantified, block, chain)
    claims_root = commitments.root(claim_leaves(claims)) if claims else ZERO_HASH
    report = Report(
        kind=ReportKind.Gain,
        project=project.number,
        period_start=quantified.period.start_s,
        period_end=quantified.period.end_s,
        methodology=methodology,
        point_kg=quantified.quantity.point_kg,
        lower_bound_kg=quantified.quantity.lower_bound_kg,
        model_hash=model_hash(model),
        data_root=evidence.root,
        data_size=evidence.size,
        claims_root=claims_root,
        claims_kg=sum(part.kg for part in claims.parts) if claims else 0,
        config_digest=chain.call("VerifierSet", "configDigest", at=block.number),
        nonce=chain.call("VerificationOracle", "nextNonce", project.number, at=block.number),
        deadline=block.time + DEADLINE_AFTER_S,
    )
    document = commitments.canonical(_document(quantified, evidence, report))
    return MonitoringReport(report, commitments.report_hash(report), project.meter, document, model, files)


def claim_leaves(claims: SharedClaims) -> list[bytes]:
    """The leaves under the claims root: one per member, in order."""
    return [leaf_of(claims.terms, part) for part in claims.parts]


def shared_claims(members: Sequence[Member], report: Report, chain: ChainReader) -> SharedClaims:
    """What each member of a cooperative may take of a report. Raises InvalidInput where there is no member."""
    terms = Terms(
        chain.chain_id,
        chain.address_of("CooperativeClaims"),
        report.project,
        report.period_start,
        report.period_end,
    )
    return SharedClaims(terms, tuple(allocate(report.claims_kg, members)))


def _claims(
    project: OracleProject, quantified: QuantifiedPeriod, block: Block, chain: ChainReader
) -> SharedClaims | None:
    """A cooperative's members share exactly what will mint to them: whole credits less debts and the buffer's share."""
    if not project.members:
        return None

    def ask(contract: str, function: str, *args: object) -> int:
        return int(chain.call(contract, function, project.number, *args, at=block.number))

    quantity_kg = quantified.quantity.lower_bound_kg + ask("VerificationOracle", "carriedKg")
    creditable_kg = max(0, quantity_kg - ask("BufferPool", "outstandingDebtKg"))
    minted_kg = creditable_kg - creditable_kg % ONE_CREDIT_KG
    mintable_kg = minted_kg - ask("BufferPool", "previewShare", minted_kg)
    if mintable_kg == 0:
        raise Refused("ClaimsNotExact", {"mintableKg": 0, "claimsKg": 0})
    place, period = chain.address_of("CooperativeClaims"), quantified.period
    terms = Terms(chain.chain_id, place, project.number, period.start_s, period.end_s)
    return SharedClaims(terms, tuple(allocate(mintable_kg, project.members)))


def _document(quantified: QuantifiedPeriod, evidence: Evidence, report: Report) -> dict[str, object]:
    claims = {"root": report.claims_root, "kg": str(report.claims_kg)}
    shared = {"claims": claims} if report.claims_kg else {}
    return shared | report_document(
        report.project,
        quantified.meter,
        quantified.period,
        quantified.energy,
        quantified.quantity,
        evidence,
        report.model_hash,
        DEMONSTRATION_NOTICE,
    )


def _methodology(project: int, block: Block, chain: ChainReader, commitments: Commitments) -> str:
    """Our methodology's id, if the project is registered under it."""
    ours = commitments.methodology_id(METHODOLOGY_NAME)
    of_project = chain.call("CreditRegistry", "projectOf", project, at=block.number)["methodology"]
    if of_project != ours:
        raise Refused("MethodologyMismatch", {"ofProject": of_project, "ofReport": ours})
    return ours


def _check_creditable(project: int, quantified: QuantifiedPeriod, block: Block, chain: ChainReader) -> None:
    """What the contract would refuse anyway, said before evidence is sealed."""
    last_end_s = chain.call("VerificationOracle", "lastPeriodEnd", project, at=block.number)
    if quantified.period.start_s < last_end_s:
        facts = {"project": project, "lastEnd": last_end_s, "periodStart": quantified.period.start_s}
        raise Refused("PeriodOverlaps", facts)
    if quantified.quantity.lower_bound_kg <= 0:
        raise Refused("NothingToCredit", {"lowerBoundKg": quantified.quantity.lower_bound_kg})


def _is_void(kept: MonitoringReport, chain: ChainReader) -> bool:
    """True if the claim of the report was voided: period and readings are free again, its nonce is not."""
    claim = chain.call("VerificationOracle", "claimOf", kept.report_hash, at=chain.head().number)
    return ClaimStatus(claim["status"]) is ClaimStatus.Void


def _still_stands(kept: MonitoringReport, drafted: MonitoringReport) -> bool:
    """True if the kept report differs from one made now in nothing but a deadline that has not passed."""
    old, new = kept.report, drafted.report
    now_s = new.deadline - DEADLINE_AFTER_S
    comparable = (
        (old.nonce, new.nonce),
        (old.config_digest, new.config_digest),
        (old.data_root, new.data_root),
        (old.model_hash, new.model_hash),
        (old.methodology, new.methodology),
        (old.claims_root, new.claims_root),
    )
    return now_s < old.deadline and all(before == after for before, after in comparable)
