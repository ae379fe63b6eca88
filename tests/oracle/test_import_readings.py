"""import_readings: bytes kept as received, good rows stored once, bad rows named for ever."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from oracle.adapters.meter_book import DeclaredMeters, rows_content
from oracle.adapters.meter_files import SERF_EAST, TRIO_27_6, load_meter_file
from oracle.adapters.reading_store import ReadingTable
from oracle.domain.imports import ReadingsImport
from oracle.domain.readings import Period, Row
from oracle.errors import MeterUnknown
from oracle.usecases.import_readings import import_readings
from registry.adapters.database import Database
from registry.adapters.evidence_files import EvidenceFiles
from registry.domain.cid import Cid
from registry.errors import InvalidInput

METER = SERF_EAST.meter.id
EVER = Period(0, 2**40)


class Importing:
    """The use case with its real parts."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.readings, self.evidence = ReadingTable(database), EvidenceFiles(folder)

    def content(self, content: bytes, meter: str = METER) -> ReadingsImport:
        return import_readings(meter, content, meters=DeclaredMeters(), readings=self.readings, evidence=self.evidence)

    def rows(self, *rows: tuple[str, str, str]) -> ReadingsImport:
        numbered = [Row(number, *row) for number, row in enumerate(rows, start=1)]
        return self.content(rows_content(METER, numbered))


@pytest.fixture
def importing(database: Database, tmp_path: Path) -> Importing:
    return Importing(database, tmp_path / "evidence")


def test_a_year_of_readings_is_imported_in_seconds(importing: Importing) -> None:
    """Must take 32,840 rows in bulk, and give them back as they were."""
    content, before = load_meter_file(TRIO_27_6), time.process_time()  # of this process: others share the machine
    imported = importing.content(content, TRIO_27_6.meter.id)
    assert time.process_time() - before < 10
    assert (imported.rows, imported.accepted, imported.refused) == (32_840, 32_840, ())
    stored = importing.readings.readings(TRIO_27_6.meter.id, TRIO_27_6.period)
    assert (stored[0].value, stored[0].unit, stored[0].power_uw) == ("7.1087", "kW", 7_108_700_000)
    assert importing.evidence.get(Cid(imported.cid)) == content


def test_bad_rows_are_named_and_the_rest_is_stored(importing: Importing) -> None:
    """Must store each good row and answer with one named error for each bad one."""
    imported = importing.rows(
        ("2020-01-01 00:00:00Z", "100", "W"),
        ("2020-01-01 00:15:00Z", "9999", "W"),
        ("2020-01-01 00:15:00Z", "1", "kW"),
        ("2020-01-01 00:30:00Z", "200", "W"),
        ("2020-01-01 00:00:00Z", "300", "W"),
    )
    assert [(each.name, each.facts["row"]) for each in imported.refused] == [
        ("ReadingOutOfRange", "2"),
        ("ReadingUnitWrong", "3"),
        ("ReadingDuplicated", "5"),
    ]
    assert [reading.value for reading in importing.readings.readings(METER, EVER)] == ["100", "200"]


def test_the_same_content_again_changes_nothing(importing: Importing) -> None:
    """Must return the first result, refusals included, and store no row twice."""
    rows = (("2020-01-01 00:00:00Z", "100", "W"), ("2020-01-01 00:15:00Z", "bad", "W"))
    first, again = importing.rows(*rows), importing.rows(*rows)
    assert (again.cid, again.rows, again.accepted) == (first.cid, first.rows, first.accepted)
    assert [str(each) for each in again.refused] == [str(each) for each in first.refused]
    assert [type(each) for each in again.refused] == [type(each) for each in first.refused]
    assert len(importing.readings.readings(METER, EVER)) == 1


def test_a_stored_reading_is_never_replaced(importing: Importing) -> None:
    """Must refuse a second value for a stored interval, and a row before the stored ones; what stands stays."""
    importing.rows(("2020-01-01 00:15:00Z", "100", "W"))
    later = importing.rows(
        ("2020-01-01 00:15:00Z", "5000", "W"), ("2020-01-01 00:00:00Z", "1", "W"), ("2020-01-01 00:30:00Z", "2", "W")
    )
    assert [(each.name, each.facts["row"]) for each in later.refused] == [
        ("ReadingDuplicated", "1"),
        ("ReadingOutOfOrder", "2"),
    ]
    assert [reading.value for reading in importing.readings.readings(METER, EVER)] == ["100", "2"]


def test_a_summary_counts_what_stands_and_what_was_refused(importing: Importing) -> None:
    """Must give count, refusals, span and raw files of a meter, and nothing for a silent one."""
    assert importing.readings.summary(METER) is None
    first = importing.rows(("2020-01-01 00:00:00Z", "100", "W"), ("2020-01-01 00:15:00Z", "bad", "W"))
    second = importing.rows(("2020-01-01 00:30:00Z", "100", "W"))
    summary = importing.readings.summary(METER)
    assert summary is not None
    assert (summary.readings, summary.refused, summary.files) == (2, 1, (first.cid, second.cid))
    assert (summary.first_start_s, summary.last_end_s) == (1_577_836_800, 1_577_836_800 + 2700)


def test_an_unknown_meter_is_refused_and_nothing_is_kept(importing: Importing) -> None:
    """Must name the meter that is not declared."""
    with pytest.raises(MeterUnknown) as refused:
        importing.content(b"{}", "NO-SUCH-METER")
    assert refused.value.facts["id"] == "NO-SUCH-METER"


@pytest.mark.parametrize("content", [b"{}", b'{"type": "carbonix/readings/1"}', b"\xff\xfe", b""])
def test_content_that_is_no_list_of_rows_is_refused(importing: Importing, content: bytes) -> None:
    """Must refuse bytes that state no rows, before any of it is stored."""
    with pytest.raises(InvalidInput):
        importing.content(content)
    assert importing.readings.import_files(METER) == []
