"""Prints the rows of the first sheet of a workbook as JSON lines, in a process of its own that may fail.

Whatever a hostile workbook unpacks to meets this process's limits of memory, time and output, never the server's.
Arguments: file, rows at most. Exit codes: 0, 3 where the workbook cannot be read (one sentence on standard error).
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime, time, timedelta

MEMORY_BYTES = 1 << 30
CPU_S = 60
OUTPUT_BYTES = 300_000_000
UNREADABLE = 3
DIGITS = ".15g"  # what a spreadsheet shows of a number; the rest is noise of its binary form


def main(file: str, most_rows: int) -> int:
    """Writes `[row number, cells]` per line, cells as texts; blank rows are left out."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
    ):
        resource.setrlimit(limit, (most, most))
    from python_calamine import CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(file).get_sheet_by_index(0)
        first = (sheet.start or (0, 0))[0] + 1
        rows = sheet.to_python(skip_empty_area=True)
    except Exception as fault:
        print(f"{type(fault).__name__}: {fault}"[:200], file=sys.stderr)
        return UNREADABLE
    for number, cells in enumerate(rows[:most_rows], start=first):
        texts = [text_of(cell) for cell in cells]
        if any(texts):
            print(json.dumps([number, texts]))
    return 0


def text_of(cell: object) -> str:
    """The cell as a person would type it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(cell, DIGITS)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(int(cell.total_seconds()))
    return str(cell).strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
