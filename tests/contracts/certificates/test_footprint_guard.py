"""A retirement that names a footprint brings its sealed leaf once, and is refused above it unless it says beyond."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.contracts.conftest import keccak
from tests.contracts.leaves import footprint_leaf, path, root
from tests.contracts.ledger.conftest import ZERO32, statement
from tests.contracts.refusals import refused
from tests.contracts.seals.conftest import EVIDENCE, INVENTORY, PASSPORT, attach
from tests.vectors.make_merkle import text

COFFEE, TEA = keccak("passport of a coffee"), keccak("passport of a tea")
COFFEE_KG, TEA_KG = 1_200, 300
INDEX = {COFFEE: 0, TEA: 2}


class Sealed(NamedTuple):
    """A seal of a kind over footprints; `proof` answers IRetirementCertificate.FootprintProof."""

    number: int
    leaves: list[bytes]

    def proof(self, index: int) -> tuple[int, bytes, int, list[str]]:
        return (self.number, self.leaves[index], index, path(index, self.leaves))

    def name(self, index: int) -> str:
        """Leaf hash, which is what a retirement names."""
        return root([self.leaves[index]])


def seal_leaves(seals: Any, sealer: Any, leaves: list[bytes], kind: int = PASSPORT) -> Sealed:
    return Sealed(attach(seals, sealer, root(leaves), len(leaves), kind), leaves)


@pytest.fixture
def passports(seals, sealer):
    """A coffee of 1,200 kg, something that is no footprint, a tea of 300 kg."""
    leaves = [
        footprint_leaf(PASSPORT, COFFEE, COFFEE_KG),
        b"a passport in words",
        footprint_leaf(PASSPORT, TEA, TEA_KG),
    ]
    return seal_leaves(seals, sealer, leaves)


@pytest.fixture
def coffee(passports, certificates, stranger):
    """Name of the coffee's footprint, admitted by a stranger."""
    certificates.admitFootprint(passports.proof(0), {"from": stranger})
    return passports.name(0)


@pytest.fixture
def against(credit, batch, absorber, emitter):
    """Retires so many kilograms against a footprint."""

    def retire_against(footprint, kg, *, beyond=False):
        said = statement(emitter, footprint=footprint, beyond=beyond)
        return credit.retire(batch, absorber, kg, said, {"from": absorber})

    return retire_against


def test_anyone_admits_a_sealed_footprint(certificates, passports, stranger):
    """Must record its kilograms under its leaf hash, and name seal and document. L-7.4"""
    transaction = certificates.admitFootprint(passports.proof(0), {"from": stranger})
    assert transaction.return_value == passports.name(0)
    assert dict(transaction.events["FootprintAdmitted"]) == {
        "footprint": passports.name(0),
        "seal": passports.number,
        "documentHash": COFFEE,
        "totalKg": COFFEE_KG,
    }
    assert certificates.footprintOf(passports.name(0)) == (COFFEE_KG, 0)
    assert certificates.footprintOf(passports.name(2)) == (0, 0)


def test_a_footprint_is_admitted_once(certificates, passports, coffee, against, stranger):
    """Must not forget what was retired when the same leaf is proved again."""
    against(coffee, 1_000)
    transaction = certificates.admitFootprint(passports.proof(0), {"from": stranger})
    assert transaction.return_value == coffee
    assert "FootprintAdmitted" not in transaction.events
    assert certificates.footprintOf(coffee) == (COFFEE_KG, 1_000)


def test_a_retirement_counts_against_the_footprint_that_it_names(certificates, coffee, against):
    """Must add up over retirements, and let certificate and footprint find each other. L-7.4"""
    against(coffee, 500)
    transaction = against(coffee, 700)
    assert dict(transaction.events["RetiredAgainst"]) == {
        "certificate": 2,
        "footprint": coffee,
        "kg": 700,
        "retiredKg": 1_200,
        "totalKg": COFFEE_KG,
        "beyond": False,
    }
    assert certificates.footprintOf(coffee) == (COFFEE_KG, 1_200)
    assert certificates.footprintNamedBy(2) == coffee


def test_more_than_the_footprint_is_refused(credit, certificates, batch, coffee, against):
    """Must refuse one kilogram too many with all three numbers, and retire nothing. L-7.4"""
    against(coffee, 1_000)
    with refused("OverOffset", coffee, COFFEE_KG, 1_000, 201):
        against(coffee, 201)
    assert credit.supplyOf(batch) == (16_000, 1_000, 0)
    against(coffee, 200)
    with refused("OverOffset", coffee, COFFEE_KG, 1_200, 1):
        against(coffee, 1)


def test_a_retirement_beyond_the_footprint_says_so(certificates, coffee, against):
    """Must pass above the total under the flag, write the flag, and let nobody pass without it afterwards. L-7.4"""
    transaction = against(coffee, 5_000, beyond=True)
    assert transaction.events["RetiredAgainst"]["beyond"] is True
    assert certificates.certificate(1).dict()["beyond"] is True
    assert certificates.footprintOf(coffee) == (COFFEE_KG, 5_000)
    with refused("OverOffset", coffee, COFFEE_KG, 5_000, 1):
        against(coffee, 1)


def test_a_footprint_that_nobody_proved_is_unknown(passports, against):
    """Must refuse a name without a sealed leaf behind it; beyond too, and beyond nothing at all."""
    for footprint, beyond in ((passports.name(0), False), (passports.name(0), True), (ZERO32, True)):
        with refused("FootprintUnknown", footprint):
            against(footprint, 1, beyond=beyond)


