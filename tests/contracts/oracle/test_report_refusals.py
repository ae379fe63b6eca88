"""Every rule that a report can break refuses it by name, with what was seen and what was allowed."""

from __future__ import annotations

from dataclasses import astuple, replace

import brownie
import pytest

from tests.contracts.attestations import (
    DAY_S,
    GAIN,
    IMMOBILISATION,
    LOSS,
    build_report,
    chain_time,
    hash_of,
    mint,
    submit,
    try_submit,
    try_verb,
)
from tests.contracts.refusals import refused

NOBODY = "0x" + "00" * 20
WIRING = ("registry", "credit", "seals", "pool", "claims", "verifiers")


@pytest.fixture
def report(deployed, project):
    return build_report(deployed, project, 16_600)


@pytest.mark.parametrize("kind", [LOSS, IMMOBILISATION])
def test_each_kind_has_its_own_door(deployed, report, kind):
    """Must refuse a loss and an immobilisation that are submitted as a gain."""
    with refused("UnexpectedReportKind", GAIN, kind):
        try_verb(deployed, "submit", replace(report, kind=kind))


def test_the_lower_bound_never_exceeds_the_estimate(deployed, report):
    """Must refuse a lower bound one kilogram above the point estimate (L-3.3)."""
    with refused("BoundAboveEstimate", 16_601, 16_600):
        try_submit(deployed, replace(report, lower_bound_kg=16_601))


def test_nothing_is_credited_for_nothing(deployed, report):
    """Must refuse a lower bound of zero."""
    with refused("NothingToCredit", 0):
        try_submit(deployed, replace(report, lower_bound_kg=0))


@pytest.mark.parametrize("length_s", [0, -1])
def test_a_period_has_a_length(deployed, report, length_s):
    """Must refuse a period that ends when or before it starts."""
    end = report.period_start + length_s
    with refused("EmptyPeriod", report.period_start, end):
        try_submit(deployed, replace(report, period_end=end))


def test_a_period_is_over(deployed, report):
    """Must refuse a period that ends in the future of the chain."""
    end = chain_time() + DAY_S
    with refused("PeriodInFuture", end, ...):
        try_submit(deployed, replace(report, period_start=end - DAY_S, period_end=end))


def test_a_period_begins_within_the_project(deployed, registry, project, report):
    """Must refuse a period that begins a second before the project."""
    starts_at = registry.projectOf(project).dict()["startsAt"]
    with refused("PeriodBeforeProject", project, starts_at, starts_at - 1):
        try_submit(deployed, replace(report, period_start=starts_at - 1))


def test_periods_of_a_project_are_disjoint(deployed, oracle, project):
    """Must refuse a period that begins a second before the last one ended, whatever its data."""
    mint(deployed, project, 16_600)
    last_end = oracle.lastPeriodEnd(project)
    report = build_report(deployed, project, 1_000)
    with refused("PeriodOverlaps", project, last_end, last_end - 1):
        try_submit(deployed, replace(report, period_start=last_end - 1))


def test_periods_may_leave_a_gap(deployed, oracle, project):
    """Must accept a period that begins after the last one ended: lost data is not credited, and stops nothing."""
    mint(deployed, project, 1_000)
    report = build_report(deployed, project, 1_000)
    later = replace(report, period_start=report.period_start + DAY_S, period_end=report.period_end + DAY_S)
    submit(deployed, later)
    assert oracle.lastPeriodEnd(project) == later.period_end


def test_the_methodology_is_the_project_s(deployed, report):
    """Must refuse a report under another methodology than the registered one."""
    other = hash_of("another methodology")
    with refused("MethodologyMismatch", report.methodology, other):
        try_submit(deployed, replace(report, methodology=other))


@pytest.mark.parametrize("window", [(0, 1), (2**40, 2**41)])
def test_the_methodology_is_valid_when_the_period_begins(deployed, registry, registrar, methodology, project, window):
    """Must refuse a period that begins before or after the methodology is valid."""
    rule = registry.methodologyOf(methodology).dict()
    short = register(registry, registrar, "Short-lived v1", (rule["resolver"], *window, rule["documentHash"]))
    facts = registry.projectOf(project).dict() | {"methodology": short}
    registry.registerProject(102, "Late project", tuple(facts.values()), {"from": registrar})
    report = build_report(deployed, 102, 1_000)
    with refused("MethodologyNotValid", short, *window, report.period_start):
        try_submit(deployed, report)


def test_the_project_is_known(deployed, report):
    """Must refuse a report of a project that nobody registered."""
    with refused("ProjectUnknown", 999):
        try_submit(deployed, replace(report, project=999))


