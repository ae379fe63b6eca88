"""Turns values into the words that pages show: units always, thousands apart, times in UTC, long hashes shortened."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

from passport.domain.rounding import rounded
from registry.domain.units import ONE_CREDIT_KG

SHOWN_DIGITS = 6
_PLAIN_NUMBER = re.compile(r"[1-9]\d{3,}(\.\d+)?", re.ASCII)


def kilograms(kg: int) -> str:
    """`16,000 kg`."""
    return f"{kg:,} kg"


def credits_of(kg: int) -> str:
    """Kilograms as credits of 1 tCO2e: `16` or `0.031`."""
    whole, rest = divmod(kg, ONE_CREDIT_KG)
    return f"{whole:,}" if rest == 0 else f"{whole:,}.{rest:03d}".rstrip("0")


def grams_as_kg(grams: str | int) -> str:
    """Grams as kilograms with three decimals: `31.007`."""
    whole, rest = divmod(int(grams), 1000)
    return f"{whole:,}.{rest:03d}"


def milligrams_as_kg(milligrams: int) -> str:
    """Milligrams as kilograms with three decimals, half to even: `31.007`."""
    return fixed(Fraction(milligrams, 1_000_000), 3)


def fixed(exact: Fraction, decimals: int) -> str:
    """An exact number with just so many decimals, half to even, thousands apart: `2.550`."""
    return f"{rounded(exact, decimals):,f}"


def decimal_text(exact: Fraction, most: int) -> str:
    """An exact number with at most so many decimals, half to even, thousands apart: `25.957`, `6`."""
    text = fixed(exact, most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(units: int, decimals: int, symbol: str) -> str:
    """Payment units in the token's own unit, at least two decimals: `10.80 DTHB`."""
    amount = Decimal(units).scaleb(-decimals)
    whole, _, fraction = format(amount, f",.{decimals}f").partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')} {symbol}"


def utc(seconds: int) -> str:
    """`2025-11-22 03:10:05 UTC`; beyond the calendar, the bare number of seconds."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return f"second {seconds}"


def day(seconds: int) -> str:
    """`2016-07-01`."""
    return utc(seconds).split(" ", maxsplit=1)[0]


def short(hexadecimal: str) -> str:
    """`0x1234ab…90cdef`; short texts as they are."""
    if len(hexadecimal) <= 2 * SHOWN_DIGITS + 4:
        return hexadecimal
    return f"{hexadecimal[: 2 + SHOWN_DIGITS]}…{hexadecimal[-SHOWN_DIGITS:]}"


def grouped(text: str) -> str:
    """A plain number with its thousands apart; every other text as it is."""
    if not _PLAIN_NUMBER.fullmatch(text):
        return text
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 seal`, `2 seals`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
