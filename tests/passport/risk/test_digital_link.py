"""Facts about GTINs and GS1 Digital Link: check digits, one form of 14 digits, qualifiers in their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.domain.digital_link import check_digit, read_gtin, read_link
from registry.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("9506000134352", "09506000134352"),  # the example of the GS1 Digital Link standard
        ("09506000134352", "09506000134352"),
        ("40170725", "00000040170725"),
        ("614141123452", "00614141123452"),
    ],
)
def test_every_length_becomes_fourteen_digits(text: str, gtin: str) -> None:
    """Must read GTIN-8, -12, -13 and -14 as one number."""
    assert read_gtin("gtin", text) == gtin


@pytest.mark.parametrize(
    "text", ["9506000134353", "950600013435", "95060001343521", "", "9506000134352a", "00000000000000"]
)
def test_what_is_no_gtin_is_refused(text: str) -> None:
    """Must name field, value and rule of a wrong digit, length or character."""
    with pytest.raises(InvalidInput) as refusal:
        read_gtin("gtin", text)
    assert refusal.value.facts["field"] == "gtin"


@given(digits=st.text("0123456789", min_size=13, max_size=13), place=st.integers(0, 12), other=st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(digits: str, place: int, other: int) -> None:
    """Must notice every change of a single digit."""
    changed = digits[:place] + str((int(digits[place]) + other) % 10) + digits[place + 1 :]
    assert check_digit(digits) != check_digit(changed)


def test_qualifiers_are_read_and_lead_to_the_same_passport() -> None:
    """Must read variant, lot and serial number in this order, and keep one path for the class of goods."""
    link = read_link("9506000134352", "22/2A/10/ABC123/21/12345")
    assert link.qualifiers == (("22", "2A"), ("10", "ABC123"), ("21", "12345"))
    assert link.path == "/01/09506000134352"
    assert read_link("9506000134352", "") == read_link("09506000134352", "/")


@pytest.mark.parametrize("rest", ["10", "10/a/22/b", "10/a/10/b", "99/a", "21/" + "x" * 21, "10/a b"])
def test_other_paths_are_refused(rest: str) -> None:
    """Must refuse an identifier without value, out of order, twice, unknown, and values beyond 20 characters."""
    with pytest.raises(InvalidInput):
        read_link("9506000134352", rest)
