"""Facts about how values are written on pages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from web.formatting import decimal_text, fixed, grouped, milligrams_as_kg


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1634", "1,634"),
        ("32840", "32,840"),
        ("29834.002", "29,834.002"),
        ("0.5562", "0.5562"),
        ("999", "999"),
        ("1,260.00", "1,260.00"),
        ("1 to 2", "1 to 2"),
        ("0001", "0001"),
        ("C", "C"),
    ],
)
def test_plain_numbers_have_their_thousands_apart(text: str, shown: str) -> None:
    """Must group every plain number of four digits and more, and leave all other text as it is."""
    assert grouped(text) == shown


def test_exact_numbers_are_rounded_half_to_even_for_the_reader() -> None:
    """Must keep every decimal where columns stand below each other, and no needless one elsewhere."""
    assert (fixed(Fraction(5, 2), 3), fixed(Fraction(12345, 10), 0)) == ("2.500", "1,234")
    assert (decimal_text(Fraction(6), 1), decimal_text(Fraction(1, 8), 2), decimal_text(Fraction(1200), 1)) == (
        "6",
        "0.12",
        "1,200",
    )
    assert milligrams_as_kg(31_007_500) == "31.008"
