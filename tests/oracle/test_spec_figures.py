"""docs/spec/04-oracle.md: each figure of the worked example follows from the bytes in the packages."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from oracle.adapters.meter_files import SERF_EAST, TRIO_27_6, MeterFile, load_meter_file, read_rows
from oracle.domain.monitoring_report import decimal_text
from oracle.domain.readings import utc_text

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "spec" / "04-oracle.md").read_text()
GROUND, ROOF = PAGE.split("Ground. Sum")[1].split("Roof. Positive")


def figure(example: str, name: str) -> str:
    """What stands after the equals sign of a line, without its unit."""
    [line] = [line for line in example.splitlines() if line.startswith(f"    {name} ")]
    return line.split(" = ")[1].removesuffix(" kWh").removesuffix(" MWh").removesuffix(" kg")


@pytest.mark.parametrize(
    ("file", "example", "watts"), [(TRIO_27_6, GROUND, 1000), (SERF_EAST, ROOF, 1)], ids=["ground", "roof"]
)
def test_the_worked_example_can_be_recomputed(file: MeterFile, example: str, watts: int) -> None:
    """Must follow from the rows by school arithmetic, written here a second time without the room's own code."""
    values = [Decimal(row.value) for row in read_rows(file, load_meter_file(file))]
    hours = Fraction(file.meter.cadence_s, 3600) * watts / 1000
    exported = Fraction(sum(value for value in values if value > 0)) * hours
    own_use = -Fraction(sum(value for value in values if value < 0)) * hours
    lowest = exported * Fraction(99, 100) - own_use * Fraction(101, 100)
    factor = Fraction(5562, 10_000)
    assert figure(example, "exported") == decimal_text(exported)
    assert figure(example, "own use") == decimal_text(own_use)
    assert figure(example, "net") == decimal_text((exported - own_use) / 1000)
    assert figure(example, "baseline") == decimal_text((exported - own_use) * factor)
    assert figure(example, "pointKg") == str((exported - own_use) * factor // 1)
    assert figure(example, "lowest energy") == decimal_text(lowest)
    assert figure(example, "lower bound") == decimal_text(lowest * factor)
    lower_kg = lowest * factor // 1
    assert figure(example, "lowerBoundKg") == str(lower_kg)
    assert figure(example, "credits") == f"{lower_kg // 1000} whole, {lower_kg % 1000} kg carried"


@pytest.mark.parametrize("file", [TRIO_27_6, SERF_EAST], ids=["ground", "roof"])
def test_the_table_says_what_the_files_say(file: MeterFile) -> None:
    """Must state rows, extremes, sums and period as they are in the file."""
    values = [Decimal(row.value) for row in read_rows(file, load_meter_file(file))]
    positive, negative = (sum(value for value in values if (value > 0) is up) for up in (True, False))
    stated = [f"{len(values):,}", f"{max(values).normalize():,f}", f"{positive:,f}"]
    stated += [f"{min(values):f}", f"{negative:,f}"] if negative else []
    stated += [f"{utc_text(file.period.start_s)} to {utc_text(file.period.end_s)}"]
    for figure_text in stated:
        assert figure_text in PAGE, figure_text
