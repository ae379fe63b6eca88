"""Prints a board's page by Typst: one A4 sheet; the same figures give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst

from passport.adapters.pdf_letters import with_letters
from passport.adapters.report_pdf import EPOCH, FONT_PACKAGE, TEMPLATES
from passport.adapters.standard_files import DATA
from registry.errors import InvalidInput


def board_pdf(document: Mapping[str, Any]) -> bytes:
    """The page in the document's language; its text copies out as it went in."""
    with as_file(files(FONT_PACKAGE) / "files") as fonts:
        printed = typst.compile(
            str(TEMPLATES / "board.typ"),
            root=str(TEMPLATES),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=EPOCH,
            pdf_tags=False,
            sys_inputs={"board": json.dumps(document, ensure_ascii=False)},
        )
    return with_letters(printed)


@cache
def board_words() -> Mapping[str, Mapping[str, str]]:
    """The words of the page, by language."""
    found: dict[str, dict[str, str]] = json.loads((DATA / "reports" / "board.json").read_text(encoding="utf-8"))
    return found


def board_words_of(language: str) -> Mapping[str, str]:
    """Raises InvalidInput for a language that nobody wrote words in."""
    if language not in board_words():
        raise InvalidInput("language", language, f"must be one of {', '.join(board_words())}")
    return board_words()[language]
