"""Writes a report as CSV that a spreadsheet opens without running anything in it; the same report, the same bytes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
BOM = "\ufeff"  # without it Excel reads Thai and Vietnamese as Latin-1
COLUMNS = ("standard", "edition", "status", "code", "disclosure", "measure", "label", "value", "unit", "note")


def report_csv(document: Mapping[str, Any]) -> bytes:
    """UTF-8 with a byte order mark, CRLF (RFC 4180)."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([inert(cell) for cell in row] for row in report_rows(document))
    return (BOM + text.getvalue()).encode("utf-8")


def inert(cell: str) -> str:
    """The text with a quote before it if a spreadsheet would take it for a formula; numbers stay numbers."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and _NUMBER.fullmatch(cell) is None else cell


def report_rows(document: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """One row for each fact, figure and omission, in the columns above."""
    for sentence in document["said"]:
        yield "", "", "", "", "", "", document["title"], "", "", sentence
    yield "", "", "", "", "", "", document["title"], document["organisation"], "", ""
    for fact in document["facts"]:
        yield "", "", "", "", "", "", fact["name"], fact["value"], "", ""
    for standard in document["standards"]:
        yield from _standard_rows(standard)
    apart = document["apart"]
    for line in apart["lines"]:
        yield apart["title"], "", "", "", "", *_figure(line), apart["said"]
    yield from _certificate_rows(document["certificates"])


def _standard_rows(standard: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    head = standard["title"], standard["edition"], standard["status"]
    yield *head, "", "", "", "", "", "", standard["note"]
    for disclosure in standard["disclosures"]:
        named = *head, disclosure["code"], disclosure["title"]
        for line in disclosure["lines"]:
            yield *named, *_figure(line), line["missing"]
        for omission in disclosure["omissions"]:
            yield *named, "", omission["reasonSaid"], "", "", omission["explanation"]


def _certificate_rows(part: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The number stands among the texts: it is no figure."""
    for line in part["lines"]:
        named = line["number"], line["scheme"]
        yield part["title"], "", line["standing"], *named, "", line["subject"], line["validity"], "", line["issuer"]
    if part["more"]:
        yield part["title"], "", "", "", "", "", "", "", "", part["more"]


def _figure(line: Mapping[str, str]) -> tuple[str, str, str, str]:
    return line["measure"], line["label"], line["value"], line["unit"]