def test_the_evidence_is_sealed(deployed, report):
    """Must refuse a data root that is not sealed as evidence (L-3.1)."""
    unsealed = hash_of("unsealed readings")
    with refused("EvidenceNotSealed", unsealed, report.data_size):
        try_submit(deployed, replace(report, data_root=unsealed))


def test_the_evidence_has_the_sealed_size(deployed, report):
    """Must refuse a sealed data root with another number of leaves."""
    with refused("EvidenceNotSealed", report.data_root, report.data_size - 1):
        try_submit(deployed, replace(report, data_size=report.data_size - 1))


def test_superseded_evidence_is_not_reported(deployed, report, seals, sealer):
    """Must refuse readings whose seal another one replaced, and take those of the later seal (L-3.9)."""
    later = build_report(deployed, 101, 16_600, data_root=hash_of("corrected readings"))
    seals.seal(3, later.data_root, later.data_size, "", {"from": sealer})
    old, new = seals.sealIdOf(3, report.data_root), seals.sealIdOf(3, later.data_root)
    seals.supersede(old, new, {"from": sealer})
    with refused("RootSuperseded", old, new):
        try_submit(deployed, report)
    try_submit(deployed, later)


def test_another_kind_of_seal_is_no_evidence(deployed, report, seals, sealer):
    """Must refuse a root that is sealed, but as a passport."""
    root = hash_of("passport")
    seals.seal(0, root, report.data_size, "", {"from": sealer})
    with refused("EvidenceNotSealed", root, report.data_size):
        try_submit(deployed, replace(report, data_root=root))


def test_a_data_root_counts_once(deployed, project, report):
    """Must refuse readings that were credited before, under a later period."""
    submit(deployed, report)
    again = build_report(deployed, project, 1_000, data_root=report.data_root)
    with refused("DataRootUsed", report.data_root):
        try_submit(deployed, again)


@pytest.mark.parametrize("nonce", [1, 2**64 - 1])
def test_reports_of_a_project_come_in_order(deployed, project, report, nonce):
    """Must refuse a nonce that is not the next one (L-3.1)."""
    with refused("UnexpectedNonce", project, 0, nonce):
        try_submit(deployed, replace(report, nonce=nonce))


def test_a_change_of_the_verifier_set_makes_reports_stale(deployed, verifiers, report, model, registrar):
    """Must refuse a report whose signers saw another verifier set."""
    verifiers.revoke(model, {"from": registrar})
    with refused("StaleConfiguration", str(verifiers.configDigest()), report.config_digest):
        try_submit(deployed, report)


def test_the_deadline_is_the_chain_s_clock(deployed, report):
    """Must refuse a submission one second after the deadline."""
    deadline = chain_time() - 1
    with refused("DeadlinePassed", deadline, ...):
        try_submit(deployed, replace(report, deadline=deadline))


def test_only_the_operator_submits(deployed, oracle, report, stranger):
    """Must refuse a stranger, who holds no role."""
    with refused("AccessManagedUnauthorized", stranger.address):
        oracle.submit(astuple(report), [], {"from": stranger})


def test_a_refusal_changes_nothing(deployed, oracle, registry, project, report):
    """Must leave nonce, period, data root and batches as they were."""
    with brownie.reverts():
        submit(deployed, replace(report, lower_bound_kg=0))
    assert (oracle.nextNonce(project), oracle.lastPeriodEnd(project), registry.batchCount()) == (0, 0, 0)
    assert not oracle.isDataRootUsed(report.data_root)


@pytest.mark.parametrize("missing", ["registry", "credit", "seals", "pool", "claims", "verifiers"])
def test_the_oracle_is_not_born_blind(VerificationOracle, deployed, stranger, missing):
    """Must refuse a zero address by its name at deployment."""
    names = ("CreditRegistry", "CarbonCredit", "SealRegistry", "BufferPool", "CooperativeClaims", "VerifierSet")
    wiring = dict(zip(WIRING, (deployed[name] for name in names), strict=True)) | {missing: NOBODY}
    with refused("ZeroAddress", missing):
        stranger.deploy(VerificationOracle, deployed["RegistryAccess"], tuple(wiring.values()), (0, 1, 1, 0, 0))


@pytest.mark.parametrize("contract", ["VerificationOracle", "VerifierSet"])
def test_somebody_decides_who_may(deployed, oracle, stranger, contract):
    """Must refuse a zero address in the place of the access manager."""
    rest = [[deployed["CreditRegistry"]] * 6, (0, 1, 1, 0, 0)] if contract == "VerificationOracle" else []
    with refused("ZeroAddress", "access"):
        stranger.deploy(getattr(brownie, contract), NOBODY, *rest)


def register(registry, registrar, name, rule):
    """Registers a methodology and returns its id."""
    return str(registry.registerMethodology(name, rule, {"from": registrar}).return_value)
