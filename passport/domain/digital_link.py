"""GTINs and GS1 Digital Link addresses: `https://host/01/{gtin}`, with the qualifiers that a printed code may carry.

Sources: GS1 General Specifications (7.9, check digit), GS1 Digital Link Standard: URI Syntax 1.4 (4.9, path order).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.errors import InvalidInput

GTIN_DIGITS = (8, 12, 13, 14)
LONGEST_GTIN = 14
QUALIFIERS = ("22", "10", "21")  # consumer product variant, batch or lot, serial number: in this order
_QUALIFIER_VALUE = re.compile(r"[!%-?A-Z_a-z\"]{1,20}")  # GS1 AI encodable character set 82


@dataclass(frozen=True, slots=True)
class DigitalLink:
    """A GTIN of 14 digits and what the code said beyond it: (application identifier, value)."""

    gtin: str
    qualifiers: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The canonical path of the class of goods; qualifiers do not change which passport is shown."""
        return f"/01/{self.gtin}"


def read_gtin(field: str, text: str) -> str:
    """A GTIN-8, -12, -13 or -14 as 14 digits with leading zeros. Raises InvalidInput."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) in GTIN_DIGITS):
        raise InvalidInput(field, text, "a GTIN has 8, 12, 13 or 14 digits")
    wanted = check_digit(digits[:-1])
    if digits[-1] != wanted:
        raise InvalidInput(field, text, f"the check digit of {digits[:-1]} is {wanted}, not {digits[-1]}")
    if not digits.strip("0"):
        raise InvalidInput(field, text, "a GTIN of zeros names nothing")
    return digits.zfill(LONGEST_GTIN)


def check_digit(digits: str) -> str:
    """The digit that makes 3, 1, 3, ... times the digits from the right, and itself, a multiple of ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def read_link(gtin: str, rest: str) -> DigitalLink:
    """The link of a path `/01/{gtin}/{rest}`. Raises InvalidInput for qualifiers that do not belong to a GTIN."""
    parts = [part for part in rest.split("/") if part]
    if len(parts) % 2:
        raise InvalidInput("path", rest, "each application identifier is followed by its value")
    pairs = tuple(zip(parts[::2], parts[1::2], strict=True))
    places = [QUALIFIERS.index(key) if key in QUALIFIERS else -1 for key, _ in pairs]
    if -1 in places or places != sorted(set(places)):
        raise InvalidInput("path", rest, "after the GTIN may come 22, 10 and 21, each once and in this order")
    for key, value in pairs:
        if _QUALIFIER_VALUE.fullmatch(value) is None:
            raise InvalidInput(key, value, "1 to 20 characters of the GS1 set 82")
    return DigitalLink(read_gtin("gtin", gtin), pairs)
