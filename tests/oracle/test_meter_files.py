"""The two real meters give the figures of the story, from the bytes in their wheels."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from oracle.adapters.meter_files import METER_FILES, SERF_EAST, TRIO_27_6, MeterFile, load_meter_file, read_rows
from oracle.domain.methodology import PROJECT_FACTOR
from oracle.domain.monitoring_report import decimal_text
from oracle.domain.quality import sift
from oracle.domain.renewable_power import daily_cap_kg, kwh, measure, quantify_energy
from oracle.errors import MeterFileMissing
from registry.errors import InvalidInput


@pytest.mark.parametrize(
    ("file", "rows", "exported", "own_use", "point_kg", "lower_kg", "credits", "carried_kg"),
    [
        (TRIO_27_6, 32_840, "29834.002958333", "0", 16_593, 16_427, 16, 427),
        (SERF_EAST, 10_000, "2941.907548427", "3.55172028", 1_634, 1_617, 1, 617),
    ],
)
def test_a_real_meter_gives_the_figures_of_the_story(
    file: MeterFile, rows: int, exported: str, own_use: str, point_kg: int, lower_kg: int, credits: int, carried_kg: int
) -> None:
    """Must reach 16.6 and 1.63 tCO2e from 29,834 and 2,938 kWh, every row accepted, the period covered whole."""
    sifted = sift(file.meter, read_rows(file, load_meter_file(file)))
    assert (len(sifted.accepted), sifted.refused) == (rows, ())
    assert file.period.start_s == sifted.accepted[0].start_s
    assert file.period.end_s == sifted.accepted[-1].start_s + file.meter.cadence_s
    energy = measure(file.meter, file.period, sifted.accepted)
    assert decimal_text(kwh(energy.exported_uws)) == exported
    assert decimal_text(kwh(energy.own_use_uws)) == own_use
    quantity = quantify_energy(energy, file.meter, PROJECT_FACTOR, Fraction(0))
    assert (quantity.point_kg, quantity.lower_bound_kg) == (point_kg, lower_kg)
    assert (quantity.whole_credits, quantity.carried_kg) == (credits, carried_kg)
    assert quantity.point_kg <= daily_cap_kg(file.meter, PROJECT_FACTOR) * file.period.length_s // 86_400


@pytest.mark.parametrize("file", METER_FILES.values(), ids=METER_FILES)
def test_everything_that_must_be_said_of_a_real_meter_is_declared(file: MeterFile) -> None:
    """Must say where it stands, under which licence, from which wheel, and how its clock is read."""
    assert "outside Thailand" in file.stands
    assert "wheel" in file.provenance
    assert file.licence
    assert file.time_zone


def test_a_wheel_that_is_not_installed_is_named() -> None:
    """Must say which package is missing instead of failing somewhere inside."""
    with pytest.raises(MeterFileMissing) as missing:
        load_meter_file(replace(SERF_EAST, package="no-such-package-here"))
    assert "no-such-package-here is not installed" in missing.value.sentence


def test_other_bytes_than_the_reviewed_ones_are_refused() -> None:
    """Must not read a file that changed since its figures were reviewed."""
    with pytest.raises(MeterFileMissing) as missing:
        load_meter_file(replace(SERF_EAST, sha256="00" * 32))
    assert SERF_EAST.sha256 in missing.value.sentence


def test_a_file_without_its_columns_is_refused() -> None:
    """Must name the header that was seen and the column that lacks."""
    with pytest.raises(InvalidInput) as refused:
        read_rows(SERF_EAST, b"time,power\n1,2\n")
    assert refused.value.facts["value"] == "time,power"
    assert "measured_on" in refused.value.facts["rule"]


def test_rows_are_numbered_by_their_line() -> None:
    """Must point at the line of the file that a person opens; blank lines are no rows, short ones are."""
    rows = read_rows(SERF_EAST, b"measured_on,ac_power\n2016-07-01 00:00:00-07:00,1\n\nx\n")
    assert [(row.number, row.value) for row in rows] == [(2, "1"), (4, "")]
