"""Facts about how values are written on pages."""

from __future__ import annotations

import pytest

from web.formatting import grouped


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
