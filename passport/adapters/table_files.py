"""Reads rows from a CSV or XLSX file, no further than its limits; a bad row is a fault, a bad file a FileRefused."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore

from passport.domain.intake import LONGEST_SHOWN, Fault, SourceRow
from passport.errors import FileRefused

MOST_FILE_BYTES = 50_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 5_000
MOST_ENTRIES = 2_000
MOST_INFLATED_BYTES = 200_000_000
MOST_RATIO = 100  # inflated to stored; sheets of real data stay near 20
RATIO_COUNTS_FROM_BYTES = 10_000_000
READING_S = 90
ZIP_MARK, OLD_EXCEL_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENTRY_MARK, BLOCK_BYTES = b"PK\x01\x02", 1 << 20
MARKS = ",;\t"
MOST_READERS = 2
_READER = Path(__file__).with_name("sheet_reader.py")
_READERS = BoundedSemaphore(MOST_READERS)  # each may take the memory that it is allowed


def read_table(file: Path) -> Iterator[SourceRow | Fault]:
    """The rows below the header, which is the first row that is not blank. Raises FileRefused."""
    size = file.stat().st_size
    if size > MOST_FILE_BYTES:
        raise FileRefused(f"{size:,} bytes", f"must have at most {MOST_FILE_BYTES:,} bytes")
    with file.open("rb") as stream:
        mark = stream.read(len(ZIP_MARK))
    if mark == OLD_EXCEL_MARK:
        raise FileRefused("a workbook of the old form", "must be CSV in UTF-8 or XLSX: save it as XLSX")
    lines = _sheet_lines(file) if mark == ZIP_MARK else _csv_lines(file)
    return _rows(lines)


def _rows(lines: Iterator[tuple[int, list[str]]]) -> Iterator[SourceRow | Fault]:
    _, header = next(lines, (0, []))
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    _check_header(names)
    for count, (row, cells) in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise FileRefused(
                f"more than {MOST_ROWS:,} rows", f"must have at most {MOST_ROWS:,} rows: send it in parts"
            )
        yield _row(row, names, cells)


def _row(row: int, names: list[str], cells: list[str]) -> SourceRow | Fault:
    texts = [cell.strip() for cell in cells]
    if any(texts[len(names) :]):
        return Fault(row, "row", f"{len(cells)} cells", f"must have at most the {len(names)} cells of the header")
    for name, text in zip(names, texts, strict=False):
        if len(text) > LONGEST_CELL:
            return Fault(
                row, name, text[:LONGEST_SHOWN], f"must have at most {LONGEST_CELL:,} characters, has {len(text):,}"
            )
    return SourceRow(row, dict.fromkeys(names, "") | dict(zip(names, texts, strict=False)))


def _check_header(names: list[str]) -> None:
    if not names:
        raise FileRefused("no header", "must begin with a row of column names")
    if len(names) > MOST_COLUMNS:
        raise FileRefused(f"{len(names)} columns", f"must have at most {MOST_COLUMNS} columns")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileRefused(f"column {twice[0]!r}", "must have one column of each name, and a name for each column")


def _csv_lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows as a spreadsheet counts them, apart by the mark that the header has most of; blank rows are left out."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            header = stream.readline(MOST_COLUMNS * LONGEST_CELL)
            stream.seek(0)
            reader = csv.reader(stream, delimiter=max(MARKS, key=header.count), strict=True)
            for row, cells in enumerate(reader, start=1):
                if any(cells):
                    yield row, cells
    except UnicodeDecodeError as fault:
        raise FileRefused(f"byte {fault.start}", "must be text in UTF-8, or an XLSX workbook") from fault
    except csv.Error as fault:
        raise FileRefused(f"line {reader.line_num}", f"must be CSV: {fault}") from fault


def _sheet_lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    _check_archive(file)
    with _READERS, tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        command = [sys.executable, "-I", str(_READER), str(file), str(MOST_ROWS + 2)]
        try:
            ended = subprocess.run(
                command, stdout=printed, stderr=subprocess.PIPE, text=True, timeout=READING_S, check=False
            )
        except subprocess.TimeoutExpired as fault:
            raise FileRefused("a workbook", f"must be readable within {READING_S} s") from fault
        if ended.returncode:
            reason = ended.stderr.strip().rpartition("\n")[2][:200] if ended.returncode > 0 else ""
            raise FileRefused("a workbook", f"must be one of ordinary size: {reason or 'reading it met a limit'}")
        printed.seek(0)
        for line in printed:
            row, cells = json.loads(line)
            yield row, cells


def _check_archive(file: Path) -> None:
    """Looks at the archive's table of contents before anything is unpacked, and at its length before it is read."""
    if _entries(file) > MOST_ENTRIES:
        raise FileRefused(f"more than {MOST_ENTRIES:,} entries", f"must have at most {MOST_ENTRIES:,} entries")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError) as fault:
        raise FileRefused("an archive", f"must be an XLSX workbook: {fault}") from fault
    inflated = sum(entry.file_size for entry in entries)
    stored = max(1, sum(entry.compress_size for entry in entries))
    if inflated > MOST_INFLATED_BYTES:
        raise FileRefused(f"{inflated:,} bytes inflated", f"must unpack to at most {MOST_INFLATED_BYTES:,} bytes")
    if inflated > RATIO_COUNTS_FROM_BYTES and inflated // stored > MOST_RATIO:
        raise FileRefused(f"packed {inflated // stored}:1", f"must not be packed closer than {MOST_RATIO}:1")
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise FileRefused("an archive without xl/workbook.xml", "must be an XLSX workbook or CSV in UTF-8")


def _entries(file: Path) -> int:
    """How often the mark of an entry stands in the file: a million of them would fill the memory once they are read."""
    found, before = 0, b""
    with file.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            found += (before + block).count(ENTRY_MARK)
            before = block[1 - len(ENTRY_MARK) :]
    return found
