"""A block that is immobilised in another registry mints by quorum, exactly its credits, and once for ever."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from registry.domain.external_serial import vintage_of
from tests.contracts.attestations import (
    BRIDGED,
    DAY_S,
    GAIN,
    IMMOBILISATION,
    NATIVE,
    build_immobilisation,
    build_loss,
    build_report,
    hash_of,
    submit_immobilisation,
    submit_loss,
    try_submit,
    try_verb,
)
from tests.contracts.oracle.claims import FINALISED, PATIENT, VOID, open_claim, wait_until
from tests.contracts.refusals import refused

pytestmark = PATIENT

VERRA = 4
RECEIPT = hash_of("immobilisation receipt")


def block(start: int, end: int, receipt: str = RECEIPT, year: int = 2016) -> tuple[int, str, str]:
    return (VERRA, f"11-{start}-{end}-VCS-VCU-262-VER-TH-1-101-0107{year}-3112{year}-0", receipt)


BLOCK, LATER = block(1_000, 1_015), block(1_000, 1_015, year=2017)


def open_block(deployed, taken, credits, hint=0, **changes):
    """Submits a block; returns the hash of its claim and when it can be final."""
    report = build_immobilisation(deployed, taken, credits, **changes)
    event = submit_immobilisation(deployed, report, taken, hint).events["ReportSubmitted"]
    return str(event["reportHash"]), event["finalisableAt"], report


@pytest.fixture
def claim(deployed):
    return open_block(deployed, BLOCK, 16)


def finalise(oracle, claim, by, taken=BLOCK, hint=0):
    wait_until(claim[1])
    return oracle.finaliseImmobilisation(claim[0], taken, hint, {"from": by})


def test_a_block_mints_its_credits_to_the_owner(oracle, credit, registry, claim, project, absorber, stranger):
    """Must mint one to one, whoever finalises, under the serial of the other registry (L-5.7)."""
    transaction = finalise(oracle, claim, stranger)

    batch, report = transaction.return_value, claim[2]
    event = transaction.events["ReportFinalised"]
    assert (event["batch"], event["mintedKg"], event["carriedKg"]) == (batch, 16_000, 0)
    assert (credit.balanceOf(absorber, batch), credit.supplyOf(batch)) == (16_000, (16_000, 0, 0))
    facts = registry.batchOf(batch).dict()
    assert (facts["standard"], facts["serialStart"], facts["credits"]) == (VERRA, 1_000, 16)
    assert registry.serialText(batch, 1_000, 1_015) == f"DEMO-{BLOCK[1]}"
    assert (facts["vintageStart"], facts["vintageEnd"]) == (report.period_start, report.period_end)
    assert (oracle.verifiedKg(project), oracle.lastPeriodEnd(project), oracle.originOf(project)) == (16_000, 0, BRIDGED)
    assert oracle.claimOf(claim[0]).dict()["status"] == FINALISED


def test_a_share_and_a_carry_stay_out_of_it(deployed, oracle, pool, credit, claim, project, registrar, stranger):
    """Must give the pool nothing of a block, and leave what the project carries (L-5.7)."""
    pool.setShare(project, 2_000, hash_of("assessment"), {"from": registrar})
    batch = finalise(oracle, claim, stranger).return_value
    assert (credit.balanceOf(pool, batch), pool.carriedShareKg(project), oracle.carriedKg(project)) == (0, 0, 0)


def test_an_immobilisation_has_its_own_doors(deployed, oracle, claim, stranger):
    """Must refuse a gain as a block, a block as a gain, and to finalise either as the other."""
    with refused("UnexpectedReportKind", IMMOBILISATION, GAIN):
        report = build_immobilisation(deployed, BLOCK, 16, kind=GAIN)
        try_verb(deployed, "submitImmobilisation", report, None, BLOCK, 0)
    wait_until(claim[1])
    with refused("UnexpectedReportKind", GAIN, IMMOBILISATION):
        oracle.finalise(claim[0], {"from": stranger})


def test_a_gain_is_not_finalised_as_a_block(deployed, oracle, stranger):
    """Must refuse a gain at the door of the blocks."""
    gain = open_claim(deployed)
    wait_until(gain.finalisable_at)
    with refused("UnexpectedReportKind", IMMOBILISATION, GAIN):
        oracle.finaliseImmobilisation(gain.hash, BLOCK, 0, {"from": stranger})


@pytest.mark.parametrize("other", [block(1_000, 1_016), block(1_000, 1_015, hash_of("another receipt"))])
def test_the_block_is_the_one_that_was_signed(deployed, oracle, registry, claim, stranger, other):
    """Must refuse another serial or receipt, at submission and at the end (L-5.7)."""
    signed, given = str(registry.blockHash(BLOCK)), str(registry.blockHash(other))
    wait_until(claim[1])
    with refused("BlockNotOfReport", signed, given):
        oracle.finaliseImmobilisation(claim[0], other, 0, {"from": stranger})
    report = build_immobilisation(deployed, other, 16, model_hash=signed)
    with refused("BlockNotOfReport", signed, given):
        try_submit(deployed, report, None, other, 0)


@pytest.mark.parametrize(
    ("point_kg", "lower_bound_kg"), [(16_001, 16_001), (15_999, 15_999), (16_000, 15_999), (16_001, 16_000)]
)
def test_a_block_is_its_credits_to_the_kilogram(deployed, point_kg, lower_bound_kg):
    """Must refuse any other estimate or bound than the block's credits (L-5.7)."""
    report = build_immobilisation(deployed, BLOCK, 16)
    report = replace(report, point_kg=point_kg, lower_bound_kg=lower_bound_kg)
    with refused("BlockMassMismatch", 16, point_kg, lower_bound_kg):
        try_submit(deployed, report, None, BLOCK, 0)


