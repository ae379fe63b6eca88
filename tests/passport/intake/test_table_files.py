"""Facts about reading tables: a bad row is one fault, a hostile file is one refusal, and nothing is unpacked unseen."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from passport.adapters import table_files
from passport.adapters.table_files import read_table
from passport.domain.intake import Fault, SourceRow
from passport.errors import FileRefused

Sheet = Callable[[xlsxwriter.worksheet.Worksheet, xlsxwriter.Workbook], object]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table"


def csv(file: Path, text: str) -> list[SourceRow | Fault]:
    file.write_bytes(text.encode())
    return list(read_table(file))


def workbook(file: Path, fill: Sheet) -> None:
    book = xlsxwriter.Workbook(str(file))
    fill(book.add_worksheet(), book)
    book.close()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_are_counted_as_a_spreadsheet_counts(file: Path, mark: str) -> None:
    """Must number rows from the header on, pass over blank ones, and fill short ones."""
    text = "\ufeffid,name\n\n1,one\n2\n".replace(",", mark)
    assert csv(file, text) == [SourceRow(3, {"id": "1", "name": "one"}), SourceRow(4, {"id": "2", "name": ""})]


def test_a_bad_row_is_one_fault_and_the_others_stay(file: Path) -> None:
    """Must refuse a row with too many cells or too long a one by its number, and give the others."""
    found = csv(file, f"id,name\n1,a,b\n2,{'x' * 5_001}\n3,c\n")
    assert [(one.row, type(one).__name__) for one in found] == [(2, "Fault"), (3, "Fault"), (4, "SourceRow")]


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"", "no header"),
        (b"id,id\n1,2\n", "column 'id'"),
        (b"id,\xff\n", "byte 3"),
        (b'id\n"open\n', "line 2"),
        (b"\xd0\xcf\x11\xe0 old", "a workbook of the old form"),
        (b"PK\x03\x04 broken", "an archive"),
        (",".join(f"c{place}" for place in range(201)).encode(), "201 columns"),
    ],
)
def test_a_bad_file_is_one_refusal(file: Path, content: bytes, value: str) -> None:
    """Must refuse a file as a whole by what was seen of it."""
    file.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        list(read_table(file))
    assert refused.value.facts["value"] == value


def test_a_workbook_reads_like_text(file: Path) -> None:
    """Must give numbers as a spreadsheet shows them, days in ISO 8601, and rows by their place in the sheet."""

    def fill(sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook) -> None:
        sheet.write_row(1, 0, ["id", "kg", "count", "day", "formula"])
        sheet.write_string(3, 0, "a")
        sheet.write_row(3, 1, [0.1 + 0.2, 3])
        sheet.write_datetime(3, 3, date(2025, 2, 3), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_string(3, 4, "=1+1")

    workbook(file, fill)
    cells = {"id": "a", "kg": "0.3", "count": "3", "day": "2025-02-03", "formula": "=1+1"}
    assert list(read_table(file)) == [SourceRow(4, cells)]


def test_a_spreadsheet_bomb_is_refused_before_it_is_unpacked(file: Path) -> None:
    """Must refuse archives by their table of contents: too large inside, packed too close, too many parts, no book."""
    for parts, value in (
        ({"xl/workbook.xml": b"0" * 30_000_000}, "packed"),
        ({"xl/workbook.xml": b"0" * 210_000_000}, "210,000,000 bytes inflated"),
        ({f"part{place}": b"" for place in range(2_001)}, "more than 2,000 entries"),
        ({"other.txt": b"x"}, "an archive without xl/workbook.xml"),
    ):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        with pytest.raises(FileRefused) as refused:
            list(read_table(file))
        assert refused.value.facts["value"].startswith(value)


def test_a_long_table_of_contents_is_not_even_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must count entries in the bytes, across blocks, before they become objects of their own."""
    with zipfile.ZipFile(file, "w") as archive:
        for place in range(table_files.MOST_ENTRIES + 1):
            archive.writestr(f"{place}", b"")
    monkeypatch.setattr(table_files, "BLOCK_BYTES", 7)
    monkeypatch.delattr(zipfile, "ZipFile")
    with pytest.raises(FileRefused, match="more than 2,000 entries"):
        list(read_table(file))


def test_a_sheet_as_wide_as_the_world_ends_its_reader_only(file: Path) -> None:
    """Must survive two cells in opposite corners, 17 billion cells apart: the reading process meets its limit."""

    def fill(sheet: xlsxwriter.worksheet.Worksheet, _book: xlsxwriter.Workbook) -> None:
        sheet.write(0, 0, "id")
        sheet.write(1_048_575, 16_383, "x")

    workbook(file, fill)
    with pytest.raises(FileRefused) as refused:
        list(read_table(file))
    assert "limit" in refused.value.facts["rule"]


def test_too_many_rows_or_bytes_are_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must stop at the limits of rows and bytes."""
    monkeypatch.setattr(table_files, "MOST_ROWS", 2)
    with pytest.raises(FileRefused):
        csv(file, "id\n1\n2\n3\n")
    monkeypatch.setattr(table_files, "MOST_FILE_BYTES", 5)
    with pytest.raises(FileRefused):
        csv(file, "id\n1\n2\n")
