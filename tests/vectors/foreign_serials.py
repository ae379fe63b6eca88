"""Serials of other registries: real ones where the data is at hand, the shapes that they print, and broken ones."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

VERRA, GOLD_STANDARD = 4, 5  # ICreditRegistry.Standard
ROOT = Path(__file__).resolve().parents[2]

VERRA_SERIAL = "19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1"  # 425 credits
GOLD_STANDARD_SERIAL = "GS1-1-IN-GS7071-2-2018-21386-1-20000"

MALFORMED = {
    "empty": (VERRA, ""),
    "Gold Standard for Verra": (VERRA, GOLD_STANDARD_SERIAL),
    "Verra for Gold Standard": (GOLD_STANDARD, VERRA_SERIAL),
    "a part too few": (VERRA, VERRA_SERIAL.removesuffix("-1")),
    "a part too many": (VERRA, VERRA_SERIAL + "-1"),
    "an empty part": (VERRA, VERRA_SERIAL.replace("-VER-", "--")),
    "an empty end": (VERRA, VERRA_SERIAL.removesuffix("1")),
    "a range that runs backwards": (VERRA, VERRA_SERIAL.replace("941467431", "941467006")),
    "a start of zero": (VERRA, VERRA_SERIAL.replace("941467007", "0")),
    "a leading zero in the start": (VERRA, VERRA_SERIAL.replace("941467007", "0941467007")),
    "a leading zero in the end": (VERRA, VERRA_SERIAL.replace("941467431", "0941467431")),
    "letters in the range": (VERRA, VERRA_SERIAL.replace("941467431", "94146743l")),
    "a sign in the range": (VERRA, VERRA_SERIAL.replace("941467007", "+41467007")),
    "an end beyond 64 bits": (VERRA, VERRA_SERIAL.replace("941467431", "18446744073709551616")),
    "lower case in the registry": (VERRA, VERRA_SERIAL.replace("VER", "Ver")),
    "a digit in the registry": (VERRA, VERRA_SERIAL.replace("VER", "VER1")),
    "a blank in the registry": (VERRA, VERRA_SERIAL.replace("-VER-", "- VER-")),
    "a blank at the end": (VERRA, VERRA_SERIAL + " "),
    "a date of seven digits": (VERRA, VERRA_SERIAL.replace("01012020", "1012020")),
    "a country of three letters": (VERRA, VERRA_SERIAL.replace("-ET-", "-ETH-")),
    "a country of one letter": (GOLD_STANDARD, GOLD_STANDARD_SERIAL.replace("-IN-", "-I-")),
    "digits in the country": (GOLD_STANDARD, GOLD_STANDARD_SERIAL.replace("-IN-", "-I2-")),
    "letters in a date": (VERRA, VERRA_SERIAL.replace("01012020", "0101202O")),
    "an additional part of 2": (VERRA, VERRA_SERIAL.removesuffix("1") + "2"),
    "a leading zero in the issuance": (GOLD_STANDARD, GOLD_STANDARD_SERIAL.replace("21386", "021386")),
    "letters in the issuance": (GOLD_STANDARD, GOLD_STANDARD_SERIAL.replace("21386", "2138A")),
    "a Gold Standard part too few": (GOLD_STANDARD, GOLD_STANDARD_SERIAL.removesuffix("-20000")),
    "markup": (GOLD_STANDARD, GOLD_STANDARD_SERIAL.replace("GS7071", "<b>")),
    "our own standard": (1, VERRA_SERIAL),
    "no standard": (0, VERRA_SERIAL),
    "T-VER": (2, GOLD_STANDARD_SERIAL),
}


def verra(start: int, end: int, registry: str = "VER") -> str:
    """A Verra serial of this range."""
    return f"19385-{start}-{end}-VCS-VCU-1507-{registry}-ET-14-1340-01012020-31122020-1"


def gold_standard(start: int, end: int, issuance: int = 21386) -> str:
    """A Gold Standard serial of this range."""
    return f"GS1-1-IN-GS7071-2-2018-{issuance}-{start}-{end}"


@dataclass(frozen=True, slots=True)
class RealBlock:
    """A row of Verra's registry: what it prints, and how many credits it says these are."""

    serial: str
    quantity: int


def real_verra_blocks() -> list[RealBlock]:
    """Rows of the public registry; the test is skipped where they are not at hand."""
    folder = Path(os.environ.get("CARBONIX_DATA") or ROOT.parent / "shared" / "data")
    rows = folder / "offsets" / "verra" / "transactions.csv"
    if not rows.is_file():
        pytest.skip(f"the registry's rows are not at hand: {rows} is missing; CARBONIX_DATA names their folder")
    with rows.open(newline="", encoding="utf-8") as opened:
        read = list(csv.DictReader(opened))
    return [RealBlock(row["Serial Number"], int(row["Quantity Issued"].replace(",", ""))) for row in read]
