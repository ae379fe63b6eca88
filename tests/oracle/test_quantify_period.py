"""quantify_period: stored readings of a period, exactly, or a refusal."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from oracle.adapters.meter_book import DeclaredMeters, rows_content
from oracle.adapters.meter_files import SERF_EAST
from oracle.adapters.reading_store import ReadingTable
from oracle.domain.readings import Period, Row
from oracle.errors import MeterUnknown, NoReadings
from oracle.usecases.import_readings import import_readings
from oracle.usecases.quantify_period import QuantifiedPeriod, quantify_period
from registry.adapters.database import Database
from registry.adapters.evidence_files import EvidenceFiles

METER = SERF_EAST.meter.id
MIDNIGHT_S = 1_577_836_800  # 2020-01-01T00:00:00Z


@pytest.fixture
def readings(database: Database, tmp_path: Path) -> ReadingTable:
    """Two hours of 4 kW, one interval missing."""
    stored, book = ReadingTable(database), DeclaredMeters()
    times = [f"2020-01-01 {quarter // 4:02d}:{quarter % 4 * 15:02d}:00Z" for quarter in range(8) if quarter != 5]
    rows = [Row(number, time, "4000", "W") for number, time in enumerate(times, start=1)]
    evidence = EvidenceFiles(tmp_path / "evidence")
    import_readings(METER, rows_content(METER, rows), meters=book, readings=stored, evidence=evidence)
    return stored


def quantified(readings: ReadingTable, start_s: int, end_s: int, emissions_kg: int = 0) -> QuantifiedPeriod:
    period = Period(start_s, end_s)
    return quantify_period(METER, period, Fraction(emissions_kg), meters=DeclaredMeters(), readings=readings)


def test_a_period_is_quantified_from_its_own_readings(readings: ReadingTable) -> None:
    """Must sum 7 kWh, charge the missing quarter 10 W, and subtract the project's emissions."""
    found = quantified(readings, MIDNIGHT_S, MIDNIGHT_S + 7200, emissions_kg=1)
    assert (found.energy.readings, found.energy.missing_s) == (7, 900)
    assert found.energy.net_kwh == 7 - Fraction(25, 10_000)
    assert found.quantity.point_exact_kg == found.energy.net_kwh * Fraction("0.5562") - 1
    assert found.quantity.point_kg == 2


def test_neighbouring_periods_share_no_reading(readings: ReadingTable) -> None:
    """Must count each interval in one period, wherever the cut lies."""
    cut = MIDNIGHT_S + 3600
    first, second = quantified(readings, MIDNIGHT_S, cut), quantified(readings, cut, MIDNIGHT_S + 7200)
    assert [reading.row for reading in (*first.readings, *second.readings)] == list(range(1, 8))


def test_a_period_without_readings_is_refused(readings: ReadingTable) -> None:
    """Must name meter and period instead of answering zero."""
    with pytest.raises(NoReadings) as refused:
        quantified(readings, MIDNIGHT_S + 7200, MIDNIGHT_S + 9000)
    assert METER in refused.value.sentence


def test_an_unknown_meter_is_refused(readings: ReadingTable) -> None:
    """Must name the meter that is not declared."""
    with pytest.raises(MeterUnknown):
        quantify_period("NO-SUCH-METER", Period(0, 1), Fraction(0), meters=DeclaredMeters(), readings=readings)
