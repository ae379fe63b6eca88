"""rest_on_meter: a claim's basis from a declared meter, the same from what is stored and from the raw bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from oracle.adapters.commitments import HouseCommitments
from oracle.adapters.meter_book import DeclaredMeters, rows_content
from oracle.adapters.meter_files import SERF_EAST
from oracle.adapters.reading_store import ReadingTable
from oracle.domain.claim_basis import OracleProject
from oracle.domain.readings import Period, Row
from oracle.errors import NoReadings
from oracle.usecases.import_readings import import_readings
from oracle.usecases.rest_on_meter import MeterSource
from registry.adapters.database import Database
from registry.adapters.evidence_files import EvidenceFiles

ROOF = OracleProject(102, SERF_EAST.meter.id)
MIDNIGHT_S = 1_577_836_800  # 2020-01-01T00:00:00Z
TWO_HOURS = Period(MIDNIGHT_S, MIDNIGHT_S + 7_200)


@pytest.fixture
def source(database: Database, tmp_path: Path) -> MeterSource:
    """Two hours of 4 kW in two imports, one interval missing; one row of the second is refused."""
    evidence = EvidenceFiles(tmp_path / "evidence")
    source = MeterSource(DeclaredMeters(), ReadingTable(database), evidence, HouseCommitments())
    times = [f"2020-01-01 {quarter // 4:02d}:{quarter % 4 * 15:02d}:00Z" for quarter in range(8) if quarter != 5]
    for taken in (times[:3], times[2:]):
        rows = [Row(number, time, "4000", "W") for number, time in enumerate(taken, start=1)]
        content = rows_content(ROOF.meter, rows)
        import_readings(ROOF.meter, content, meters=source.meters, readings=source.readings, evidence=evidence)
    return source


def test_a_basis_says_what_was_metered(source: MeterSource) -> None:
    """Must count 7 of 8 intervals: 7 kWh exported, the gap charged 10 W, kilograms rounded down."""
    basis = source.basis(ROOF, TWO_HOURS)
    assert basis.inputs["energy"] == {
        "exportedKwh": "7",
        "ownUseKwh": "0.0025",
        "gapChargeKwh": "0.0025",
        "netKwh": "6.9975",
    }
    assert (basis.point_kg, basis.lower_bound_kg, basis.missing_s, basis.refused_rows) == (3, 3, 900, 1)
    assert (basis.devices, len(basis.files), len(basis.leaves)) == ((ROOF.meter,), 2, 7)


def test_raw_bytes_give_the_leaves_that_are_stored(source: MeterSource) -> None:
    """Must make the same leaves from the raw files as from the stored readings."""
    stored = source.stored_leaves(ROOF, TWO_HOURS)
    assert stored == source.raw_leaves(ROOF, TWO_HOURS) == list(source.basis(ROOF, TWO_HOURS).leaves)


def test_only_whole_intervals_of_the_period_count(source: MeterSource) -> None:
    """Must leave out an interval that ends after the period."""
    shorter = Period(MIDNIGHT_S, MIDNIGHT_S + 7_199)
    assert len(source.raw_leaves(ROOF, shorter)) == len(source.stored_leaves(ROOF, shorter)) == 6


def test_a_period_without_readings_has_no_basis(source: MeterSource) -> None:
    """Must not rest a claim on silence."""
    with pytest.raises(NoReadings):
        source.basis(ROOF, Period(0, 900))
