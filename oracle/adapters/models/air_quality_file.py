"""Reads the UCI Air Quality file (De Vito; CC BY 4.0): a low-cost sensor array beside a reference station, hourly.

Both forms in circulation are read: semicolons with decimal commas (the original), and commas with decimal points.
-200 stands for a missing value. Everything becomes an integer of the smallest unit; a row that lacks an input or the
reference is left out, never filled in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from oracle.domain.ridge import Row
from registry.errors import InvalidInput

MISSING = Decimal(-200)
SOURCE = "UCI Air Quality (De Vito et al. 2008; CC BY 4.0)"
TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H.%M.%S")
# Input: unit and how many of it one step of the file's last unit is. The sensors give resistances in arbitrary counts.
INPUTS: Mapping[str, tuple[str, int]] = {
    "PT08.S1(CO)": ("count/1000", 1_000),
    "PT08.S2(NMHC)": ("count/1000", 1_000),
    "PT08.S3(NOx)": ("count/1000", 1_000),
    "PT08.S4(NO2)": ("count/1000", 1_000),
    "PT08.S5(O3)": ("count/1000", 1_000),
    "T": ("mdegC", 1_000),
    "RH": ("ppm", 10_000),
    "AH": ("g/m3/1000", 1_000),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A quantity that the reference station measures: its column, and the integer unit in which we keep it."""

    key: str
    column: str
    unit: str
    per_file_unit: int


TARGETS: Mapping[str, Target] = {
    "co": Target("co", "CO(GT)", "ug/m3", 1_000),
    "no2": Target("no2", "NO2(GT)", "ng/m3", 1_000),
    "c6h6": Target("c6h6", "C6H6(GT)", "ng/m3", 1_000),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """The complete hours of a target in order of time; `of_file` is each one's place among all hours of the file."""

    target: Target
    times_s: tuple[int, ...]
    rows: tuple[Row, ...]
    of_file: tuple[int, ...]
    file_hours: int


def read_hours(content: bytes, target: Target) -> Hours:
    """The complete hours. Raises InvalidInput for content that is no such file, with the line where it breaks."""
    lines, places, rows, times, hours = _lines(content), [], [], [], 0
    for number, line in lines:
        if not any(cell.strip() for cell in line.values()):
            continue  # the original ends with lines of nothing but semicolons
        time_s = _time(number, line)
        values = {name: _value(number, line, name) for name in (*INPUTS, target.column)}
        hours += 1
        if MISSING not in values.values():
            inputs = tuple(_whole(number, name, values[name], per) for name, (_, per) in INPUTS.items())
            rows.append(Row(inputs, _whole(number, target.column, values[target.column], target.per_file_unit)))
            places.append(hours - 1)
            times.append(time_s)
    return Hours(target, tuple(times), tuple(rows), tuple(places), hours)


def _lines(content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InvalidInput("file", f"byte {fault.start}", "must be UTF-8 text") from fault
    head = text.partition("\n")[0]
    comma = ";" in head
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if comma else ",")
    wanted = {"Date", "Time", *INPUTS, *(target.column for target in TARGETS.values())}
    missing = wanted - set(reader.fieldnames or ())
    if missing:
        raise InvalidInput("header", head.strip(), f"names the columns {', '.join(sorted(missing))}")
    return [(reader.line_num, _repaired(reader.line_num, line, comma=comma)) for line in reader]


def _repaired(number: int, line: Mapping[str | None, str | None], *, comma: bool) -> dict[str, str]:
    """The cells by column. A decimal comma is repaired only in the form that declares it, by its semicolons."""
    if None in line:
        raise InvalidInput(f"line {number}", line[None], "no more cells than the header: no decimal comma in this form")
    cells = {str(name): cell or "" for name, cell in line.items()}
    return {name: cell.replace(",", ".") for name, cell in cells.items()} if comma else cells


def _time(number: int, line: Mapping[str, str]) -> int:
    text = f"{line['Date']} {line['Time']}"
    for form in TIME_FORMATS:
        try:
            return int(datetime.strptime(text, form).replace(tzinfo=UTC).timestamp())
        except ValueError:
            continue
    raise InvalidInput(f"line {number}: Date, Time", text, "a date and an hour of the file's form")


def _value(number: int, line: Mapping[str, str], name: str) -> Decimal:
    try:
        value = Decimal(line[name])
    except InvalidOperation as fault:
        raise InvalidInput(
            f"line {number}: {name}", line[name], "a decimal number, -200 where it is missing"
        ) from fault
    if not value.is_finite():
        raise InvalidInput(f"line {number}: {name}", line[name], "a decimal number, -200 where it is missing")
    return value


def _whole(number: int, name: str, value: Decimal, per_file_unit: int) -> int:
    """The value in whole small units, rounded to the nearest: some averages in the original have a long tail."""
    if abs(value) > 10**9:
        raise InvalidInput(f"line {number}: {name}", value, "at most a thousand million")
    return round(value * per_file_unit)
