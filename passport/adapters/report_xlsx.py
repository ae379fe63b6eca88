"""Writes a report as a workbook: text stays text, figures are numbers; the same report, the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from passport.adapters.report_csv import COLUMNS, report_rows

# Nothing in the bytes may tell when the file was written: the ZIP format begins with this day.
CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no time zones
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTHS = (34, 12, 16, 16, 46, 24, 46, 18, 12, 80)
VALUE = COLUMNS.index("value")


def report_xlsx(document: Mapping[str, Any]) -> bytes:
    """One sheet with the rows of the CSV."""
    written = BytesIO()
    book = Workbook(written, OPTIONS)
    book.set_properties({"title": document["title"], "company": document["organisation"], "created": CREATED})
    sheet = book.add_worksheet(document["framework"])
    head, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_row(0, 0, COLUMNS, head)
    sheet.freeze_panes(1, 0)
    for row, cells in enumerate(report_rows(document), start=1):
        for column, cell in enumerate(cells):
            if column == VALUE and cells[COLUMNS.index("measure")] and cell:
                decimals = len(cell.partition(".")[2])
                number = book.add_format({"num_format": "0." + "0" * decimals if decimals else "0", "valign": "top"})
                # The only binary numbers of a report: a cell knows no others, and shows these decimals.
                sheet.write_number(row, column, float(cell), number)
            else:
                sheet.write_string(row, column, cell, plain)
    book.close()
    return written.getvalue()
