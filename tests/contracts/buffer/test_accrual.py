"""The pool's share of each issuance accrues in kilograms, rounded up, and moves in whole credits."""

from __future__ import annotations

from tests.contracts.attestations import build_report, mint, submit
from tests.contracts.buffer.conftest import ASSESSMENT, FIFTH_BPS
from tests.contracts.refusals import ask, refused


def test_whole_credits_move_and_the_rest_is_carried(deployed, pool, credit, share, project, absorber):
    """Must move 3,000 kg of the fifth of 16,000 kg and carry 200 kg (L-5.2)."""
    batch = mint(deployed, project, 16_000)
    assert (credit.balanceOf(absorber, batch), credit.balanceOf(pool, batch)) == (13_000, 3_000)
    assert pool.carriedShareKg(project) == 200


def test_what_is_carried_moves_when_it_makes_a_credit(deployed, pool, credit, share, project):
    """Must move 3,000 kg four times and 4,000 kg the fifth: nothing of the share is lost."""
    moved = [credit.balanceOf(pool, mint(deployed, project, 16_000)) for _ in range(5)]
    assert moved == [3_000, 3_000, 3_000, 3_000, 4_000]
    assert pool.carriedShareKg(project) == 0
    assert sum(moved) == 5 * 16_000 * FIFTH_BPS // 10_000


def test_a_part_of_a_kilogram_is_the_pools(deployed, pool, project, registrar):
    """Must accrue 2 kg of 1 basis point of 16,000 kg."""
    pool.setShare(project, 1, ASSESSMENT, {"from": registrar})
    mint(deployed, project, 16_000)
    assert pool.carriedShareKg(project) == 2


def test_an_issuance_says_what_the_pool_got(deployed, pool, share, project, absorber):
    """Must publish share and remainder, and the batch as a whole."""
    batch = mint(deployed, project, 16_000)
    transaction = submit(deployed, build_report(deployed, project, 1_000))
    accrued = dict(transaction.events["BufferAccrued"])
    assert accrued == {"project": project, "batch": batch + 1, "bufferKg": 0, "carriedKg": 400}
    issued = dict(transaction.events["CreditsIssued"])
    assert issued == {"batch": batch + 1, "owner": absorber, "kg": 1_000, "bufferKg": 0}


def test_half_of_a_credit_and_a_remainder_can_be_all_of_it(deployed, pool, credit, project, absorber, registrar):
    """Must give the whole of a 1,000 kg issuance to the pool where 500 kg were carried, and call no owner."""
    pool.setShare(project, 5_000, ASSESSMENT, {"from": registrar})
    first, second = mint(deployed, project, 1_000), mint(deployed, project, 1_000)
    assert [credit.balanceOf(absorber, batch) for batch in (first, second)] == [1_000, 0]
    assert [credit.balanceOf(pool, batch) for batch in (first, second)] == [0, 1_000]


def test_a_project_without_a_share_gives_nothing(deployed, pool, credit, batch, project, absorber, registrar):
    """Must leave the whole batch to the owner, say nothing of a buffer, and keep what was carried before."""
    pool.setShare(project, 0, ASSESSMENT, {"from": registrar})
    transaction = submit(deployed, build_report(deployed, project, 16_000))
    second = transaction.events["ReportFinalised"]["batch"]
    assert "BufferAccrued" not in transaction.events
    assert (credit.balanceOf(absorber, second), credit.balanceOf(pool, second)) == (16_000, 0)
    assert pool.carriedShareKg(project) == 200


def test_nobody_sends_credits_to_the_pool(pool, credit, batch, absorber):
    """Must refuse a gift: the pool draws on what it accrued, and would never find it."""
    with refused("ERC1155InvalidReceiver", pool.address):
        ask(credit.safeTransferFrom, absorber, pool, batch, 1_000, b"", {"from": absorber})
