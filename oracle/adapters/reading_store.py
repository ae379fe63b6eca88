"""Keeps readings as received in the database: thousands at a time, never changed, each in one import."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from oracle import errors
from oracle.adapters.meter_files import meter_of
from oracle.adapters.tables import ImportRow, MeterProjectRow, ReadingRow, RefusalRow
from oracle.domain.imports import ReadingsImport, ReadingsSummary
from oracle.domain.quality import Sifted
from oracle.domain.readings import Period, Reading
from oracle.errors import ReadingRefused
from registry.adapters.database import Database
from registry.domain.cid import Cid

ROWS_PER_INSERT = 5_000


class ReadingTable:
    """The store of readings over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def journal(self, meter: str) -> Iterator[MeterJournal]:
        """Opens a meter's journal for writing; other writers of the same meter wait."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"readings:{meter}")
            yield MeterJournal(session, meter)

    def readings(self, meter: str, period: Period) -> list[Reading]:
        """Readings that begin in the period, in order of time."""
        start = col(ReadingRow.start_s)
        query = select_columns(
            col(ReadingRow.row), start, col(ReadingRow.power_uw), col(ReadingRow.value), col(ReadingRow.unit)
        )
        query = query.where(*_within(meter, period)).order_by(start)
        with self._database.reading() as session:
            found = session.connection().execute(query)
            return [Reading(number, start_s, power, value, unit) for number, start_s, power, value, unit in found]

    def imports(self, meter: str, period: Period) -> list[ReadingsImport]:
        """The imports that brought readings of the period, in order of arrival."""
        numbers = select(ReadingRow.import_number).where(*_within(meter, period))
        query = select(ImportRow).where(col(ImportRow.number).in_(numbers)).order_by(col(ImportRow.number))
        with self._database.reading() as session:
            return [_import_of(session, row) for row in session.exec(query)]

    def import_files(self, meter: str) -> list[Cid]:
        """CIDs of all content imported for a meter, in order of arrival."""
        query = select(ImportRow.cid).where(ImportRow.meter == meter).order_by(col(ImportRow.number))
        with self._database.reading() as session:
            return [Cid(cid) for cid in session.exec(query)]

    def summary(self, meter: str) -> ReadingsSummary | None:
        """Counts and span of what is stored of a meter; None if nothing is."""
        span = select(func.count(), func.min(ReadingRow.start_s), func.max(ReadingRow.start_s)).select_from(ReadingRow)
        totals = select(func.sum(ImportRow.rows), func.sum(ImportRow.accepted)).where(ImportRow.meter == meter)
        with self._database.reading() as session:
            readings, first_s, last_s = session.exec(span.where(ReadingRow.meter == meter)).one()
            rows, accepted = session.exec(totals).one()
        if not readings:
            return None
        end_s = int(last_s) + meter_of(meter).cadence_s
        files = tuple(self.import_files(meter))
        return ReadingsSummary(meter, readings, int(rows) - int(accepted), int(first_s), end_s, files)

    def meters_of(self, project: int) -> list[str]:
        """Meters whose readings belong to the project, by name."""
        query = select(MeterProjectRow.meter).where(MeterProjectRow.project == str(project))
        with self._database.reading() as session:
            return sorted(session.exec(query))


class MeterJournal:
    """One meter's readings inside one transaction."""

    def __init__(self, session: Session, meter: str) -> None:
        self._session = session
        self._meter = meter

    def find(self, cid: Cid) -> ReadingsImport | None:
        """The import of this content, if it was imported before."""
        query = select(ImportRow).where(ImportRow.meter == self._meter, ImportRow.cid == cid)
        row = self._session.exec(query).first()
        return None if row is None else _import_of(self._session, row)

    def starts(self) -> Collection[int]:
        """Starts of the stored readings, Unix seconds."""
        return frozenset(self._session.exec(select(ReadingRow.start_s).where(ReadingRow.meter == self._meter)))

    def append(self, cid: Cid, rows: int, sifted: Sifted) -> ReadingsImport:
        """Adds accepted readings and refusals under one import."""
        row = ImportRow(meter=self._meter, cid=cid, rows=rows, accepted=len(sifted.accepted))
        self._session.add(row)
        self._session.flush()
        self._insert(ReadingRow, [_reading_values(self._meter, row.number, reading) for reading in sifted.accepted])
        self._insert(RefusalRow, [_refusal_values(row.number, *placed) for placed in enumerate(sifted.refused)])
        return ReadingsImport(self._meter, cid, rows, len(sifted.accepted), sifted.refused)

    def _insert(self, table: type[ReadingRow] | type[RefusalRow], values: list[dict[str, object]]) -> None:
        # Row objects cost seconds for a year of readings; plain rows cost tenths.
        for first in range(0, len(values), ROWS_PER_INSERT):
            self._session.connection().execute(insert(table), values[first : first + ROWS_PER_INSERT])


def _within(meter: str, period: Period) -> tuple[Any, Any, Any]:
    starts = col(ReadingRow.start_s)
    return ReadingRow.meter == meter, starts >= period.start_s, starts < period.end_s


def _import_of(session: Session, row: ImportRow) -> ReadingsImport:
    query = select(RefusalRow).where(RefusalRow.import_number == row.number).order_by(col(RefusalRow.place))
    refused = tuple(_refusal_of(found) for found in session.exec(query))
    return ReadingsImport(row.meter, row.cid, row.rows, row.accepted, refused)


def _refusal_of(row: RefusalRow) -> ReadingRefused:
    kind: type[ReadingRefused] = getattr(errors, row.name)
    return kind(row.row, row.field, row.value, row.rule)


def _reading_values(meter: str, number: int | None, reading: Reading) -> dict[str, object]:
    return {
        "meter": meter,
        "start_s": reading.start_s,
        "row": reading.row,
        "power_uw": reading.power_uw,
        "value": reading.value,
        "unit": reading.unit,
        "import_number": number,
    }


def _refusal_values(number: int | None, place: int, refusal: ReadingRefused) -> dict[str, object]:
    return {
        "import_number": number,
        "place": place,
        "row": int(refusal.facts["row"]),
        "name": refusal.name,
        "field": refusal.facts["field"],
        "value": refusal.facts["value"],
        "rule": refusal.facts["rule"],
    }
