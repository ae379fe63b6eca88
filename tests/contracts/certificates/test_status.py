"""What a real loss of the batch means for its certificates: intact, impaired, made good, by reading the pool."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.attestations import build_loss, submit_loss
from tests.contracts.conftest import keccak
from tests.contracts.leaves import Portion, path, portion_leaf, root
from tests.contracts.ledger.conftest import DETAILS, statement
from tests.contracts.refusals import refused

INTACT, IMPAIRED, MADE_GOOD = range(3)
STOCK_KG = 2_000


@pytest.fixture
def sold_and_retired(credit, certificates, batch, absorber, emitter, stranger):
    """Of 16,000 kg: 3,000 and 1,000 retired, 10,000 the emitter's, 2,000 the owner's; the certificates are 1 and 2."""
    credit.retire(batch, absorber, 3_000, statement(emitter), {"from": absorber})
    credit.retire(batch, absorber, 1_000, statement(stranger), {"from": absorber})
    credit.safeTransferFrom(absorber, emitter, batch, 10_000, "", {"from": absorber})


@pytest.fixture
def lose(deployed, batch):
    """Verifies a loss of the batch, which the chain finalises at once; answers its report hash."""

    def lose_kg(kg):
        loss = submit_loss(deployed, build_loss(deployed, batch, kg), batch)
        return loss.events["ReportFinalised"]["reportHash"]

    return lose_kg


def test_a_certificate_is_intact_while_nothing_is_lost(certificates, sold_and_retired):
    """Must answer intact and 0 kg."""
    assert [certificates.statusOf(number) for number in (1, 2)] == [(INTACT, 0), (INTACT, 0)]


def test_a_loss_that_the_owner_covers_impairs_nobody(credit, certificates, batch, sold_and_retired, lose, absorber):
    """Must take the owner's stock first and leave certificates intact. L-8.2"""
    lose(STOCK_KG)
    assert credit.balanceOf(absorber, batch) == 0
    assert [certificates.statusOf(number) for number in (1, 2)] == [(INTACT, 0), (INTACT, 0)]


def test_what_is_missing_impairs_each_certificate_by_its_part(certificates, sold_and_retired, lose):
    """Must share 1,001 kg over 3,000 and 1,000 kg, each rounded up. L-8.3"""
    lose(STOCK_KG + 1_001)
    assert [certificates.statusOf(number) for number in (1, 2)] == [(IMPAIRED, 751), (IMPAIRED, 251)]


def test_what_is_retired_after_the_loss_is_intact(credit, certificates, batch, sold_and_retired, lose, emitter):
    """Must not hit a certificate that did not exist. L-8.3"""
    lose(STOCK_KG + 1_000)
    later = credit.retire(batch, emitter, 500, statement(emitter), {"from": emitter}).return_value
    assert certificates.statusOf(later) == (INTACT, 0)


def test_what_is_repaid_heals_until_all_is_made_good(
    credit, certificates, pool, batch, sold_and_retired, lose, emitter
):
    """Must lower the impaired kilograms as the debt is paid, and remember that there was one. L-8.4"""
    loss = lose(STOCK_KG + 1_000)
    assert certificates.statusOf(1) == (IMPAIRED, 750)
    credit.setApprovalForAll(pool, True, {"from": emitter})
    pool.repay(loss, batch, 600, {"from": emitter})
    assert [certificates.statusOf(number) for number in (1, 2)] == [(IMPAIRED, 300), (IMPAIRED, 100)]
    pool.repay(loss, batch, 400, {"from": emitter})
    assert [certificates.statusOf(number) for number in (1, 2)] == [(MADE_GOOD, 0), (MADE_GOOD, 0)]


def test_losses_add_up_and_never_exceed_what_was_retired(certificates, sold_and_retired, lose):
    """Must impair all 4,000 kg and not a kilogram more, however much is lost. L-8.3"""
    lose(STOCK_KG + 3_000)
    lose(9_000)
    assert [certificates.statusOf(number) for number in (1, 2)] == [(IMPAIRED, 3_000), (IMPAIRED, 1_000)]


def test_a_portion_is_impaired_by_its_own_part(credit, certificates, batch, lose, absorber, emitter, stranger):
    """Must judge a portion of a bulk certificate by its own kilograms, claimed before the loss or after it. L-8.3"""
    portions = [Portion(0, emitter.address, 3_000, DETAILS), Portion(1, stranger.address, 1_000, DETAILS)]
    leaves = [portion_leaf(certificates, brownie.chain.id, batch, each) for each in portions]
    said = statement(absorber)
    bulk = credit.retireInBulk(batch, absorber, 4_000, said, root(leaves), 2, {"from": absorber}).return_value
    credit.safeTransferFrom(absorber, emitter, batch, 12_000, "", {"from": absorber})

    claimed = [certificates.claimPortion(bulk, portions[0], path(0, leaves), {"from": emitter}).return_value]
    lose(1_000)
    claimed.append(certificates.claimPortion(bulk, portions[1], path(1, leaves), {"from": emitter}).return_value)
    assert [certificates.statusOf(number) for number in (bulk, *claimed)] == [
        (IMPAIRED, 1_000),
        (IMPAIRED, 750),
        (IMPAIRED, 250),
    ]


def test_an_unknown_certificate_has_no_status(certificates):
    """Must refuse a number that no certificate has."""
    with refused("CertificateUnknown", 9):
        certificates.statusOf(9)


def test_labels_are_those_of_the_day_of_the_retirement(credit, certificates, registry, batch, registrar, absorber):
    """Must keep a certificate's labels when the batch gains or loses some later. L-7.1"""
    corsia, all_four = 0b0001, 0b1111
    for labels, expected in ((corsia, corsia), (all_four, all_four), (0, 0)):
        registry.setLabels(batch, labels, keccak("letter of authorisation"), {"from": registrar})
        made = credit.retire(batch, absorber, 1, statement(absorber), {"from": absorber})
        assert made.events["CertificateIssued"]["labels"] == expected
    assert [certificates.certificate(number).dict()["labels"] for number in (1, 2, 3)] == [corsia, all_four, 0]
