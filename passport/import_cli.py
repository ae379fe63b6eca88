"""The command line of data in: checks or imports a file of supply data; a check needs no server and changes nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from passport.adapters.epcis_documents import MOST_DOCUMENT_BYTES, read_epcis
from passport.adapters.event_store import EventTable
from passport.adapters.factor_files import default_factors
from passport.adapters.file_intake import judged_file, kind_named, sha256_of
from passport.adapters.import_store import ImportTable
from passport.domain.intake import Intake
from passport.ports import StagedFile
from passport.usecases.capture_events import capture_events, report_of_events
from passport.usecases.commit_import import commit_import
from passport.usecases.stage_import import report_of, stage_import
from registry.adapters.audit_log import AuditLog
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from registry.adapters.input_file import read_input
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.config import settings_from_environment
from registry.domain.audit_entry import Author
from registry.errors import InvalidInput

EPCIS = "epcis"
ID_BYTES = 16
ACTOR = "command line"
FAULTS_SHOWN = 20
HEAD = ("kind", "profile", "state", "rows", "kept", "refused", "new", "changed", "unchanged", "stored", "known")

What = Annotated[
    str, typer.Argument(help="shipments, partners, products, warehouses, routes, storage-events, or epcis")
]
File = Annotated[Path, typer.Argument(help="CSV in UTF-8 or XLSX; for epcis JSON-LD")]
Check = Annotated[bool, typer.Option("--check", help="judge the file and change nothing")]
Report = Annotated[Path | None, typer.Option("--report", metavar="OUT.json", help="write the whole report")]
Tenant = Annotated[str | None, typer.Option(help="whose data they are; with it references are checked, too")]


def import_file(
    what: What, file: File, check: Check = False, report: Report = None, tenant: Tenant = None, as_json: AsJson = False
) -> None:
    """Judge a file row by row and, without --check, import its good rows; exit code 1 where a row is refused."""
    with one_sentence(as_json):
        found = _checked(what, file, tenant) if check else _imported(what, file, tenant)
        if report is not None:
            report.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    show(found, as_json)
    if found["refused"]:
        raise typer.Exit(EXIT_FAILED)


def show(found: Mapping[str, Any], as_json: bool) -> None:
    """Prints a report: all of it as JSON, else its numbers and its first faults."""
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for name in HEAD:
        if name in found:
            console.print(f"{name:12}{found[name]}")
    for part in ("notes", "figures", "rules", "beside"):
        for name, value in found.get(part, {}).items():
            console.print(f"{part:12}{name}: {value}")
    if found["faults"]:
        table = Table(title="refused")
        for name in ("row", "field", "value", "rule"):
            table.add_column(name, overflow="fold")
        for fault in found["faults"][:FAULTS_SHOWN]:
            table.add_row(str(fault["row"]), fault["field"], fault["value"], fault["rule"])
        console.print(table)


def _checked(what: str, file: Path, tenant: str | None) -> dict[str, Any]:
    if what == EPCIS:
        return {"state": "checked"} | report_of_events(*read_epcis(read_input(file, MOST_DOCUMENT_BYTES)))
    intake, about = _judged(what, file, tenant or "")
    if tenant is None:
        head = {"state": "checked", "profile": about.profile, "file_sha256": about.file_sha256}
        return head | intake.report() | {"references": "not checked: no company was named"}
    with _database(may_migrate=False) as database:
        store = ImportTable(database, AuditLog(database))
        return report_of(intake, about, store.known(intake, tenant)) | {"state": "checked"}


def _imported(what: str, file: Path, tenant: str | None) -> dict[str, Any]:
    if tenant is None:
        raise InvalidInput("tenant", "", "must be named with --tenant; --check alone needs none")
    if what == EPCIS:
        read = read_epcis(read_input(file, MOST_DOCUMENT_BYTES))
        author = Author(ACTOR, SystemClock().now())
        with _database(may_migrate=True) as database:
            return {"state": "committed"} | capture_events(*read, tenant, store=EventTable(database), author=author)
    intake, about = _judged(what, file, tenant)
    with _database(may_migrate=True) as database:
        store = ImportTable(database, AuditLog(database))
        report = stage_import(intake, about, store=store)
        return {**report, **commit_import(about.import_id, tenant, ACTOR, about.at, store=store)}


def _judged(what: str, file: Path, owner: str) -> tuple[Intake, StagedFile]:
    intake, profile = judged_file(kind_named(what), file, file.name, owner=owner, factors=default_factors())
    now = SystemClock().now()
    return intake, StagedFile(secrets.token_hex(ID_BYTES), owner, ACTOR, now, profile, sha256_of(file))


@contextmanager
def _database(*, may_migrate: bool) -> Iterator[Database]:
    database = Database(settings_from_environment().database_url)
    try:
        if may_migrate:
            database.migrate()
        yield database
    finally:
        database.close()
