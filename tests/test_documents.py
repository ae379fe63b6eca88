"""Facts about the specification that a machine can hold: tables, settings, calls and paragraphs that it names exist."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from registry.adapters.embedded_chain import REPOSITORY
from scripts.openapi_document import openapi_document

DOCS = REPOSITORY / "docs"
STATE = (DOCS / "spec" / "02-state.md").read_text()
NOT_OURS = {"alembic_version"}
STREAMS = {("GET", "/api/v1/stream")}  # answers that never end stand in no document
CALL = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)(?:, (GET|POST))? `(/api/[^`?. ]*[^`?. /])[`?]")
NUMBERED = re.compile(r"\[(\d+\.\d+)\]\(([^)#]+\.md)\)")


def between(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end)]


def written(path: str) -> str:
    """A path whose parameters have no names: documents and code may call them differently."""
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/")


def test_the_specification_names_every_table(migrated_sqlite: Path) -> None:
    """Must list each table of a migrated database once, and none that is gone."""
    listed = re.findall(r"`([a-z_]+)`", between(STATE, "| room | tables |", "2.10"))
    connection = sqlite3.connect(migrated_sqlite)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert sorted(listed) == sorted(tables - NOT_OURS)


def test_the_specification_names_every_setting() -> None:
    """Must list each environment variable that a room reads, and none that nobody reads."""
    configs = "".join(file.read_text() for file in REPOSITORY.glob("*/config.py"))
    listed = re.findall(r"`(CARBONIX_[A-Z_]+)`", between(STATE, "| variable | meaning", "The sealer's key is"))
    assert sorted(listed) == sorted(set(re.findall(r'"(CARBONIX_[A-Z_]*[A-Z])"', configs)))


def test_every_call_of_the_specification_exists() -> None:
    """Must name no verb and path together that the service does not answer."""
    paths = openapi_document()["paths"].items()
    calls = {(verb.upper(), written(path)) for path, verbs in paths for verb in verbs} | STREAMS
    faults = []
    for file in sorted(DOCS.rglob("*.md")):
        for first, second, path in CALL.findall(file.read_text()):
            named = {(verb, written(path)) for verb in (first, second) if verb}
            faults += [f"{file.name} names {verb} {path}" for verb, path in named - calls]
    assert not faults, "\n".join(faults)


def test_every_numbered_reference_leads_to_its_paragraph() -> None:
    """Must find, behind each link that is named by a number, a paragraph of that number."""
    faults = []
    for file in sorted(DOCS.rglob("*.md")):
        for number, link in NUMBERED.findall(file.read_text()):
            target = (file.parent / link).read_text()
            if not re.search(rf"^(?:## |.*[.] )?{re.escape(number)}\b", target, re.MULTILINE):
                faults.append(f"{file.name} refers to {number} of {link}")
    assert not faults, "\n".join(faults)
