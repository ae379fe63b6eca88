"""Reads the list of a retirement for many: one line per beneficiary, and every fault of every line by itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.errors import InvalidInput

COLUMNS = ("beneficiary", "kg", "name")
MOST_LINES = 1_000
LONGEST_LIST = 200_000  # characters
LONGEST_NAME = 200
MOST_KG = 2**63 - 1  # what a ledger's row and a browser's reader both hold
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_KG = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One beneficiary: a lower-case address, whole kilograms, a name that stays off chain."""

    beneficiary: str
    kg: int
    name: str


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong in a line of the file (from 1, the header counts), in which column, by which rule."""

    line: int
    column: str
    value: str
    rule: str


def read_bulk_list(text: str) -> tuple[Sequence[BulkLine], Sequence[LineFault]]:
    """The good lines and all faults; with a single fault nothing may be retired.

    Raises InvalidInput for what is no such list at all: no header, no line, too many.
    """
    if len(text) > LONGEST_LIST:
        raise InvalidInput("list", f"{len(text)} characters", f"must have at most {LONGEST_LIST} characters")
    rows = [(number, row) for number, row in _rows(text) if any(cell.strip() for cell in row)]
    if not rows or tuple(cell.strip().lower() for cell in rows[0][1]) != COLUMNS:
        shown = ",".join(rows[0][1]) if rows else ""
        raise InvalidInput("list", shown, f"must begin with the line {','.join(COLUMNS)}")
    if not 1 <= len(rows) - 1 <= MOST_LINES:
        raise InvalidInput("list", f"{len(rows) - 1} lines", f"must have 1 to {MOST_LINES} lines after the first")
    lines, faults = [], []
    for number, row in rows[1:]:
        found = list(_faults(number, row))
        faults += found
        if not found:
            beneficiary, kg, name = (cell.strip() for cell in row)
            lines.append(BulkLine(beneficiary.lower(), int(kg), name))
    return lines, faults


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as fault:
        raise InvalidInput("list", f"line {reader.line_num}", f"must be CSV (RFC 4180): {fault}") from fault


def _faults(line: int, row: Sequence[str]) -> Iterator[LineFault]:
    if len(row) != len(COLUMNS):
        yield LineFault(line, "", ",".join(row)[:80], f"must have {len(COLUMNS)} cells, has {len(row)}")
        return
    beneficiary, kg, name = (cell.strip() for cell in row)
    if _ADDRESS.fullmatch(beneficiary) is None or not int(beneficiary, 16):
        yield LineFault(line, "beneficiary", beneficiary[:80], "must be an address: 0x and 40 hex digits, not all zero")
    if _KG.fullmatch(kg) is None or int(kg) > MOST_KG:
        yield LineFault(line, "kg", kg[:80], "must be whole kilograms, at least 1, without signs between the digits")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        yield LineFault(line, "name", name[:80], f"must be 1 to {LONGEST_NAME} printable characters")
