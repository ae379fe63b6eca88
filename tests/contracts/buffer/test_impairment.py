"""What is missing is written over what was retired: certificates are impaired by their part, healed as it is paid."""

from __future__ import annotations

import pytest

from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused

INTACT, IMPAIRED, MADE_GOOD = 0, 1, 2


@pytest.fixture
def sold(credit, batch, absorber, emitter):
    """The owner sold all: a loss above the pool's 3,000 kg reaches certificates."""
    credit.safeTransferFrom(absorber, emitter, batch, 13_000, b"", {"from": absorber})
    return batch


def statuses(certificates, ids):
    return [tuple(certificates.statusOf(each)) for each in ids]


def test_a_certificate_is_impaired_by_its_part(pool, certificates, sold, emitter, retire, lose):
    """Must spread 1,000 kg over 4,000 retired kg, each part rounded up, and spare the later certificate (L-8.3)."""
    early = [retire(sold, emitter, kg) for kg in (2_998, 1_001, 1)]
    lost = lose(sold, 4_000)
    late = retire(sold, emitter, 4_000)
    told = dict(lost.transaction.events["LossCovered"])
    assert (told["debtKg"], told["impairedKg"], told["retiredKg"]) == (1_000, 1_000, 4_000)
    assert statuses(certificates, early) == [(IMPAIRED, 750), (IMPAIRED, 251), (IMPAIRED, 1)]
    assert statuses(certificates, [late]) == [(INTACT, 0)]
    assert pool.impairmentsOf(sold) == [lost.report_hash]


def test_a_covered_loss_impairs_nobody(pool, certificates, sold, emitter, retire, lose):
    """Must leave certificates intact while owner and pool make up for the loss."""
    certificate = retire(sold, emitter, 4_000)
    lose(sold, 3_000)
    assert statuses(certificates, [certificate]) == [(INTACT, 0)]
    assert pool.impairmentsOf(sold) == []


def test_payment_heals_and_makes_good(credit, pool, certificates, sold, emitter, retire, lose):
    """Must show less as the debt is paid, and made good only when what was impaired is paid in full (L-8.4)."""
    certificate = retire(sold, emitter, 4_000)
    lost = lose(sold, 4_000)
    credit.setApprovalForAll(pool, True, {"from": emitter})
    seen = []
    for kg in (1, 998, 1):
        pool.repay(lost.report_hash, sold, kg, {"from": emitter})
        seen += statuses(certificates, [certificate])
    assert seen == [(IMPAIRED, 999), (IMPAIRED, 1), (MADE_GOOD, 0)]


def test_no_more_is_impaired_than_was_retired(pool, certificates, sold, emitter, project, retire, lose):
    """Must write 500 kg of a debt of 7,000 kg over the 500 kg that were retired."""
    certificate = retire(sold, emitter, 500)
    lost = lose(sold, 10_000)
    assert pool.outstandingDebtKg(project) == 7_000
    assert pool.lossOf(lost.report_hash).dict()["impairedKg"] == 500
    assert statuses(certificates, [certificate]) == [(IMPAIRED, 500)]


def test_where_nothing_was_retired_nothing_is_impaired(certificates, pool, sold, emitter, project, retire, lose):
    """Must owe the loss, and leave who retires afterwards untouched."""
    lose(sold, 4_000)
    certificate = retire(sold, emitter, 100)
    assert pool.outstandingDebtKg(project) == 1_000
    assert pool.impairmentsOf(sold) == []
    assert statuses(certificates, [certificate]) == [(INTACT, 0)]


def test_several_losses_never_impair_more_than_a_certificate(stage, absorber, emitter):
    """Must spread the second loss over what the first one left, so that no certificate is hit beyond its kilograms."""
    batch = stage.issue(101, 1_000, emitter)
    early, late = (0, 100), (100, 200)
    retire_directly(stage, batch, emitter, 100)
    stage.open_loss("fire", batch, 60, absorber)
    retire_directly(stage, batch, emitter, 100)
    stage.open_loss("storm", batch, 70, absorber)

    # Of 200 kg 60 were impaired: 70 over 140 is a half of what was left of each.
    assert stage.pool.impairmentOf(batch, *early) == (60 + 20, 60 + 20)
    assert stage.pool.impairmentOf(batch, *late) == (50, 50)
    assert stage.pool.impairmentOf(batch, 0, 200) == (130, 130)

    stage.open_loss("flood", batch, 800, absorber)
    assert stage.pool.lossOf(keccak("flood")).dict()["impairedKg"] == 70, "what is left of 200 kg"
    assert stage.pool.impairmentOf(batch, *early) == (100, 100)
    assert stage.pool.impairmentOf(batch, *late) == (100, 100)


def test_what_was_made_good_is_not_hit_again(stage, absorber, emitter):
    """Must let a later loss pass by kilograms that other credits stand for since."""
    batch = stage.issue(101, 1_000, emitter)
    retire_directly(stage, batch, emitter, 100)
    stage.open_loss("fire", batch, 100, absorber)
    stage.pool.deduct(101, 100, {"from": stage.oracle})
    stage.open_loss("storm", batch, 50, absorber)
    assert stage.pool.impairmentOf(batch, 0, 100) == (100, 0)
    assert stage.pool.lossOf(keccak("storm")).dict()["impairedKg"] == 0
    assert stage.pool.outstandingDebtKg(101) == 50


def test_a_range_that_spans_retirements_is_hit_in_its_early_part(stage, absorber, emitter):
    """Must count of [50, 150) only the 50 kg that were retired before the loss."""
    batch = stage.issue(101, 1_000, emitter)
    retire_directly(stage, batch, emitter, 100)
    stage.open_loss("fire", batch, 40, absorber)
    retire_directly(stage, batch, emitter, 100)
    assert stage.pool.impairmentOf(batch, 50, 150) == (20, 20)
    assert stage.pool.impairmentOf(batch, 100, 200) == (0, 0)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5)])
def test_a_range_has_kilograms(pool, batch, start, end):
    """Must refuse a range that ends where it begins, or before."""
    with refused("RangeEmpty", batch, start, end):
        pool.impairmentOf(batch, start, end)


def retire_directly(stage, batch, holder, kg):
    stage.credit.retire(batch, holder, kg, (holder, keccak("details"), 0, "0x" + "00" * 32, False), {"from": holder})
