"""A reversal is a report of kind loss: it holds the owner's stock while it is claimed, and works down the waterfall."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from tests.contracts.attestations import (
    GAIN,
    LOSS,
    attest,
    build_loss,
    build_report,
    hash_of,
    report_hash,
    submit_loss,
    try_submit,
    try_verb,
)
from tests.contracts.oracle.claims import (
    BOND,
    LIFETIME_S,
    PATIENT,
    RULING_S,
    Opened,
    challenge,
    finalise_late,
    open_claim,
    rule,
    wait,
    wait_until,
)
from tests.contracts.refusals import refused

pytestmark = PATIENT

BATCH = 1


@pytest.fixture(scope="module", autouse=True)
def batch(deployed, oracle, quorum):
    """16 credits of the absorber, of the first period."""
    return finalise_late(oracle, open_claim(deployed)).return_value


@pytest.fixture
def claim(deployed, oracle):
    return open_loss(deployed, 5_000)


def open_loss(deployed, kg, **changes):
    report = build_loss(deployed, BATCH, kg, **changes)
    return Opened(report_hash(deployed["VerificationOracle"], report), report, submit_loss(deployed, report, BATCH))


def test_a_claimed_loss_holds_the_owner_s_stock(credit, claim, absorber, emitter):
    """Must let the owner neither transfer, retire nor cancel any of the batch, from the submission on (L-6.5)."""
    event = claim.transaction.events["HeldForLoss"]
    assert (event["batch"], event["account"], event["held"]) == (BATCH, absorber, True)
    assert credit.isHeldForLoss(BATCH, absorber)
    said = (absorber, hash_of("details"), 0, "0x" + "00" * 32, False)
    by = {"from": absorber}
    for verb, arguments in (
        ("safeTransferFrom", (absorber, emitter, BATCH, 1, b"")),
        ("retire", (BATCH, absorber, 1, said)),
        ("cancel", (BATCH, absorber, 1, hash_of("reason"))),
    ):
        with refused("ERC7943InsufficientUnfrozenBalance", absorber.address, BATCH, 1, 0):
            getattr(credit, verb)(*arguments, by)


def test_a_final_loss_takes_the_owner_s_stock_and_lets_the_rest_go(oracle, credit, pool, claim, absorber, emitter):
    """Must cancel the upper bound from the owner, free the rest, and credit nothing (L-8.2)."""
    transaction = finalise_late(oracle, claim)

    event = transaction.events["ReportFinalised"]
    assert (event["batch"], event["mintedKg"], event["carriedKg"]) == (BATCH, 0, 600)
    assert credit.supplyOf(BATCH) == (16_000, 0, 5_000)
    assert pool.lossOf(claim.hash).dict()["ownerKg"] == 5_000
    assert not credit.isHeldForLoss(BATCH, absorber)
    credit.safeTransferFrom(absorber, emitter, BATCH, 11_000, b"", {"from": absorber})


def test_a_loss_moves_no_period_and_no_verified_sum(oracle, project, claim):
    """Must leave the last end, the verified kilograms and the carry as they were, and free the project (L-3.7)."""
    before = (oracle.lastPeriodEnd(project), oracle.verifiedKg(project), oracle.carriedKg(project))
    finalise_late(oracle, claim)
    assert (oracle.lastPeriodEnd(project), oracle.verifiedKg(project), oracle.carriedKg(project)) == before
    assert (oracle.openClaimOf(project), oracle.nextNonce(project)) == ("0x" + "00" * 32, 2)


@pytest.mark.parametrize("how", ["upheld", "silence", "revoked", "expired"])
def test_a_void_loss_lets_the_stock_go(
    oracle, credit, verifiers, pool, claim, absorber, emitter, stranger, registrar, model, how
):
    """Must free the owner's stock whole, however the claim ends without being final (L-6.5)."""
    if how in ("upheld", "silence"):
        challenge(oracle, claim, stranger)
    if how == "upheld":
        rule(oracle, claim, upheld=True)
    else:
        if how == "revoked":
            verifiers.revoke(model, {"from": registrar})
        wait(RULING_S if how == "silence" else claim.finalisable_at + LIFETIME_S if how == "expired" else 0)
        oracle.release(claim.hash, {"from": stranger})

    assert not credit.isHeldForLoss(BATCH, absorber)
    assert (credit.supplyOf(BATCH), pool.lostKg(BATCH)) == ((16_000, 0, 0), 0)
    credit.safeTransferFrom(absorber, emitter, BATCH, 16_000, b"", {"from": absorber})


def test_the_owner_does_not_delay_its_loss_for_nothing(oracle, claim, absorber):
    """Must give the bond of a rejected challenge of a loss to the first who signed it, never to the owner (L-4.2)."""
    challenge(oracle, claim, absorber)
    signer = oracle.signersOf(claim.hash)[0]
    event = rule(oracle, claim, upheld=False).events["ChallengeRejected"]
    assert event["receiver"] == signer
    assert (oracle.bondsOf(absorber), oracle.bondsOf(signer)) == (0, BOND)


def test_a_rejected_challenge_keeps_the_hold(oracle, credit, claim, absorber, stranger):
    """Must hold the stock until the claim is final (L-6.5)."""
    challenge(oracle, claim, stranger)
    rule(oracle, claim, upheld=False)
    assert credit.isHeldForLoss(BATCH, absorber)


