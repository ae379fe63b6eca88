"""Prints a report by Typst; its text copies out as it went in, and the same report gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import typst

from passport.adapters.pdf_letters import with_letters
from passport.adapters.standard_files import words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "data" / "typst"
FONT_PACKAGE = "fontpkg_sarabun"  # Sarabun, SIL Open Font License 1.1: Latin, Vietnamese and Thai in one family
EPOCH = 0  # the document says no time of its making


def report_pdf(document: Mapping[str, Any]) -> bytes:
    """A4 pages in the report's language."""
    told = {"document": document, "words": words_of(document["language"])}
    with as_file(files(FONT_PACKAGE) / "files") as fonts:
        printed = typst.compile(
            str(TEMPLATES / "report.typ"),
            root=str(TEMPLATES),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=EPOCH,
            pdf_tags=False,  # tags number the very pieces that are joined afterwards
            sys_inputs={"report": json.dumps(told, ensure_ascii=False)},
        )
    return with_letters(printed)
