"""A passport is sealed once for the same inputs, and kilograms stand beside it up to what was retired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from passport.errors import PassportNotSealed, ProductExists, ProductUnknown
from passport.usecases import allot_kilograms, assess_product, register_product, seal_passport
from registry.domain.merkle import leaf_hash
from registry.errors import Refused
from tests.deployed import Characters, DeployedChain
from tests.passport.products import coffee, product_with
from tests.web.told import ALLOTTED_KG, RETIRED_KG, TENANT, Told, tell

pytestmark = pytest.mark.chain

VERBS = (register_product, assess_product, seal_passport, allot_kilograms)


@pytest.fixture(scope="module")
def told(
    session_deployment: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    before = session_deployment.engine.snapshot()
    state = tell(session_deployment, characters, tmp_path_factory.mktemp("passport"))
    yield state
    state.registry.close()
    session_deployment.engine.revert(before)


def test_every_verb_says_what_it_promises() -> None:
    """Must open each verb's file with one sentence."""
    assert all(verb.__doc__ and verb.__doc__.strip().endswith(".") for verb in VERBS)


def test_a_sealed_passport_stands_on_chain(told: Told) -> None:
    """Must find the leaf under the root that the seal registry holds as kind passport."""
    chain = told.registry.chain
    seal = chain.call("SealRegistry", "sealOf", told.passport.seal_id, at=chain.head().number)
    found = told.registry.seals.find(leaf_hash(told.passport.leaf))
    assert (seal["kind"], seal["root"], seal["size"]) == (0, told.passport.root, 2)
    assert found is not None
    assert found.data == told.passport.leaf
    assert told.passport.statement["contract"] == chain.address_of("SealRegistry")
    assert told.passport.statement["totalGrams"] == "31007"


def test_the_same_inputs_are_sealed_once(told: Told) -> None:
    """Must return the first seal when nothing changed, and keep its leaf as evidence."""
    seals = len(told.registry.projection().seals)
    again = told.rooms.seal("premium-coffee-500g", told.characters.sealer)
    told.registry.follow()
    assert again == told.passport
    assert len(told.registry.projection().seals) == seals


def test_changed_inputs_make_a_new_passport_and_leave_the_old_one(told: Told) -> None:
    """Must seal a corrected product anew; the newest passport is shown, the first stays under its seal."""
    tea = product_with(product_id="tea", name="Tea", supplier_kg=Decimal(1))
    told.rooms.register(tea, TENANT)
    first = told.rooms.seal("tea", told.characters.sealer)
    told.rooms.register(replace(tea, supplier_kg=Decimal(2)), TENANT)
    second = told.rooms.seal("tea", told.characters.sealer)
    assert (first.statement["totalGrams"], second.statement["totalGrams"]) == ("1000", "2000")
    assert told.rooms.products.passport("tea") == second
    assert told.registry.seals.find(bytes.fromhex(first.subject[2:])) is not None


def test_the_same_reference_allots_once(told: Told) -> None:
    """Must return the first receipt and allot nothing more."""
    allot = (told.certificate.id, "premium-coffee-500g", ALLOTTED_KG, told.characters.emitter)
    assert told.rooms.allot(*allot).transaction == told.rooms.allot(*allot).transaction
    told.registry.follow()
    assert told.registry.projection().allotted_kg(told.certificate.id) == ALLOTTED_KG


def test_no_more_is_allotted_than_was_retired(told: Told) -> None:
    """Must refuse AllotmentExceedsRetired with what was retired, allotted and asked, and change nothing."""
    asked = RETIRED_KG - ALLOTTED_KG + 1
    with pytest.raises(Refused) as refusal:
        told.rooms.allot(told.certificate.id, "premium-coffee-500g", asked, told.characters.emitter, reference="more")
    assert refusal.value.name == "AllotmentExceedsRetired"
    facts = {"retiredKg": str(RETIRED_KG), "allottedKg": str(ALLOTTED_KG), "askedKg": str(asked)}
    assert facts.items() <= refusal.value.facts.items()
    told.registry.follow()
    assert told.registry.projection().allotted_kg(told.certificate.id) == ALLOTTED_KG


def test_only_the_beneficiary_allots(told: Told) -> None:
    """Must refuse everybody else by the contract's name."""
    with pytest.raises(Refused) as refusal:
        told.rooms.allot(told.certificate.id, "premium-coffee-500g", 1, told.characters.stranger, reference="theft")
    assert refusal.value.name == "CallerNotBeneficiary"


@pytest.mark.parametrize(("kg", "name"), [(0, "ZeroKilograms"), (-1, "ZeroKilograms"), (1 << 64, "MassTooLarge")])
def test_a_mass_outside_the_ledger_is_refused(told: Told, kg: int, name: str) -> None:
    """Must refuse by the ledger's names before anything is sent."""
    with pytest.raises(Refused) as refusal:
        told.rooms.allot(told.certificate.id, "premium-coffee-500g", kg, told.characters.emitter)
    assert refusal.value.name == name


def test_nothing_is_allotted_to_what_was_not_sealed(told: Told) -> None:
    """Must refuse a product that is unknown, or known and not sealed."""
    with pytest.raises(PassportNotSealed):
        told.rooms.allot(told.certificate.id, "nothing", 1, told.characters.emitter)
    told.rooms.register(product_with(product_id="unsealed"), TENANT)
    with pytest.raises(PassportNotSealed):
        told.rooms.allot(told.certificate.id, "unsealed", 1, told.characters.emitter)


def test_an_unknown_certificate_allots_nothing(told: Told) -> None:
    """Must refuse by the contract's name."""
    with pytest.raises(Refused) as refusal:
        told.rooms.allot(99, "premium-coffee-500g", 1, told.characters.emitter)
    assert refusal.value.name == "CertificateUnknown"


def test_a_product_belongs_to_its_company(told: Told) -> None:
    """Must refuse to replace another tenant's product, and hide it from them."""
    with pytest.raises(ProductExists):
        told.rooms.register(coffee(), "stranger")
    with pytest.raises(ProductUnknown):
        told.rooms.assess("premium-coffee-500g", "stranger")
    assert told.rooms.assess("premium-coffee-500g", TENANT).product == coffee()
