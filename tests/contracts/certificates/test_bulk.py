"""One retirement for many: each beneficiary claims a locked certificate over the next kilograms, once, by its leaf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import brownie
import pytest

from tests.contracts.conftest import keccak
from tests.contracts.leaves import Portion, path, portion_leaf, root
from tests.contracts.ledger.conftest import DETAILS, ZERO32, statement
from tests.contracts.refusals import refused

BULK_KG = 2_600
MASSES_KG = (1_000, 700, 900)  # all of it
COMPLIANCE_USE = 1


@dataclass(frozen=True)
class Bulk:
    """A bulk certificate with the portions under its root."""

    number: int
    portions: list[Portion]
    leaves: list[bytes]

    def claim(self, certificates: Any, index: int, by: Any) -> Any:
        return certificates.claimPortion(self.number, self.portions[index], path(index, self.leaves), {"from": by})


@pytest.fixture
def open_bulk(credit, certificates, batch, absorber):
    """Retires for the absorber, in bulk, over the portions given; a thousand kilograms were retired before."""
    credit.retire(batch, absorber, 1_000, statement(absorber), {"from": absorber})

    def retire_in_bulk(portions, kg=BULK_KG):
        leaves = [portion_leaf(certificates, brownie.chain.id, batch, each) for each in portions]
        said = statement(absorber, use_case=COMPLIANCE_USE)
        made = credit.retireInBulk(batch, absorber, kg, said, root(leaves), len(leaves), {"from": absorber})
        return Bulk(made.return_value, portions, leaves)

    return retire_in_bulk


@pytest.fixture
def bulk(open_bulk, emitter, stranger, guardian):
    """2,600 kg for three: [1,000, 3,600) of the batch."""
    named = zip((emitter, stranger, guardian), MASSES_KG, strict=True)
    return open_bulk([Portion(n, who.address, kg, keccak(f"details {n}")) for n, (who, kg) in enumerate(named)])


def test_a_bulk_retirement_is_one_certificate_with_a_root(credit, certificates, batch, bulk, absorber):
    """Must retire once, to the retiring party, and keep root and size beside. L-7.5"""
    assert certificates.ownerOf(bulk.number) == absorber
    assert certificates.bulkOf(bulk.number) == (root(bulk.leaves), 3, 0)
    assert certificates.bulkOf(1) == (ZERO32, 0, 0)
    assert credit.supplyOf(batch) == (16_000, 3_600, 0)


def test_a_bulk_retirement_leaves_its_events_in_order(credit, batch, absorber):
    """Must open the bulk last, when the certificate stands."""
    made = credit.retireInBulk(batch, absorber, 1, statement(absorber), keccak("root"), 7, {"from": absorber})
    names = [event.name for event in made.events]
    assert names == ["TransferSingle", "Transfer", "Locked", "CertificateIssued", "CreditsRetired", "BulkOpened"]
    assert dict(made.events["BulkOpened"]) == {"certificate": 1, "root": keccak("root"), "size": 7}


def test_anyone_claims_for_a_beneficiary(certificates, bulk, emitter, registrar):
    """Must mint a locked certificate to the one who is named, over the next kilograms, in its own words. L-7.5"""
    transaction = bulk.claim(certificates, 0, registrar)
    portion = transaction.return_value

    assert [event.name for event in transaction.events] == ["Transfer", "Locked", "CertificateIssued", "PortionClaimed"]
    assert dict(transaction.events["PortionClaimed"]) == {
        "certificate": bulk.number,
        "portion": portion,
        "index": 0,
        "claimedKg": 1_000,
    }
    assert certificates.ownerOf(portion) == emitter
    assert certificates.locked(portion)
    whole, part = (certificates.certificate(number).dict() for number in (bulk.number, portion))
    own = {"kgStart": 1_000, "kgEnd": 2_000, "serialStart": 2, "serialEnd": 2, "detailsHash": keccak("details 0")}
    assert part == whole | own
    assert whole["detailsHash"] == DETAILS


def test_portions_take_the_next_kilograms_in_the_order_of_claims(certificates, bulk, registrar):
    """Must lay portion beside portion inside the bulk certificate, with the serials that each touches. L-7.2"""
    ranges = []
    for index in (2, 0, 1):
        number = bulk.claim(certificates, index, registrar).return_value
        ranges.append(tuple(certificates.certificate(number))[1:5])
    assert ranges == [(1_000, 1_900, 2, 2), (1_900, 2_900, 2, 3), (2_900, 3_600, 3, 4)]
    assert certificates.bulkOf(bulk.number)[2] == BULK_KG
    assert certificates.portionsOf(bulk.number) == (3, 4, 5)


def test_every_kilogram_leads_to_its_portion(certificates, batch, bulk, registrar):
    """Must find the portion where one is claimed, else the bulk certificate, and its neighbours as before. L-7.2"""

    def owners():
        return [certificates.certificateAt(batch, kg) for kg in (0, 999, 1_000, 1_699, 1_700, 2_699, 2_700, 3_599)]

    assert owners() == [1, 1, 2, 2, 2, 2, 2, 2]
    bulk.claim(certificates, 1, registrar)
    assert owners() == [1, 1, 3, 3, 2, 2, 2, 2]
    bulk.claim(certificates, 0, registrar)
    assert owners() == [1, 1, 3, 3, 4, 4, 2, 2]
    bulk.claim(certificates, 2, registrar)
    assert owners() == [1, 1, 3, 3, 4, 4, 5, 5]
    assert [certificates.certificateOf(batch, serial) for serial in (1, 2, 3, 4)] == [1, 3, 4, 5]


def test_a_later_retirement_is_found_past_the_portions(credit, certificates, batch, bulk, absorber, registrar):
    """Must keep the batch's own order when portions have higher numbers than the certificates between them. L-7.2"""
    bulk.claim(certificates, 0, registrar)
    later = credit.retire(batch, absorber, 400, statement(absorber), {"from": absorber}).return_value
    bulk.claim(certificates, 2, registrar)
    assert [certificates.certificateAt(batch, kg) for kg in (1_999, 2_000, 3_599, 3_600, 3_999)] == [3, 5, 2, 4, 4]
    assert later == 4


