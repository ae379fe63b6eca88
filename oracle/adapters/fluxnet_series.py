"""Turns a FLUXNET2015 monthly file into a series of net kilograms over a stated area, for `carbonix classify`.

NEE is gC per square metre and day, negative where the site absorbs; the series is kg of CO2, positive removes:
kg = -NEE x days x m2 x 44/12 / 1000.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from oracle.domain.flux_series import COLUMNS, DAY_S
from oracle.domain.monitoring_report import decimal_text
from registry.adapters.input_file import read_input
from registry.errors import InvalidInput

LARGEST_FILE_BYTES = 50_000_000
CO2_PER_CARBON = Fraction(44, 12)
M2_PER_HA = 10_000
G_PER_KG = 1_000
PLACES = 6


def series_of_site(file: Path, site: str, area_ha: Fraction) -> str:
    """The CSV text of a site's months in order. Raises InvalidInput for a site that is not there or a bad row."""
    text = read_input(file, LARGEST_FILE_BYTES).decode("utf-8", errors="replace")
    rows = [row for row in csv.DictReader(text.splitlines()) if row.get("site") == site]
    if not rows:
        raise InvalidInput("site", site, f"must be a site of {file.name}")
    lines = [_line(row, area_ha) for row in rows]
    return "\n".join([",".join(COLUMNS), *sorted(lines)]) + "\n"


def _line(row: dict[str, str], area_ha: Fraction) -> str:
    try:
        year, month = int(row["year"]), int(row["month"])
        start = datetime(year, month, 1, tzinfo=UTC)
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        flux = Fraction(Decimal(row["NEE"]))
    except (KeyError, ArithmeticError, ValueError, TypeError) as fault:
        raise InvalidInput("row", row, "year, month and NEE in gC per m2 and day") from fault
    days = Fraction(int((end - start).total_seconds()), DAY_S)
    kilograms = -flux * days * area_ha * M2_PER_HA * CO2_PER_CARBON / G_PER_KG
    return f"{start:%Y-%m-%d},{end:%Y-%m-%d},{decimal_text(kilograms, PLACES)}"
