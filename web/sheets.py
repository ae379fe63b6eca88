"""Gives what a page shows as data: its rows as CSV, its facts and rows as JSON, by `?format=` of its address."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from fastapi.responses import JSONResponse, Response

from registry.errors import InvalidInput
from web.asking import asked

FORMATS = ("html", "json", "csv")
# A cell that a spreadsheet would run as a formula is written with an apostrophe before it.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![0-9.]+$)")
LARGEST_EXACT = 2**53  # beyond it, readers of JSON round integers
Cell = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's table: integers stay integers in CSV; JSON carries those beyond 2^53 as text."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def noticed(sheet: Sheet, notice: str) -> Sheet:
    """The sheet with what stands on each page of a demonstration, so that its data do not pass for another's."""
    return replace(sheet, facts={"notice": notice} | dict(sheet.facts)) if notice else sheet


def wanted_format() -> str:
    """What the address asks for. Raises InvalidInput."""
    wanted = dict(parse_qsl(asked().query)).get("format", "html")
    if wanted not in FORMATS:
        raise InvalidInput("format", wanted, f"must be one of {', '.join(FORMATS)}")
    return wanted


def data_answer(sheet: Sheet, as_of: Mapping[str, Any]) -> Response | None:
    """The sheet in the wanted format; None if a page is wanted."""
    wanted = wanted_format()
    if wanted == "json":
        return json_answer(sheet, as_of)
    if wanted == "csv":
        name = f'attachment; filename="{sheet.name}.csv"'
        return Response(as_csv(sheet), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})
    return None


def json_answer(sheet: Sheet, as_of: Mapping[str, Any]) -> Response:
    """The sheet's facts and rows as JSON."""
    rows = [dict(zip(sheet.columns, map(_exact, row), strict=True)) for row in sheet.rows]
    return JSONResponse({"asOf": as_of, **sheet.facts, "rows": rows})


def as_csv(sheet: Sheet) -> str:
    """RFC 4180, with a header line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([_safe(cell) for cell in row] for row in sheet.rows)
    return text.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _exact(cell: Cell) -> Cell:
    return str(cell) if isinstance(cell, int) and abs(cell) > LARGEST_EXACT else cell