def test_a_portion_is_claimed_once(certificates, bulk, emitter, registrar):
    """Must refuse the same index for ever. L-7.5"""
    bulk.claim(certificates, 0, registrar)
    assert [certificates.isPortionClaimed(bulk.number, index) for index in (0, 1, 256)] == [True, False, False]
    for by in (registrar, emitter):
        with refused("PortionClaimedAlready", bulk.number, 0):
            bulk.claim(certificates, 0, by)


def test_a_portion_is_claimed_by_its_own_leaf_alone(certificates, bulk, registrar):
    """Must refuse every changed word, and a leaf at another's place. L-7.5"""
    told = bulk.portions[0]
    for changed in (
        told._replace(kg=1_001),
        told._replace(beneficiary=registrar.address),
        told._replace(details=keccak("other details")),
        told._replace(index=1),
    ):
        with refused("PortionNotInRoot", bulk.number, changed.index):
            certificates.claimPortion(bulk.number, changed, path(0, bulk.leaves), {"from": registrar})
    with refused("IndexOutOfRange", 3, 3):
        certificates.claimPortion(bulk.number, told._replace(index=3), path(0, bulk.leaves), {"from": registrar})
    with refused("ProofLengthWrong", 2, 1):
        certificates.claimPortion(bulk.number, told, path(0, bulk.leaves)[:1], {"from": registrar})


def test_a_leaf_of_another_chain_contract_or_batch_is_refused(credit, certificates, batch, absorber, registrar):
    """Must hold each leaf to this chain, this contract and the retired batch. L-7.5"""
    portion = Portion(0, absorber.address, 1, DETAILS)
    chain_id = brownie.chain.id
    for leaf in (
        portion_leaf(certificates, chain_id + 1, batch, portion),
        portion_leaf(credit, chain_id, batch, portion),
        portion_leaf(certificates, chain_id, batch + 1, portion),
    ):
        made = credit.retireInBulk(batch, absorber, 1, statement(absorber), root([leaf]), 1, {"from": absorber})
        with refused("PortionNotInRoot", made.return_value, 0):
            certificates.claimPortion(made.return_value, portion, [], {"from": registrar})


