"""A verified loss is made up by the owner's stock, then the pool, oldest batches first, then a debt."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.attestations import mint
from tests.contracts.buffer.conftest import ASSESSMENT
from tests.contracts.conftest import PROJECT, keccak
from tests.contracts.refusals import ask, refused

BATCHES_PER_CALL = 32


@pytest.mark.parametrize(
    ("lost_kg", "expected"),
    [
        (1, (1, 0, 0)),
        (13_000, (13_000, 0, 0)),
        (13_001, (13_000, 1, 0)),
        (16_000, (13_000, 3_000, 0)),
    ],
)
def test_a_loss_takes_the_owners_stock_then_the_pools(credit, pool, batch, absorber, lose, lost_kg, expected):
    """Must sum owner, pool and debt to the loss, to the kilogram, and take them out of circulation (L-8.2)."""
    lost = lose(batch, lost_kg)
    covered = dict(lost.transaction.events["LossCovered"])
    assert (covered["ownerKg"], covered["poolKg"], covered["debtKg"]) == expected
    assert sum(expected) == lost_kg == pool.lostKg(batch)
    owner_kg, pool_kg, _ = expected
    assert credit.balanceOf(absorber, batch) == 13_000 - owner_kg
    assert credit.balanceOf(pool, batch) == 3_000 - pool_kg
    assert credit.supplyOf(batch) == (16_000, 0, lost_kg)


def test_what_owner_and_pool_cannot_make_up_is_owed(deployed, credit, pool, batch, project, absorber, emitter, lose):
    """Must take 2,000 kg of the owner and 3,000 kg of the pool, and write the other 5,000 kg as the project's debt."""
    credit.safeTransferFrom(absorber, emitter, batch, 11_000, b"", {"from": absorber})
    lost = lose(batch, 10_000)
    assert dict(lost.transaction.events["LossOpened"]) == {
        "reportHash": lost.report_hash,
        "project": project,
        "batch": batch,
        "lossKg": 10_000,
        "ownerKg": 2_000,
    }
    assert dict(pool.lossOf(lost.report_hash).dict()) == {
        "batch": batch,
        "project": project,
        "lossKg": 10_000,
        "ownerKg": 2_000,
        "poolKg": 3_000,
        "debtKg": 5_000,
        "repaidKg": 0,
        "impairedKg": 0,
        "retiredKg": 0,
        "intactKg": 0,
        "drawing": False,
    }
    assert pool.outstandingDebtKg(project) == 5_000
    assert credit.balanceOf(emitter, batch) == 11_000, "what was sold before is not touched"


def test_the_pool_gives_its_oldest_batches_first(deployed, credit, pool, batch, project, absorber, emitter, lose):
    """Must empty the first batch, then take from the second, whatever batch lost."""
    second, third = mint(deployed, project, 10_000), mint(deployed, project, 10_000)
    credit.safeTransferFrom(absorber, emitter, third, 8_000, b"", {"from": absorber})
    lost = lose(third, 4_500)
    drawn = [(each["batch"], each["kg"]) for each in lost.transaction.events["PoolDrawn"]]
    assert drawn == [(batch, 3_000), (second, 1_500)]
    assert [credit.balanceOf(pool, each) for each in (batch, second, third)] == [0, 500, 2_000]

    again = lose(third, 1_000)
    drawn = [(each["batch"], each["kg"]) for each in again.transaction.events["PoolDrawn"]]
    assert drawn == [(second, 500), (third, 500)]


def test_no_freeze_and_no_pause_stops_the_waterfall(credit, pool, batch, absorber, compliance, guardian, lose):
    """Must take frozen stock of owner and pool alike, and go on while transfers are paused."""
    credit.setFrozenTokens(absorber, batch, 13_000, {"from": compliance})
    credit.setFrozenTokens(pool, batch, 3_000, {"from": compliance})
    credit.pauseTransfers({"from": guardian})
    lose(batch, 15_000)
    assert (credit.balanceOf(absorber, batch), credit.balanceOf(pool, batch)) == (0, 1_000)
    assert credit.getFrozenTokens(pool, batch) == 1_000, "what is left stays frozen"


