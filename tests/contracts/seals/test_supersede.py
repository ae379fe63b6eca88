"""A seal is superseded once, by a later one of its kind, and both stay."""

from __future__ import annotations

import pytest

from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused
from tests.contracts.seals.conftest import EVIDENCE, PASSPORT, attach


@pytest.fixture
def sealed(seals, sealer):
    """Four seals: passports 1, 2 and 4, evidence 3."""
    kinds = (PASSPORT, PASSPORT, EVIDENCE, PASSPORT)
    return [attach(seals, sealer, keccak(f"root {n}"), 5, kind) for n, kind in enumerate(kinds)]


def test_a_later_seal_stands_in_the_place_of_an_earlier_one(seals, sealer, sealed):
    """Must say so, and leave every fact of both as it was. L-10.3"""
    first, second, *_ = sealed
    before = [seals.sealOf(number) for number in sealed]
    transaction = seals.supersede(first, second, {"from": sealer})

    assert dict(transaction.events["SealSuperseded"]) == {"old": first, "by": second}
    assert (seals.supersededBy(first), seals.supersededBy(second)) == (second, 0)
    assert [seals.sealOf(number) for number in sealed] == before
    assert seals.sealIdOf(PASSPORT, keccak("root 0")) == first


def test_seals_can_be_superseded_in_a_row(seals, sealer, sealed):
    """Must lead from the first to the last, step by step."""
    first, second, _, last = sealed
    seals.supersede(first, second, {"from": sealer})
    seals.supersede(second, last, {"from": sealer})
    assert seals.supersededBy(seals.supersededBy(first)) == last


def test_a_seal_is_superseded_once(seals, sealer, sealed):
    """Must refuse a second successor and name the one that stands. L-10.3"""
    first, second, _, last = sealed
    seals.supersede(first, second, {"from": sealer})
    with refused("SealAlreadySuperseded", first, second):
        seals.supersede(first, last, {"from": sealer})


def test_a_seal_is_superseded_by_its_own_kind(seals, sealer, sealed):
    """Must refuse a passport's successor that is evidence. L-10.3"""
    with refused("KindMismatch", PASSPORT, EVIDENCE):
        seals.supersede(sealed[0], sealed[2], {"from": sealer})


def test_a_seal_is_not_superseded_by_itself_or_by_an_earlier_one(seals, sealer, sealed):
    """Must refuse what is not later: chains end. L-10.3"""
    first, second, *_ = sealed
    for old, by in ((second, first), (first, first)):
        with refused("NotLater", old, by):
            seals.supersede(old, by, {"from": sealer})


@pytest.mark.parametrize("number", [0, 99])
def test_what_was_never_sealed_supersedes_nothing(seals, sealer, sealed, number):
    """Must refuse an unknown seal on either side."""
    for pair in ((number, sealed[0]), (sealed[0], number)):
        with refused("SealUnknown", number):
            seals.supersede(*pair, {"from": sealer})


def test_the_kind_of_a_seal_is_read_alone(seals, sealed):
    """Must answer as `sealOf` does, and refuse what was never sealed."""
    assert [seals.kindOf(number) for number in sealed] == [PASSPORT, PASSPORT, EVIDENCE, PASSPORT]
    with refused("SealUnknown", 99):
        seals.kindOf(99)