def test_a_retirement_without_a_footprint_counts_against_none(certificates, retire):
    """Must leave the name empty."""
    number = retire(1_000)
    assert certificates.footprintNamedBy(number) == ZERO32
    assert certificates.certificate(number).dict()["beyond"] is False


def test_one_transaction_proves_and_retires(credit, certificates, batch, passports, absorber, emitter):
    """Must admit, retire and count, in this order."""
    said = statement(emitter, footprint=passports.name(2))
    transaction = credit.retireAgainst(batch, absorber, TEA_KG, said, passports.proof(2), {"from": absorber})
    assert [event.name for event in transaction.events] == [
        "FootprintAdmitted",
        "TransferSingle",
        "Transfer",
        "Locked",
        "CertificateIssued",
        "RetiredAgainst",
        "CreditsRetired",
    ]
    assert transaction.return_value == 1
    assert certificates.footprintOf(passports.name(2)) == (TEA_KG, TEA_KG)
    with refused("OverOffset", passports.name(2), TEA_KG, TEA_KG, 1):
        credit.retireAgainst(batch, absorber, 1, said, passports.proof(2), {"from": absorber})


def test_the_proof_is_of_the_footprint_that_is_named(credit, batch, passports, absorber, emitter):
    """Must refuse a proof that stands beside another name, or beside none."""
    for named in (passports.name(0), ZERO32):
        said = statement(emitter, footprint=named)
        with refused("FootprintMismatch", named, passports.name(2)):
            credit.retireAgainst(batch, absorber, 1, said, passports.proof(2), {"from": absorber})


def test_an_inventory_is_a_footprint_too(certificates, seals, sealer, stranger):
    """Must admit a leaf that names the kind of its seal."""
    inventory = seal_leaves(seals, sealer, [footprint_leaf(INVENTORY, COFFEE, 9)], INVENTORY)
    certificates.admitFootprint(inventory.proof(0), {"from": stranger})
    assert certificates.footprintOf(inventory.name(0)) == (9, 0)


SPOILED = {
    "words": b"a passport in words",
    "another tag": footprint_leaf(PASSPORT, COFFEE, 1, tag=b"CarboniX/portion/1"),
    "another kind than its seal": footprint_leaf(INVENTORY, COFFEE, 1),
    "nothing to offset": footprint_leaf(PASSPORT, COFFEE, 0),
    "more than 64 bits": footprint_leaf(PASSPORT, COFFEE, 2**64),
    "a word too few": footprint_leaf(PASSPORT, COFFEE, 1)[:-32],
    "a word too many": footprint_leaf(PASSPORT, COFFEE, 1) + bytes(32),
}


@pytest.mark.parametrize("leaf", SPOILED.values(), ids=SPOILED)
def test_a_leaf_that_is_no_footprint_is_refused(certificates, seals, sealer, stranger, leaf):
    """Must refuse a sealed leaf that does not say what a footprint says. L-7.4"""
    sealed = seal_leaves(seals, sealer, [leaf])
    with refused("FootprintMalformed", sealed.number, text(leaf)):
        certificates.admitFootprint(sealed.proof(0), {"from": stranger})


def test_a_seal_of_another_kind_holds_no_footprint(certificates, seals, sealer, stranger):
    """Must refuse a sound leaf under a seal of evidence, even where the leaf names that kind. L-7.4"""
    leaf = footprint_leaf(EVIDENCE, COFFEE, 1)
    sealed = seal_leaves(seals, sealer, [leaf], EVIDENCE)
    with refused("FootprintMalformed", sealed.number, text(leaf)):
        certificates.admitFootprint(sealed.proof(0), {"from": stranger})


def test_a_leaf_that_was_not_sealed_is_refused(certificates, passports, stranger):
    """Must refuse more kilograms than were sealed, a wrong place, and a proof of the wrong length. L-7.4 L-10.2"""
    number, leaf, index, steps = passports.proof(0)
    larger = footprint_leaf(PASSPORT, COFFEE, COFFEE_KG + 1)
    by = {"from": stranger}
    with refused("FootprintNotSealed", number, text(larger), index):
        certificates.admitFootprint((number, larger, index, steps), by)
    with refused("FootprintNotSealed", number, text(leaf), 1):
        certificates.admitFootprint((number, leaf, 1, steps), by)
    with refused("ProofLengthWrong", 2, 1):
        certificates.admitFootprint((number, leaf, index, steps[:1]), by)
    with refused("IndexOutOfRange", 3, 3):
        certificates.admitFootprint((number, leaf, 3, steps), by)
    with refused("SealUnknown", number + 1):
        certificates.admitFootprint((number + 1, leaf, index, steps), by)


def test_a_superseded_seal_admits_nothing_new(certificates, seals, sealer, passports, coffee, against, stranger):
    """Must refuse a footprint of a seal that was replaced, and keep what was admitted before. L-10.3"""
    later = seal_leaves(seals, sealer, [footprint_leaf(PASSPORT, COFFEE, 1)])
    seals.supersede(passports.number, later.number, {"from": sealer})
    with refused("FootprintSuperseded", passports.number, later.number):
        certificates.admitFootprint(passports.proof(2), {"from": stranger})
    against(coffee, COFFEE_KG)
    assert certificates.footprintOf(coffee) == (COFFEE_KG, COFFEE_KG)