def test_a_block_has_no_members(deployed):
    """Must refuse a block that names claims of members."""
    root = hash_of("claims")
    report = build_immobilisation(deployed, BLOCK, 16, claims_root=root, claims_kg=16_000)
    with refused("ClaimsOutOfPlace", root, 16_000):
        try_submit(deployed, report, None, BLOCK, 0)


def test_a_used_serial_is_never_claimed_again(deployed, oracle, registry, claim, stranger):
    """Must refuse a block that meets a used one by a single serial, whatever the hint (L-5.8)."""
    finalise(oracle, claim, stranger)
    namespace = str(registry.namespaceOf(BLOCK))
    touching = block(1_015, 1_020)
    report = build_immobilisation(deployed, touching, 6)
    with refused("BlockOverlaps", namespace, 1_015, 1_020, 1_000, 1_015):
        try_submit(deployed, report, None, touching, 1_000)
    with refused("NeighbourWrong", namespace, 1_015, 7):
        try_submit(deployed, report, None, touching, 7)


def test_two_claims_of_one_block_mint_once(deployed, oracle, registry, registrar, claim, project, credit, stranger):
    """Must refuse to finalise the second of two projects that claimed the same block (L-5.8)."""
    facts = registry.projectOf(project)
    registry.registerProject(102, "Another plant", facts, {"from": registrar})
    second = open_block(deployed, BLOCK, 16, project=102)
    finalise(oracle, claim, stranger)
    wait_until(second[1])
    with refused("BlockOverlaps", ..., 1_000, 1_015, ..., 1_015):
        oracle.finaliseImmobilisation(second[0], BLOCK, 0, {"from": stranger})
    assert (registry.batchCount(), credit.supplyOf(1)[0]) == (1, 16_000)


def test_a_neighbour_that_came_meanwhile_is_named_at_the_end(deployed, oracle, registry, registrar, claim, project):
    """Must finalise with the hint of the day, though another one was right at submission (L-5.8)."""
    facts = registry.projectOf(project)
    registry.registerProject(102, "Another plant", facts, {"from": registrar})
    below = block(500, 599)
    neighbour = open_block(deployed, below, 100, project=102)
    finalise(oracle, neighbour, registrar, below)
    finalise(oracle, claim, registrar, hint=500)
    assert registry.batchCount() == 2


def test_a_void_claim_uses_no_serial(deployed, oracle, claim, stranger, arbiter):
    """Must take the block again after a challenge of its first claim was upheld (L-3.7)."""
    oracle.challenge(claim[0], hash_of("grounds"), {"from": stranger, "value": oracle.bond()})
    oracle.rule(claim[0], True, hash_of("reason"), {"from": arbiter})
    assert oracle.claimOf(claim[0]).dict()["status"] == VOID
    again = open_block(deployed, BLOCK, 16)
    assert finalise(oracle, again, stranger).return_value == 1


def test_a_bridged_project_is_never_measured_here(deployed, oracle, claim, project, stranger):
    """Must refuse a gain of a project whose first final report was a block, of whatever period (L-3.8)."""
    finalise(oracle, claim, stranger)
    report = build_report(deployed, project, 1_000)
    for start in (report.period_start, claim[2].period_end):
        with refused("OriginMismatch", project, BRIDGED, NATIVE):
            try_submit(deployed, replace(report, period_start=start))


