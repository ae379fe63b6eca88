"""The report of a cooperative says to the kilogram what mints to its members, whose root was sealed before."""

from __future__ import annotations

import pytest

from tests.contracts.attestations import ZERO32, build_loss, build_report, hash_of, report_hash, submit_loss, try_submit
from tests.contracts.oracle.claims import PATIENT, Opened, finalise_late, open_claim, wait_until
from tests.contracts.refusals import refused

pytestmark = PATIENT

CLAIMS, EVIDENCE = 5, 3  # ISealRegistry.Kind
ROOT, MEMBERS = hash_of("leaves of three members"), 3


@pytest.fixture(autouse=True)
def sealed(seals, sealer):
    seals.seal(CLAIMS, ROOT, MEMBERS, "ipfs://claims", {"from": sealer})


@pytest.fixture
def claims(deployed):
    return deployed["CooperativeClaims"]


def refuse_other_totals(deployed, exact_kg, **changes):
    """One kilogram more or less than what mints is refused, by name."""
    for kg in (exact_kg - 1, exact_kg + 1):
        with refused("ClaimsNotExact", exact_kg, kg):
            try_submit(deployed, build_report(deployed, claims_root=ROOT, claims_kg=kg, **changes))


def test_the_members_total_mints_to_the_claim_contract(deployed, oracle, credit, claims, project, absorber):
    """Must mint the whole credits to the claims, open them under the sealed root, and carry the rest (L-5.4)."""
    refuse_other_totals(deployed, 16_000)
    claim = open_claim(deployed, claims_root=ROOT, claims_kg=16_000)
    transaction = finalise_late(oracle, claim)

    batch = transaction.return_value
    opened = claims.cooperativeOf(batch).dict()
    assert (opened["project"], opened["root"], opened["size"], opened["totalKg"]) == (project, ROOT, MEMBERS, 16_000)
    assert (opened["periodStart"], opened["periodEnd"]) == (claim.report.period_start, claim.report.period_end)
    assert (credit.balanceOf(claims, batch), credit.balanceOf(absorber, batch)) == (16_000, 0)
    assert oracle.carriedKg(project) == 600


def test_what_is_carried_mints_to_the_members(deployed, oracle):
    """Must count the carried rest of earlier periods into the total (L-5.1, L-5.4)."""
    finalise_late(oracle, open_claim(deployed))
    refuse_other_totals(deployed, 1_000, lower_bound_kg=400)


def test_the_pool_s_share_is_not_the_members(deployed, oracle, pool, credit, claims, registrar, project):
    """Must subtract the whole credits of the share, and what is owed, from the total (L-5.2, L-5.4)."""
    pool.setShare(project, 1_500, hash_of("assessment"), {"from": registrar})
    refuse_other_totals(deployed, 14_000)
    batch = finalise_late(oracle, open_claim(deployed, claims_root=ROOT, claims_kg=14_000)).return_value
    assert (credit.balanceOf(claims, batch), credit.balanceOf(pool, batch)) == (14_000, 2_000)


def owe(deployed, oracle, credit, absorber, emitter, kg):
    """The project owes kilograms: it lost what it no longer holds."""
    batch = finalise_late(oracle, open_claim(deployed, kg=16_000)).return_value
    credit.safeTransferFrom(absorber, emitter, batch, 16_000, b"", {"from": absorber})
    report = build_loss(deployed, batch, kg)
    loss = Opened(report_hash(oracle, report), report, submit_loss(deployed, report, batch))
    finalise_late(oracle, loss)
    return loss.hash, batch


def test_a_debt_is_paid_before_the_members(deployed, oracle, credit, pool, project, absorber, emitter):
    """Must subtract what the project owes from the total (L-5.1, L-5.4)."""
    owe(deployed, oracle, credit, absorber, emitter, 3_000)
    refuse_other_totals(deployed, 5_000, lower_bound_kg=8_000)
    finalise_late(oracle, open_claim(deployed, kg=8_000, claims_root=ROOT, claims_kg=5_000))
    assert pool.outstandingDebtKg(project) == 0


