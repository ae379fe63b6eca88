"""Facts about the goals beside what is measured: a figure that a study gave is the study's own."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from web.goals import ACCURACY

CHAPTER = Path(__file__).parents[2] / "docs" / "spec" / "26-uncertainty.md"


def test_the_accuracy_on_the_page_is_the_studys() -> None:
    """Must print the first column of the table of chapter 26, in percent: the page has no figure of its own."""
    table = re.findall(r"^\| \d\d % \| (0\.\d{3}) \|", CHAPTER.read_text(), re.MULTILINE)[:3]
    assert " / ".join(f"{Decimal(share) * 100:.1f} %" for share in table) == ACCURACY
