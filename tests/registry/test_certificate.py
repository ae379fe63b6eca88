"""What a retirement commits to and states: salted details, and numbers that cannot contradict each other unseen."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.adapters.canonical_json import canonical
from registry.domain.certificate import arithmetic_faults, country_of, vintage_year
from registry.domain.details import details_hash
from registry.domain.notices import DEMONSTRATION_NOTICE, notice_for
from registry.errors import InvalidInput
from tests.registry import bundle_parts as parts

SALT = "5a" * 16
KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_the_commitment_is_over_canonical_json(details: dict[str, str]) -> None:
    """Must hash the RFC 8785 bytes of details and salt, so that any language can open the commitment."""
    expected = sha256(canonical({"details": details, "salt": SALT})).hexdigest()
    assert details_hash(details, SALT) == f"0x{expected}"


def test_another_salt_hides_the_same_details() -> None:
    """Must give no way to see that two retirements name the same person."""
    details = {"beneficiary": "Example Foods"}
    assert details_hash(details, SALT) != details_hash(details, "6b" * 16)


@pytest.mark.parametrize("salt", ["", "5a" * 15, "5A" * 16, "0x" + "zz" * 16])
def test_a_weak_salt_is_refused(salt: str) -> None:
    """Must not commit to details that a list of names would open."""
    with pytest.raises(InvalidInput) as refusal:
        details_hash({"beneficiary": "Example Foods"}, salt)
    assert refusal.value.facts["field"] == "salt"


@pytest.mark.parametrize("details", [{"kg": 750}, {"é": "name"}, {"name": "\ud800"}])
def test_details_that_have_no_single_form_are_refused(details: dict[str, str]) -> None:
    """Must refuse numbers, keys that sort differently elsewhere, and text that UTF-8 cannot hold."""
    with pytest.raises(InvalidInput) as refusal:
        details_hash(details, SALT)
    assert refusal.value.facts["field"] == "details"


@given(st.integers(1, 10**6), st.integers(0, 10**7), st.integers(1, 10**7))
def test_numbers_that_agree_have_no_fault(batch_start: int, kg_start: int, kg: int) -> None:
    """Must accept every range of kilograms with the serials of the tonnes that it touches."""
    first = batch_start + kg_start // 1000
    last = batch_start + (kg_start + kg - 1) // 1000
    said = _statement(kg_start, kg_start + kg, kg, first, last)
    assert list(arithmetic_faults(said)) == []


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from(["kg", "kgEnd", "serialEnd"]), st.integers(1, 5))
def test_one_changed_number_is_a_fault(kg_start: int, kg: int, key: str, change: int) -> None:
    """Must find a number that was raised on its own."""
    said = _statement(kg_start, kg_start + kg, kg, 1 + kg_start // 1000, 1 + (kg_start + kg - 1) // 1000)
    said[key] = str(int(said[key]) + change)
    assert list(arithmetic_faults(said))


def test_the_vintage_is_the_year_of_its_last_second() -> None:
    """Must count a period that ends at midnight of new year to the old year."""
    new_year = int(datetime(2017, 1, 1, tzinfo=UTC).timestamp())
    assert (vintage_year(new_year), vintage_year(new_year + 1)) == ("2016", "2017")
    assert vintage_year(2**64 - 1) == ""


def test_a_country_reads_back() -> None:
    """Must turn the chain's two bytes into letters."""
    assert country_of("0x5448") == "TH"


def test_only_demonstration_serials_carry_the_notice() -> None:
    """Must say what is assumed wherever demonstration units are shown, and nowhere else."""
    assert notice_for("DEMO-TH-101-2016-1-3") == DEMONSTRATION_NOTICE
    assert notice_for("CNX-TH-101-2016-1-3") == ""


def _statement(kg_start: int, kg_end: int, kg: int, first: int, last: int) -> dict[str, str]:
    numbers = {"kgStart": kg_start, "kgEnd": kg_end, "kg": kg, "serialStart": first, "serialEnd": last}
    texts = {key: str(value) for key, value in numbers.items()}
    return parts.statement(**texts, serials=f"CNX-TH-101-2016-{first}-{last}")