def test_what_compliance_moved_out_of_the_pool_is_passed_over(
    deployed, credit, pool, batch, project, absorber, emitter, compliance, chain, lose
):
    """Must count what the pool has, not what it once got."""
    second = mint(deployed, project, 10_000)
    announced = (pool, emitter, batch, 3_000)
    credit.announceForcedTransfer(*announced, 1, keccak("court order"), {"from": compliance})
    chain.sleep(2 * 86_400)
    credit.forcedTransfer(*announced, {"from": compliance})
    credit.safeTransferFrom(absorber, emitter, second, 8_000, b"", {"from": absorber})

    lost = lose(second, 1_500)
    drawn = [(each["batch"], each["kg"]) for each in lost.transaction.events["PoolDrawn"]]
    assert drawn == [(second, 1_500)]


@pytest.fixture(scope="module")
def storm(stage, admin, absorber, emitter):
    """A loss of 34,500 kg that meets 34 batches of 1,000 kg in the pool, and an owner who sold everything."""
    stage.pool.setShare(PROJECT, 5_000, ASSESSMENT, {"from": admin})
    batches = [stage.issue(PROJECT, 2_000, absorber) for _ in range(BATCHES_PER_CALL + 2)]
    return stage.open_loss("storm", batches[-1], 34_500, emitter)


def test_many_batches_are_drawn_in_several_calls(stage, storm, stranger):
    """Must draw on 32 batches a call, let anyone go on, and write the debt with the last of them."""
    assert len(storm.events["PoolDrawn"]) == BATCHES_PER_CALL
    assert "LossCovered" not in storm.events
    assert stage.pool.outstandingDebtKg(PROJECT) == 0

    covered = stage.pool.cover(keccak("storm"), {"from": stranger})
    assert [each["batch"] for each in covered.events["PoolDrawn"]] == [33, 34]
    told = dict(covered.events["LossCovered"])
    assert (told["ownerKg"], told["poolKg"], told["debtKg"]) == (0, 34_000, 500)
    assert stage.pool.outstandingDebtKg(PROJECT) == 500


def test_what_is_still_drawn_is_not_owed_yet(stage, storm, absorber):
    """Must take no repayment while the pool may still give."""
    stage.credit.setApprovalForAll(stage.pool, True, {"from": absorber})
    with refused("RepaymentExceedsDebt", keccak("storm"), 0, 1):
        ask(stage.pool.repay, keccak("storm"), 1, 1, {"from": absorber})


def test_stock_that_comes_in_between_is_drawn_too(stage, storm, absorber, stranger):
    """Must let later issuances cover a loss that is still open."""
    stage.issue(PROJECT, 2_000, absorber)
    told = dict(stage.pool.cover(keccak("storm"), {"from": stranger}).events["LossCovered"])
    assert (told["poolKg"], told["debtKg"]) == (34_500, 0)


def test_an_owner_that_covers_from_its_hook_gains_nothing(stage, storm, admin):
    """Must draw the share of the very issuance that calls back, once, and leave the owner its own part."""
    wallet = admin.deploy(brownie.ContractWallet, admin)
    wallet.setReentry(stage.pool, stage.pool.cover.encode_input(keccak("storm")))
    wallet.setMoods(0, 5)
    batch = stage.issue(PROJECT, 4_000, wallet)
    loss = stage.pool.lossOf(keccak("storm")).dict()
    assert (loss["poolKg"], loss["debtKg"], loss["drawing"]) == (34_500, 0, False)
    assert (stage.credit.balanceOf(wallet, batch), stage.credit.balanceOf(stage.pool, batch)) == (2_000, 1_500)


def test_a_covered_loss_is_not_covered_again(pool, batch, lose, stranger):
    """Must refuse to go on where nothing is open, and where there never was a loss."""
    lost = lose(batch, 1_000)
    with refused("LossIsCovered", lost.report_hash):
        ask(pool.cover, lost.report_hash, {"from": stranger})
    with refused("LossUnknown", keccak("nothing")):
        ask(pool.cover, keccak("nothing"), {"from": stranger})
    with refused("LossUnknown", keccak("nothing")):
        pool.lossOf(keccak("nothing"))
