"""Files over HTTP: a company uploads a table, sees what it would change, and commits or drops it."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Request, Response
from starlette.datastructures import UploadFile

from passport.adapters.door_types import LONGEST_NAME, plain_text
from passport.adapters.file_intake import BLOCK_BYTES, judged_file, kind_named, sha256_of
from passport.api.supply_routes import CREATED, ID_SIGNS, PAGE, After, Limit, Writer, paged
from passport.bootstrap import Passport
from passport.domain.supply import Kind
from passport.errors import FileRefused
from passport.ports import StagedFile
from passport.usecases.commit_import import commit_import
from passport.usecases.stage_import import stage_import
from registry.domain.roles import Permission, Principal

ID_BYTES = 16
PART = "file"
_FILE = {"type": "string", "format": "binary", "description": "CSV in UTF-8, or XLSX"}
_FORM = {"schema": {"type": "object", "required": [PART], "properties": {PART: _FILE}}}
MULTIPART = {"requestBody": {"required": True, "content": {"multipart/form-data": _FORM}}}
ImportId = Annotated[str, Path(min_length=1, max_length=64, pattern=ID_SIGNS)]


def import_router(passport: Passport) -> APIRouter:
    """Stage, look, commit, drop."""
    router = APIRouter(prefix="/api/v1/imports", tags=["supply"])
    registry, store = passport.registry, passport.imports

    @router.post("/{kind}", status_code=CREATED, operation_id="stageImport", openapi_extra=MULTIPART)
    async def stage(kind: str, request: Request, caller: Writer) -> dict[str, Any]:
        """Judges the rows of a file and previews what they would change; nothing is changed before the commit."""
        wanted = kind_named(kind)
        with tempfile.TemporaryDirectory() as folder:
            file = FilePath(folder) / PART
            name = await _received(request, file)
            report = await staged(passport, wanted, file, name, caller)
        return shown_to(caller, report)

    @router.get("", operation_id="listImports")
    def list_imports(caller: Writer, response: Response, after: After = "", limit: Limit = PAGE) -> dict[str, Any]:
        """The company's files, by id."""
        return paged(store.page(caller.tenant, after=after, limit=limit), "id", limit, response, "/api/v1/imports")

    @router.get("/{import_id}", operation_id="getImport")
    def get_import(import_id: ImportId, caller: Writer) -> dict[str, Any]:
        """The report of a file: numbers, differences, and each fault with row, field, value and rule."""
        return shown_to(caller, store.report(import_id, caller.tenant))

    @router.post("/{import_id}/commit", operation_id="commitImport")
    def commit(import_id: ImportId, caller: Writer) -> Any:
        """Writes the good rows, all of them or none."""
        done = commit_import(import_id, caller.tenant, caller.subject, registry.clock.now(), store=store)
        return shown_to(caller, done)

    @router.post("/{import_id}/drop", operation_id="dropImport")
    def drop(import_id: ImportId, caller: Writer) -> dict[str, Any]:
        """Forgets the good rows; the report stays."""
        return shown_to(caller, store.drop(import_id, caller.tenant, caller.subject, registry.clock.now()))

    return router


async def staged(passport: Passport, kind: Kind, file: FilePath, name: str, caller: Principal) -> dict[str, Any]:
    """The report of a file whose rows were judged and kept aside, after waiting for a seat. Raises as `judged_file`."""

    def judged() -> dict[str, Any]:
        factors = passport.factors_of(caller.tenant)
        intake, profile = judged_file(kind, file, name, owner=caller.tenant, factors=factors)
        number, now = secrets.token_hex(ID_BYTES), passport.registry.clock.now()
        about = StagedFile(number, caller.tenant, caller.subject, now, profile, sha256_of(file))
        return stage_import(intake, about, store=passport.imports)

    return await to_thread.run_sync(judged, limiter=passport.file_seats)


async def kept(part: UploadFile, file: FilePath) -> str:
    """Writes an uploaded file to disk as it comes; its name, where it is one that can be shown."""
    with file.open("wb") as stream:
        while block := await part.read(BLOCK_BYTES):
            stream.write(block)
    return _plain_name(part.filename or "")


def shown_to(caller: Principal, report: Mapping[str, Any]) -> dict[str, Any]:
    """The report; who may not read partners is shown which rows change one, and not what is known of it."""
    if report["kind"] != Kind.Partners or caller.may(Permission.READ_PARTNERS):
        return dict(report)
    return {**report, "changes": [change | {"differences": {}} for change in report["changes"]]}


async def _received(request: Request, file: FilePath) -> str:
    """The one uploaded file, as `kept`. Raises FileRefused."""
    async with request.form(max_files=1, max_fields=0) as form:
        part = form.get(PART)
        if not isinstance(part, UploadFile):
            raise FileRefused("no file", f"must be sent as multipart/form-data in the part {PART!r}")
        return await kept(part, file)


def _plain_name(name: str) -> str:
    try:
        return plain_text(name[:LONGEST_NAME])
    except ValueError:
        return "upload"