def test_a_measured_project_is_never_bridged(deployed, oracle, project, stranger):
    """Must refuse a block of a project whose first final report was a gain (L-3.8)."""
    gain = open_claim(deployed)
    wait_until(gain.finalisable_at)
    oracle.finalise(gain.hash, {"from": stranger})
    assert oracle.originOf(project) == NATIVE
    with refused("OriginMismatch", project, NATIVE, BRIDGED):
        try_submit(deployed, build_immobilisation(deployed, BLOCK, 16), None, BLOCK, 0)


def test_a_void_claim_decides_no_origin(deployed, oracle, claim, project, stranger, arbiter):
    """Must leave a project free to be measured after its first block was voided (L-3.8)."""
    oracle.challenge(claim[0], hash_of("grounds"), {"from": stranger, "value": oracle.bond()})
    oracle.rule(claim[0], True, hash_of("reason"), {"from": arbiter})
    assert oracle.originOf(project) == 0
    open_claim(deployed)


def test_blocks_of_one_vintage_follow_each_other(deployed, oracle, registry, credit, claim, project, stranger):
    """Must mint a second block of the same vintage, and one of an older vintage after it (L-3.8, L-5.7)."""
    first = finalise(oracle, claim, stranger).return_value
    same, younger, older = block(1_016, 1_020), block(2_000, 2_000, year=2018), block(3_000, 3_000, year=2017)
    for taken, credits, hint in ((same, 5, 1_000), (younger, 1, 1_016), (older, 1, 2_000)):
        opened = open_block(deployed, taken, credits, hint)
        batch = finalise(oracle, opened, stranger, taken, hint).return_value
        facts = registry.batchOf(batch).dict()
        assert (facts["vintageStart"], facts["vintageEnd"]) == vintage_of(*taken[:2])
        assert credit.supplyOf(batch)[0] == credits * 1_000
    assert [int(registry.batchOf(batch).dict()["vintageYear"]) for batch in (first, 2, 3, 4)] == [
        2016,
        2016,
        2018,
        2017,
    ]
    assert (oracle.verifiedKg(project), oracle.lastPeriodEnd(project)) == (23_000, 0)


@pytest.mark.parametrize("change", [{"period_start": 1}, {"period_start": -1}, {"period_end": -1}, {"period_end": 1}])
def test_a_block_is_of_its_printed_vintage(deployed, change):
    """Must refuse a period that begins or ends a second beside the vintage of the serial (L-5.10)."""
    report = build_immobilisation(deployed, LATER, 16)
    report = replace(report, **{name: getattr(report, name) + by for name, by in change.items()})
    with refused("VintageMismatch", report.period_start, report.period_end, LATER[1]):
        try_submit(deployed, report, None, LATER, 0)


def test_a_block_is_of_the_project_s_country(deployed, registry):
    """Must refuse a block of another country (L-5.10)."""
    foreign = (VERRA, BLOCK[1].replace("-TH-", "-VN-"), RECEIPT)
    with refused("CountryMismatch", "0x5448", "0x564e"):
        try_submit(deployed, build_immobilisation(deployed, foreign, 16), None, foreign, 0)


@pytest.mark.parametrize(
    ("start", "end", "refusal"),
    [(0, -DAY_S, "EmptyPeriod"), (0, 2**33, "PeriodInFuture"), (-(2**30), 0, "PeriodBeforeProject")],
)
def test_a_block_s_period_is_real_past_and_the_project_s(deployed, start, end, refusal):
    """Must refuse what is refused of a gain, before the serial is read (L-3.8)."""
    report = build_immobilisation(deployed, BLOCK, 16)
    end = report.period_start if refusal == "EmptyPeriod" else report.period_end + end
    with refused(refusal, ..., ..., *[...] * (refusal == "PeriodBeforeProject")):
        try_submit(deployed, replace(report, period_start=report.period_start + start, period_end=end), None, BLOCK, 0)


def test_a_loss_of_a_bridged_batch_names_its_report(deployed, oracle, claim, stranger):
    """Must refuse a loss that names another block of the same vintage than the one that it is of (L-8.1)."""
    first = finalise(oracle, claim, stranger).return_value
    taken = block(1_016, 1_020)
    second = finalise(oracle, open_block(deployed, taken, 5, hint=1_000), stranger, taken, hint=1_000).return_value
    report = build_loss(deployed, second, 1_000)
    with refused("BatchNotOfReport", first, report.project, report.period_start, report.period_end):
        try_submit(deployed, report, None, first)
    submit_loss(deployed, report, second)


def test_only_the_operator_submits_a_block(deployed, oracle, stranger):
    """Must refuse a stranger (L-1.1)."""
    report = build_immobilisation(deployed, BLOCK, 16)
    with refused("AccessManagedUnauthorized", stranger.address):
        oracle.submitImmobilisation(astuple(report), [], BLOCK, 0, {"from": stranger})
