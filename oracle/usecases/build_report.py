"""Builds the report of a project's period from what its claim rests on and one block of the chain, before anyone signs.

Asked again it returns the kept report, so that a restart carries on with what was signed. A report that never left the
house is built anew when the chain has moved on: other verifiers, another nonce, a passed deadline, other readings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from oracle.domain.claim_basis import ClaimBasis, OracleProject
from oracle.domain.monitoring_report import MonitoringReport, report_document
from oracle.domain.readings import Period
from oracle.ports import ClaimSource, Commitments, ReportStore
from registry.domain.cooperative import Member, Part, Terms, allocate, leaf_of
from registry.domain.events import ZERO_HASH, Block
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


def build_report(
    project: OracleProject,
    period: Period,
    *,
    chain: ChainReader,
    source: ClaimSource,
    reports: ReportStore,
    commitments: Commitments,
) -> MonitoringReport:
    """The report of the period, kept or new; one whose claim was voided is built anew.

    Masses are rounded down; the lower bound is what may be credited.

    Raises what the source raises where there is nothing to report, MeterInOtherProject, and by the contract's names
    ProjectUnknown, MethodologyMismatch, PeriodOverlaps, NothingToCredit.
    """
    kept = reports.of_period(project.number, period)
    if kept is not None and reports.is_sent(kept.report_hash) and not _is_void(kept, chain):
        return kept
    basis = source.basis(project, period)
    drafted = _draft(project, basis, chain.head(), chain=chain, commitments=commitments)
    if kept is not None and _still_stands(kept, drafted):
        return kept
    reports.keep(drafted)
    return drafted


def model_hash(model: bytes) -> str:
    """SHA-256 of the canonical model document, 0x hex."""
    return "0x" + hashlib.sha256(model).hexdigest()


def _draft(
    project: OracleProject, basis: ClaimBasis, block: Block, *, chain: ChainReader, commitments: Commitments
) -> MonitoringReport:
    methodology = _methodology(basis, block, chain, commitments)
    _check_creditable(basis, block, chain)
    model = commitments.canonical(basis.model)
    claims = _claims(project, basis, block, chain)
    report = Report(
        kind=ReportKind.Gain,
        project=project.number,
        period_start=basis.period.start_s,
        period_end=basis.period.end_s,
        methodology=methodology,
        point_kg=basis.point_kg,
        lower_bound_kg=basis.lower_bound_kg,
        model_hash=model_hash(model),
        data_root=commitments.root(basis.leaves),
        data_size=len(basis.leaves),
        claims_root=commitments.root(claim_leaves(claims)) if claims else ZERO_HASH,
        claims_kg=sum(part.kg for part in claims.parts) if claims else 0,
        config_digest=chain.call("VerifierSet", "configDigest", at=block.number),
        nonce=chain.call("VerificationOracle", "nextNonce", project.number, at=block.number),
        deadline=block.time + DEADLINE_AFTER_S,
    )
    document = commitments.canonical(_document(basis, report))
    return MonitoringReport(report, commitments.report_hash(report), project.meter, document, model, basis.files)


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


def _claims(project: OracleProject, basis: ClaimBasis, block: Block, chain: ChainReader) -> SharedClaims | None:
    """A cooperative's members share exactly what will mint to them: whole credits less debts and the buffer's share."""
    if not project.members:
        return None

    def ask(contract: str, function: str, *args: object) -> int:
        return int(chain.call(contract, function, project.number, *args, at=block.number))

    quantity_kg = basis.lower_bound_kg + ask("VerificationOracle", "carriedKg")
    creditable_kg = max(0, quantity_kg - ask("BufferPool", "outstandingDebtKg"))
    minted_kg = creditable_kg - creditable_kg % ONE_CREDIT_KG
    mintable_kg = minted_kg - ask("BufferPool", "previewShare", minted_kg)
    if mintable_kg == 0:
        raise Refused("ClaimsNotExact", {"mintableKg": 0, "claimsKg": 0})
    place, period = chain.address_of("CooperativeClaims"), basis.period
    terms = Terms(chain.chain_id, place, project.number, period.start_s, period.end_s)
    return SharedClaims(terms, tuple(allocate(mintable_kg, project.members)))


def _document(basis: ClaimBasis, report: Report) -> dict[str, object]:
    claims = {"root": report.claims_root, "kg": str(report.claims_kg)}
    shared: dict[str, object] = {"claims": claims} if report.claims_kg else {}
    return report_document(basis, report) | shared


def _methodology(basis: ClaimBasis, block: Block, chain: ChainReader, commitments: Commitments) -> str:
    """Id of the basis' methodology, if the project is registered under it."""
    ours = commitments.methodology_id(basis.methodology_name)
    of_project = chain.call("CreditRegistry", "projectOf", basis.project, at=block.number)["methodology"]
    if of_project != ours:
        raise Refused("MethodologyMismatch", {"ofProject": of_project, "ofReport": ours})
    return ours


def _check_creditable(basis: ClaimBasis, block: Block, chain: ChainReader) -> None:
    """What the contract would refuse anyway, said before evidence is sealed."""
    last_end_s = chain.call("VerificationOracle", "lastPeriodEnd", basis.project, at=block.number)
    if basis.period.start_s < last_end_s:
        facts = {"project": basis.project, "lastEnd": last_end_s, "periodStart": basis.period.start_s}
        raise Refused("PeriodOverlaps", facts)
    if basis.lower_bound_kg <= 0:
        raise Refused("NothingToCredit", {"lowerBoundKg": basis.lower_bound_kg})


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
