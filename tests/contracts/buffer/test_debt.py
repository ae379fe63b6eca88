"""What owner and pool cannot make up for is a debt of the project, paid by anyone's credits or by later issuances."""

from __future__ import annotations

import pytest

from tests.contracts.attestations import build_report, mint, submit
from tests.contracts.buffer.conftest import SECOND_PROJECT
from tests.contracts.conftest import keccak, project_facts
from tests.contracts.refusals import ask, refused


@pytest.fixture
def owed(credit, batch, absorber, emitter, lose):
    """A debt of 5,000 kg: the owner sold 13,000 kg, the pool gave 3,000 kg of 8,000 kg."""
    credit.safeTransferFrom(absorber, emitter, batch, 13_000, b"", {"from": absorber})
    return lose(batch, 8_000)


@pytest.fixture
def payer(credit, pool, emitter):
    """The emitter, who lets the pool cancel its credits."""
    credit.setApprovalForAll(pool, True, {"from": emitter})
    return emitter


def test_a_later_issuance_pays_first(deployed, credit, pool, oracle, owed, project, absorber):
    """Must mint nothing of 4,000 kg, then 3,000 kg less the pool's share of 4,600 kg, and carry the rest (L-8.4)."""
    first = submit(deployed, build_report(deployed, project, 4_000))
    assert dict(first.events["DebtDeducted"])["kg"] == 4_000
    assert dict(first.events["DebtRepaid"]) == {"reportHash": owed.report_hash, "kg": 4_000, "outstandingKg": 1_000}
    assert "CreditsIssued" not in first.events
    assert pool.outstandingDebtKg(project) == 1_000

    second = submit(deployed, build_report(deployed, project, 4_600))
    final = second.events["ReportFinalised"]
    assert (final["mintedKg"], final["carriedKg"]) == (3_000, 600)
    assert (pool.outstandingDebtKg(project), oracle.carriedKg(project)) == (0, 600)
    assert credit.balanceOf(absorber, final["batch"]) == 3_000, "800 kg of the share are carried"


def test_the_oldest_debt_is_paid_first(deployed, pool, batch, project, owed, lose):
    """Must pay 5,000 kg of the first loss, then 1,000 kg of the second."""
    second = lose(batch, 2_000)
    told = submit(deployed, build_report(deployed, project, 6_000)).events["DebtRepaid"]
    assert [(each["reportHash"], each["kg"], each["outstandingKg"]) for each in told] == [
        (owed.report_hash, 5_000, 0),
        (second.report_hash, 1_000, 1_000),
    ]
    assert pool.outstandingDebtKg(project) == 1_000


def test_a_debt_that_was_repaid_is_passed_over(deployed, pool, batch, project, owed, payer, lose):
    """Must go on to the next debt where somebody paid the older one, and mint what is left."""
    second = lose(batch, 2_000)
    pool.repay(owed.report_hash, batch, 5_000, {"from": payer})
    transaction = submit(deployed, build_report(deployed, project, 4_000))
    assert dict(transaction.events["DebtRepaid"]) == {
        "reportHash": second.report_hash,
        "kg": 2_000,
        "outstandingKg": 0,
    }
    assert transaction.events["ReportFinalised"]["mintedKg"] == 2_000
    assert mint(deployed, project, 1_000), "no debt is left in the way"


def test_anyone_pays_with_credits_of_any_batch(deployed, credit, pool, registry, owed, payer, registrar, project):
    """Must take kilograms of another project's batch."""
    registry.registerProject(SECOND_PROJECT, "A roof", project_facts(payer), {"from": registrar})
    other = mint(deployed, SECOND_PROJECT, 6_000)
    pool.repay(owed.report_hash, other, 5_000, {"from": payer})
    assert (credit.balanceOf(payer, other), pool.outstandingDebtKg(project)) == (1_000, 0)


def test_a_repayment_cancels_the_payers_credits(credit, pool, batch, project, owed, payer):
    """Must lower the debt by the kilograms that leave circulation, twice, to the last one."""
    cancelled_kg = credit.supplyOf(batch)[2]
    first = pool.repay(owed.report_hash, batch, 1_234, {"from": payer})
    assert dict(first.events["DebtRepaid"]) == {"reportHash": owed.report_hash, "kg": 1_234, "outstandingKg": 3_766}
    assert dict(first.events["CreditsCancelled"])["reasonHash"] == owed.report_hash
    pool.repay(owed.report_hash, batch, 3_766, {"from": payer})
    assert (credit.balanceOf(payer, batch), credit.supplyOf(batch)[2]) == (8_000, cancelled_kg + 5_000)
    assert (pool.outstandingDebtKg(project), pool.lossOf(owed.report_hash).dict()["repaidKg"]) == (0, 5_000)


def test_no_more_is_repaid_than_is_owed(pool, batch, owed, payer):
    """Must refuse a kilogram above the debt, none at all, and a loss that never was."""
    with refused("RepaymentExceedsDebt", owed.report_hash, 5_000, 5_001):
        ask(pool.repay, owed.report_hash, batch, 5_001, {"from": payer})
    with refused("ZeroKilograms"):
        ask(pool.repay, owed.report_hash, batch, 0, {"from": payer})
    with refused("LossUnknown", keccak("nothing")):
        ask(pool.repay, keccak("nothing"), batch, 1, {"from": payer})


def test_the_pool_takes_only_from_who_approved_it(credit, pool, batch, project, owed, emitter, absorber):
    """Must refuse a payer that did not approve the pool, and one that holds too little, and leave the debt."""
    with refused("CallerNotApproved", pool.address, emitter.address):
        ask(pool.repay, owed.report_hash, batch, 1, {"from": emitter})
    credit.setApprovalForAll(pool, True, {"from": absorber})
    with refused("InsufficientCredits", absorber.address, batch, 0, 1):
        ask(pool.repay, owed.report_hash, batch, 1, {"from": absorber})
    assert pool.outstandingDebtKg(project) == 5_000


def test_another_projects_issuance_pays_nothing(stage, absorber, emitter):
    """Must keep the debts of two projects apart."""
    batch = stage.issue(101, 5_000, emitter)
    stage.open_loss("fire", batch, 2_000, absorber)
    assert stage.pool.deduct(102, 9_000, {"from": stage.oracle}).return_value == 0
    assert stage.pool.deduct(101, 9_000, {"from": stage.oracle}).return_value == 2_000
