"""Reads reporting standards, frameworks and the words of reports from their data files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from passport.domain.reports.standards import Disclosure, Force, Framework, Omission, Reason, Standard
from registry.errors import InvalidInput

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every report that can be ordered, by its id."""
    document = _read(DATA / "reports" / "frameworks.json")
    return {identity: _framework(identity, entry) for identity, entry in document.items()}


@cache
def languages() -> Mapping[str, Mapping[str, str]]:
    """The words of reports, by language."""
    found: dict[str, dict[str, str]] = _read(DATA / "reports" / "words.json")
    return found


def framework_named(identity: str) -> Framework:
    """Raises InvalidInput for a report that does not exist."""
    if identity not in frameworks():
        raise InvalidInput("framework", identity, f"must be one of {', '.join(frameworks())}")
    return frameworks()[identity]


def words_of(language: str) -> Mapping[str, str]:
    """Raises InvalidInput for a language that nobody wrote words in."""
    if language not in languages():
        raise InvalidInput("language", language, f"must be one of {', '.join(languages())}")
    return languages()[language]


def _framework(identity: str, entry: Mapping[str, Any]) -> Framework:
    standards = tuple(_standard(_read(DATA / "standards" / f"{name}.json")) for name in entry["standards"])
    return Framework(identity, entry["title"], standards, tuple(entry["said"]))


def _standard(document: Mapping[str, Any]) -> Standard:
    return Standard(
        identity=document["id"],
        title=document["title"],
        edition=document["edition"],
        issuer=document["issuer"],
        force=Force(document["force"]),
        note=document["note"],
        disclosures=tuple(_disclosure(entry) for entry in document["disclosures"]),
    )


def _disclosure(entry: Mapping[str, Any]) -> Disclosure:
    omissions = tuple(Omission(Reason(one["reason"]), one["explanation"]) for one in entry["omissions"])
    return Disclosure(entry["code"], entry["title"], tuple(entry["measures"]), omissions)


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
