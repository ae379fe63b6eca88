"""Makes every file of a report from its document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passport.adapters.report_csv import report_csv
from passport.adapters.report_pdf import report_pdf
from passport.adapters.report_xlsx import report_xlsx
from passport.domain.reports.kept import Format
from registry.adapters.canonical_json import canonical

MEDIA_TYPES: Mapping[Format, str] = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
}


def report_files(document: Mapping[str, Any]) -> Mapping[Format, bytes]:
    """JSON (RFC 8785), CSV, XLSX and PDF; the same document gives the same bytes."""
    return {
        Format.JSON: canonical(document),
        Format.CSV: report_csv(document),
        Format.XLSX: report_xlsx(document),
        Format.PDF: report_pdf(document),
    }
