"""Reads tables of readings: a decimal comma is mended only where the file declares it, and rows are named by line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from oracle.domain.envelope import LARGEST_COUNTER, Door, Message, at_door, envelope_of
from oracle.domain.message_refusals import MessageUnreadable
from oracle.domain.senml import RELATIVE_BELOW_S, plain_decimal
from oracle.errors import ReadingRefused, ReadingUnreadable

REQUIRED = ("time", "channel", "value", "unit")
COUNTED = ("boot", "counter")
LARGEST_FILE_BYTES = 64 * 1024 * 1024
LONGEST_CELL = 64
SIGNS = {"point": ".", "comma": ","}
_DIRECTIVE = re.compile(r"#\s*decimal\s*=\s*(point|comma)\s*", re.ASCII)
_LEADING = re.compile(r"^(-?)0+(?=\d)", re.ASCII)  # JSON has no number with them
_COMMA = re.compile(r"-?\d{1,18},\d{1,12}", re.ASCII)
_UNIX = re.compile(r"-?\d{1,12}(\.\d{1,3})?", re.ASCII)


@dataclass(slots=True)
class CsvTable:
    """The messages of a file with the lines of their rows, what could not be read, and how many values were mended."""

    messages: list[Message] = field(default_factory=list)
    lines: list[tuple[int, ...]] = field(default_factory=list)
    refused: list[ReadingRefused] = field(default_factory=list)
    rows: int = 0
    mended: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    key: tuple[int, int]
    record: Mapping[str, object]


def read_table(tenant: str, device: str, content: bytes) -> CsvTable:
    """The table as messages: rows of one boot and counter are one message.

    A file without these columns is an upload: its rows of one time are one message under boot 0, their time the
    counter. The first line may be `# decimal=comma`; the header names time, channel, value and unit, separated by
    commas or semicolons. Raises MessageUnreadable if that is not so.
    """
    text = _text(content)
    first, _, rest = text.partition("\n")
    declared = _DIRECTIVE.fullmatch(first.strip())
    sign = SIGNS[declared.group(1)] if declared else "."
    lines = rest if declared else text
    header = lines.partition("\n")[0]
    reader = csv.reader(io.StringIO(lines), delimiter=";" if ";" in header else ",", strict=True)
    table = CsvTable()
    _group(table, tenant, device, _rows(table, reader, sign, 1 if declared else 0))
    return table


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE_BYTES:
        raise MessageUnreadable("file", f"{len(content)} bytes", f"at most {LARGEST_FILE_BYTES} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise MessageUnreadable("file", str(fault), "text in UTF-8") from fault


def _rows(table: CsvTable, reader: Any, sign: str, skipped: int) -> Iterator[_Row]:
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in REQUIRED if name not in names]
        if missing or len(set(names)) != len(names) or len(set(names) & set(COUNTED)) == 1:
            rule = (
                f"a header with {', '.join(REQUIRED)}, each once, and with both of {' and '.join(COUNTED)} or neither"
            )
            raise MessageUnreadable("header", ", ".join(names)[:LONGEST_CELL], rule)
        for cells in reader:
            if not cells:
                continue
            table.rows += 1
            try:
                yield _row(table, skipped + reader.line_num, names, cells, sign)
            except ReadingRefused as fault:
                table.refused.append(fault)
    except csv.Error as fault:
        raise MessageUnreadable("file", str(fault), "a table of plain cells") from fault


def _row(table: CsvTable, line: int, names: list[str], cells: list[str], sign: str) -> _Row:
    if len(cells) != len(names):
        raise ReadingUnreadable(line, "row", f"{len(cells)} cells", f"{len(names)} cells, as in the header")
    stated = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    seconds = _seconds(line, stated["time"])
    value = _value(table, line, stated["value"], sign)
    record = {"n": stated["channel"], "u": stated["unit"], "v": _Plain(value), "t": _Plain(seconds)}
    if "boot" not in stated:
        return _Row(line, (0, _ms(seconds)), record)
    return _Row(line, (_count(line, stated, "boot", 1), _count(line, stated, "counter", 0)), record)


class _Plain(str):
    """A number that is written as it stands."""

    __slots__ = ()


def _group(table: CsvTable, tenant: str, device: str, rows: Iterator[_Row]) -> None:
    held: list[_Row] = []
    for row in rows:
        if held and row.key != held[0].key:
            _close(table, tenant, device, held)
            held = []
        held.append(row)
    if held:
        _close(table, tenant, device, held)


def _close(table: CsvTable, tenant: str, device: str, held: list[_Row]) -> None:
    boot, counter = held[0].key
    payload = "[" + ",".join(_written(row.record) for row in held) + "]"
    envelope = envelope_of(tenant, device, boot=boot, counter=counter, payload=payload, key="", signature="")
    table.messages.append(at_door(envelope, Door.CSV, account=True))
    table.lines.append(tuple(row.line for row in held))


def _written(record: Mapping[str, object]) -> str:
    shown = (f'"{name}":{value if isinstance(value, _Plain) else json.dumps(value)}' for name, value in record.items())
    return "{" + ",".join(shown) + "}"


def _value(table: CsvTable, line: int, cell: str, sign: str) -> str:
    if sign == "," and _COMMA.fullmatch(cell):
        table.mended += 1
        return _LEADING.sub(r"\1", cell.replace(",", "."))
    if sign == "." and _COMMA.fullmatch(cell):
        rule = "a decimal point; a file with decimal commas says so in its first line: # decimal=comma"
        raise ReadingUnreadable(line, "value", cell, rule)
    plain = plain_decimal(cell) if sign == "." or "." not in cell else None
    if plain is None:
        named = next(name for name, known in SIGNS.items() if known == sign)
        rule = f"a number with a decimal {named} and no thousands"
        raise ReadingUnreadable(line, "value", cell[:LONGEST_CELL], rule)
    return _LEADING.sub(r"\1", plain)


def _seconds(line: int, cell: str) -> str:
    """The time as Unix seconds with at most three digits behind the point; SenML takes small ones for relative."""
    seconds = _LEADING.sub(r"\1", cell) if _UNIX.fullmatch(cell) else _unix(line, cell)
    if int(seconds.partition(".")[0]) <= RELATIVE_BELOW_S:
        raise ReadingUnreadable(line, "time", cell[:LONGEST_CELL], "a time after the middle of 1978")
    return seconds


def _unix(line: int, cell: str) -> str:
    try:
        stated = datetime.fromisoformat(cell)
    except ValueError as fault:
        rule = "a time of ISO 8601 with its zone, or Unix seconds"
        raise ReadingUnreadable(line, "time", cell[:LONGEST_CELL], rule) from fault
    if stated.tzinfo is None:
        raise ReadingUnreadable(line, "time", cell, "a time of ISO 8601 with its zone: Z or +HH:MM")
    whole = int(stated.replace(microsecond=0).timestamp())
    return f"{whole}.{stated.microsecond // 1000:03d}" if stated.microsecond >= 1000 else str(whole)


def _ms(seconds: str) -> int:
    whole, _, part = seconds.partition(".")
    return int(whole) * 1000 + int((part + "000")[:3])


def _count(line: int, stated: Mapping[str, str], name: str, lowest: int) -> int:
    cell = stated[name]
    if not re.fullmatch(r"\d{1,16}", cell, re.ASCII) or not lowest <= int(cell) <= LARGEST_COUNTER:
        raise ReadingUnreadable(line, name, cell[:LONGEST_CELL], f"a whole number from {lowest} to {LARGEST_COUNTER}")
    return int(cell)