def test_portions_never_exceed_what_was_retired(certificates, open_bulk, emitter, stranger, registrar):
    """Must refuse the portion that does not fit any more, with all three numbers, whatever its root promised. L-7.5"""
    greedy = open_bulk([Portion(n, who.address, 2_000, DETAILS) for n, who in enumerate((emitter, stranger))])
    greedy.claim(certificates, 1, registrar)
    with refused("PortionExceedsRetired", greedy.number, BULK_KG, 2_000, 2_000):
        greedy.claim(certificates, 0, registrar)


def test_the_largest_portion_does_not_wrap_around(certificates, open_bulk, emitter, stranger, registrar):
    """Must refuse a mass that would overflow the sum."""
    masses = (1, 2**64 - 1)
    greedy = open_bulk([Portion(n, emitter.address, kg, DETAILS) for n, kg in enumerate(masses)])
    greedy.claim(certificates, 0, registrar)
    with refused("PortionExceedsRetired", greedy.number, BULK_KG, 1, 2**64 - 1):
        greedy.claim(certificates, 1, registrar)


def test_a_portion_says_something_of_somebody(certificates, open_bulk, emitter, registrar):
    """Must refuse 0 kg, nobody, and empty details, though the root holds them."""
    empty = open_bulk(
        [
            Portion(0, emitter.address, 0, DETAILS),
            Portion(1, brownie.ZERO_ADDRESS, 1, DETAILS),
            Portion(2, emitter.address, 1, ZERO32),
        ]
    )
    for index, said in enumerate((("ZeroKilograms",), ("ZeroAddress", "beneficiary"), ("EmptyDetails",))):
        with refused(*said):
            empty.claim(certificates, index, registrar)


def test_only_a_bulk_certificate_has_portions(certificates, bulk, registrar):
    """Must refuse a certificate that is for one, a portion, and a number that nobody has."""
    portion = bulk.claim(certificates, 0, registrar).return_value
    arguments = (bulk.portions[1], path(1, bulk.leaves), {"from": registrar})
    for number in (1, portion):
        with refused("CertificateNotInBulk", number):
            certificates.claimPortion(number, *arguments)
    with refused("CertificateUnknown", 9):
        certificates.claimPortion(9, *arguments)


def test_a_bulk_certificate_is_allotted_by_its_portions(certificates, bulk, absorber, emitter, registrar):
    """Must refuse the bulk certificate, whose kilograms are promised, and let each beneficiary allot its own. L-7.3"""
    subject = keccak("passport of a coffee")
    with refused("CertificateInBulk", bulk.number):
        certificates.allot(bulk.number, subject, 1, {"from": absorber})
    portion = bulk.claim(certificates, 0, registrar).return_value
    certificates.allot(portion, subject, 1_000, {"from": emitter})
    with refused("AllotmentExceedsRetired", portion, 1_000, 1_000, 1):
        certificates.allot(portion, subject, 1, {"from": emitter})


def test_a_bulk_retirement_brings_its_root(credit, batch, absorber):
    """Must refuse an empty root and an empty tree, and retire nothing."""
    for tree, size in ((ZERO32, 3), (keccak("root"), 0)):
        with refused("BulkRootMissing", tree, size):
            credit.retireInBulk(batch, absorber, 1_000, statement(absorber), tree, size, {"from": absorber})
    assert credit.supplyOf(batch) == (16_000, 0, 0)


def test_only_the_ledger_opens_a_bulk(credit, certificates, bulk, admin, absorber):
    """Must refuse the admin, and the owner of the certificate."""
    for account in (admin, absorber):
        with refused("CallerNotLedger", account.address, credit.address):
            certificates.openBulk(1, keccak("root"), 1, {"from": account})


def test_a_stranger_does_not_retire_in_bulk_or_against_a_footprint(credit, batch, absorber, stranger):
    """Must ask for the holder's approval on every way to retire."""
    with refused("CallerNotApproved", stranger.address, absorber.address):
        credit.retireInBulk(batch, absorber, 1, statement(stranger), keccak("root"), 1, {"from": stranger})