def test_a_debt_paid_meanwhile_frees_a_surplus_for_the_owner(
    deployed, oracle, credit, pool, claims, project, absorber, emitter, stranger
):
    """Must mint the members' total to them, and set aside what somebody's repayment freed (L-5.4)."""
    loss, batch = owe(deployed, oracle, credit, absorber, emitter, 3_000)
    claim = open_claim(deployed, kg=8_000, claims_root=ROOT, claims_kg=5_000)
    credit.setApprovalForAll(pool, True, {"from": emitter})
    pool.repay(loss, batch, 3_000, {"from": emitter})

    second = finalise_late(oracle, claim).return_value
    assert claims.cooperativeOf(second).dict()["totalKg"] == 5_000
    assert (claims.surplusOf(second), credit.balanceOf(claims, second)) == ((absorber, 3_000), 8_000)
    claims.collectSurplus(second, {"from": stranger})
    assert (credit.balanceOf(absorber, second), credit.balanceOf(claims, second)) == (3_000, 5_000)


def test_a_share_raised_meanwhile_cuts_no_member(deployed, oracle, pool, registrar, project, stranger):
    """Must refuse to mint less than was signed, and mint once the share is back (L-5.4)."""
    claim = open_claim(deployed, claims_root=ROOT, claims_kg=16_000)
    pool.setShare(project, 1_000, hash_of("assessment"), {"from": registrar})
    wait_until(claim.finalisable_at)
    with refused("ClaimsNotExact", 15_000, 16_000):
        oracle.finalise(claim.hash, {"from": stranger})
    pool.setShare(project, 0, hash_of("assessment, taken back"), {"from": registrar})
    oracle.finalise(claim.hash, {"from": stranger})


def test_nothing_to_share_is_no_cooperative(deployed):
    """Must refuse a cooperative's report of less than a credit (L-5.4)."""
    with refused("ClaimsNotExact", 0, 0):
        try_submit(deployed, build_report(deployed, lower_bound_kg=999, claims_root=ROOT, claims_kg=0))


def test_the_root_is_sealed_as_claims(deployed, seals, sealer):
    """Must refuse a root that nobody sealed, and one that is sealed as evidence (L-5.4)."""
    other = hash_of("leaves that nobody sealed")
    for _ in range(2):
        with refused("ClaimsNotSealed", other):
            try_submit(deployed, build_report(deployed, claims_root=other, claims_kg=16_000))
        if int(seals.sealIdOf(EVIDENCE, other)) == 0:
            seals.seal(EVIDENCE, other, MEMBERS, "", {"from": sealer})


def test_a_superseded_root_is_not_reported(deployed, seals, sealer):
    """Must refuse claims whose seal another one replaced (L-3.9)."""
    other = hash_of("corrected leaves")
    seals.seal(CLAIMS, other, MEMBERS, "", {"from": sealer})
    old, new = seals.sealIdOf(CLAIMS, ROOT), seals.sealIdOf(CLAIMS, other)
    seals.supersede(old, new, {"from": sealer})
    with refused("RootSuperseded", old, new):
        try_submit(deployed, build_report(deployed, claims_root=ROOT, claims_kg=16_000))
    try_submit(deployed, build_report(deployed, claims_root=other, claims_kg=16_000))


def test_a_root_superseded_in_the_window_still_mints(deployed, oracle, claims, seals, sealer):
    """Must mint what was signed while its seal stood: whoever doubts it challenges the claim (L-3.9)."""
    claim = open_claim(deployed, claims_root=ROOT, claims_kg=16_000)
    other = hash_of("corrected leaves")
    seals.seal(CLAIMS, other, MEMBERS, "", {"from": sealer})
    seals.supersede(seals.sealIdOf(CLAIMS, ROOT), seals.sealIdOf(CLAIMS, other), {"from": sealer})
    batch = finalise_late(oracle, claim).return_value
    assert claims.cooperativeOf(batch).dict()["size"] == MEMBERS


def test_a_total_without_a_root_is_out_of_place(deployed):
    """Must refuse kilograms for members that no root names."""
    with refused("ClaimsOutOfPlace", ZERO32, 16_000):
        try_submit(deployed, build_report(deployed, claims_kg=16_000))


def test_members_hold_kilograms(deployed, registry, project, registrar):
    """Must refuse members for a project whose credits move whole: they could not claim their kilograms."""
    facts = registry.projectOf(project).dict() | {"wholeTonneOnly": True}
    registry.registerProject(102, "Whole credits", tuple(facts.values()), {"from": registrar})
    with refused("ClaimsNeedKilograms", 102):
        try_submit(deployed, build_report(deployed, 102, claims_root=ROOT, claims_kg=16_000))
