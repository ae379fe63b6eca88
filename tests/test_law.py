"""Every rule of the law is proved by a test that cites it, and no test cites a rule that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RULE = re.compile(r"\bL-\d+\.\d+\b")
DEFINED = re.compile(r"^- \*\*(L-\d+\.\d+)\*\*", re.MULTILINE)


def cited() -> set[str]:
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tests").rglob("*.sol"), *(ROOT / "tests").rglob("*.ts")]
    return {rule for file in files if file != Path(__file__) for rule in RULE.findall(file.read_text())}


def defined() -> set[str]:
    return set(DEFINED.findall((ROOT / "docs" / "spec" / "13-law.md").read_text()))


def test_every_rule_is_proved() -> None:
    """Must find, for each rule of the chapter, a test that cites its number."""
    assert defined() - cited() == set()


def test_every_citation_is_a_rule() -> None:
    """Must find each cited number in the chapter."""
    assert defined()
    assert cited() - defined() == set()