def test_what_is_missing_becomes_a_debt_of_later_gains(deployed, oracle, credit, pool, project, absorber, emitter):
    """Must take later quantities, the carried rest included, for the debt before anything mints (L-5.1, L-8.4)."""
    credit.safeTransferFrom(absorber, emitter, BATCH, 14_000, b"", {"from": absorber})
    loss = open_loss(deployed, 5_000)
    finalise_late(oracle, loss)
    assert pool.outstandingDebtKg(project) == 3_000

    transaction = finalise_late(oracle, open_claim(deployed, kg=4_000))
    deducted, minted = transaction.events["DebtDeducted"], transaction.events["ReportFinalised"]
    assert (deducted["project"], deducted["kg"]) == (project, 3_000)
    assert (minted["mintedKg"], minted["carriedKg"]) == (1_000, 600)
    assert (pool.outstandingDebtKg(project), oracle.verifiedKg(project)) == (0, 20_600)


def test_a_gain_below_the_debt_mints_nothing(deployed, oracle, credit, pool, registry, project, absorber, emitter):
    """Must open no batch while a debt eats the whole quantity (L-5.1)."""
    credit.safeTransferFrom(absorber, emitter, BATCH, 16_000, b"", {"from": absorber})
    finalise_late(oracle, open_loss(deployed, 5_000))
    event = finalise_late(oracle, open_claim(deployed, kg=1_000)).events["ReportFinalised"]
    assert (event["batch"], event["mintedKg"], event["carriedKg"]) == (0, 0, 0)
    assert (pool.outstandingDebtKg(project), registry.batchCount()) == (3_400, 1)


def test_a_loss_has_its_own_door(deployed):
    """Must refuse a gain that is submitted as a loss."""
    report = build_loss(deployed, BATCH, 1_000, kind=GAIN)
    with refused("UnexpectedReportKind", LOSS, GAIN):
        try_verb(deployed, "submitLoss", report, None, BATCH)


def test_a_loss_is_its_upper_bound(deployed):
    """Must refuse a bound below the estimate: at a loss the conservative end is the larger one (L-8.1)."""
    with refused("BoundBelowEstimate", 999, 1_000):
        try_submit(deployed, build_loss(deployed, BATCH, 999, point_kg=1_000), None, BATCH)
    with refused("NothingToCredit", 0):
        try_submit(deployed, replace(build_loss(deployed, BATCH, 1_000), point_kg=0), None, BATCH)


@pytest.mark.parametrize("change", [{"period_start": 1}, {"period_end": 1}, {"project": 102}])
def test_a_loss_is_of_one_batch(deployed, registry, registrar, project, change):
    """Must refuse a batch of another vintage, or of another project (L-8.1)."""
    registry.registerProject(102, "Another plant", registry.projectOf(project), {"from": registrar})
    honest = build_loss(deployed, BATCH, 1_000)
    shifts = {name: by if name == "project" else getattr(honest, name) + by for name, by in change.items()}
    report = replace(honest, **shifts)
    with refused("BatchNotOfReport", BATCH, report.project, report.period_start, report.period_end):
        try_submit(deployed, report, None, BATCH)


def test_a_loss_is_of_a_batch_that_exists(deployed):
    """Must refuse a batch that nobody opened."""
    with refused("BatchUnknown", 9):
        try_submit(deployed, build_loss(deployed, BATCH, 1_000), None, 9)


def test_no_more_is_lost_than_was_issued(deployed, oracle, claim):
    """Must refuse a kilogram above what was issued and not lost before (L-8.1)."""
    finalise_late(oracle, claim)
    with refused("LossExceedsIssued", BATCH, 16_000, 5_000, 11_001):
        try_submit(deployed, build_loss(deployed, BATCH, 11_001), None, BATCH)
    finalise_late(oracle, open_loss(deployed, 11_000))


def test_a_loss_has_no_members(deployed):
    """Must refuse a loss that names claims of members."""
    report = build_loss(deployed, BATCH, 1_000, claims_root=hash_of("claims"), claims_kg=1_000)
    with refused("ClaimsOutOfPlace", hash_of("claims"), 1_000):
        try_submit(deployed, report, None, BATCH)


def test_a_loss_needs_its_quorum(deployed, oracle):
    """Must refuse a loss that the model layer did not sign: nobody freezes a stock alone (L-2.2)."""
    report = build_loss(deployed, BATCH, 1_000)
    signed = [one for one in attest(oracle, report) if one[1] != 1]
    with refused("QuorumMissing", 1, 1, 0):
        try_submit(deployed, report, signed, BATCH)


def test_a_loss_has_evidence_of_its_own(deployed, oracle):
    """Must refuse the readings that the gain was credited for (L-3.2)."""
    used = hash_of("readings of 101, report 0")
    assert oracle.isDataRootUsed(used)
    with refused("DataRootUsed", used):
        try_submit(deployed, build_loss(deployed, BATCH, 1_000, data_root=used), None, BATCH)


def test_a_gain_waits_for_a_loss(deployed, project, claim):
    """Must refuse a gain while a loss of the project is open (L-3.6)."""
    with refused("ClaimOpen", project, claim.hash):
        try_submit(deployed, build_report(deployed, project, 1_000))


def test_the_owner_ends_its_own_hold_after_the_window(oracle, credit, claim, absorber):
    """Must let the owner finalise, so that nobody's idleness holds its stock (L-4.5)."""
    wait_until(claim.finalisable_at)
    oracle.finalise(claim.hash, {"from": absorber})
    assert not credit.isHeldForLoss(BATCH, absorber)


def test_only_the_operator_submits_a_loss(deployed, oracle, absorber):
    """Must refuse everyone else (L-1.1)."""
    report = build_loss(deployed, BATCH, 1_000)
    with refused("AccessManagedUnauthorized", absorber.address):
        oracle.submitLoss(astuple(report), [], BATCH, {"from": absorber})
