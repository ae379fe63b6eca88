"""What waits for a second person: proposals beside what stands now, and files between staging and commit."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, File, Form, Path, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from passport.adapters.file_intake import kind_named
from passport.api.import_routes import PART, kept, shown_to, staged
from passport.domain.supply import Kind
from passport.usecases.commit_import import commit_import
from registry.adapters.approvals import payload_of
from registry.api.approvals import concerns
from registry.domain.approvals import LONGEST_REASON, Approval, ApprovalKind
from registry.domain.roles import Permission, Principal
from registry.errors import ApprovalUnknown, CarbonixError
from registry.usecases.decide_change import decide_change
from web.asking import asked
from web.front import Front
from web.languages import translated
from web.session import require_caller
from web.sheets import Sheet

SEE_OTHER = 303
SHOWN = 100
ApprovalId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ImportId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Before = Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$")]
Reason = Annotated[str, Form(max_length=LONGEST_REASON)]
COLUMNS = ("id", "kind", "state", "proposer", "proposed", "decider", "decided", "payload_hash")


def changes_router(front: Front) -> APIRouter:
    """`/administration/changes...` and `/administration/imports...`."""
    router = APIRouter(prefix="/administration", default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/changes")
    def show(request: Request, before: Before = None, files_after: Before = None) -> Response:
        caller = require_caller(request, Permission.READ_APPROVALS, Permission.WRITE_SUPPLY, here=_here())
        return _changes(front, caller, before=before, files_after=files_after)

    @router.get("/changes/{approval}")
    def look(approval: ApprovalId, request: Request) -> Response:
        return _look(front, require_caller(request, Permission.READ_APPROVALS, here=_here()), approval)

    @router.post("/changes/{approval}")
    def decide(
        approval: ApprovalId,
        request: Request,
        word: Annotated[str, Form(pattern="^(approve|reject)$")],
        payload_hash: Annotated[str, Form(max_length=100)],
        reason: Reason = "",
    ) -> Response:
        caller = require_caller(request, Permission.DECIDE_APPROVALS, here=_here())
        registry, approved = front.registry, word == "approve"
        said: dict[str, Any] = {"approved": approved, "payload_hash": payload_hash, "reason": reason}
        try:
            decide_change(approval, **said, caller=caller, now=registry.clock.now(), desk=registry.approvals)
        except CarbonixError as refusal:
            return _look(front, caller, approval, reason, refusal)
        return RedirectResponse(asked().at(f"/administration/changes/{approval}"), SEE_OTHER)

    @router.post("/imports")
    async def stage(
        request: Request, kind: Annotated[str, Form(max_length=40)], file: Annotated[UploadFile, File()]
    ) -> Response:
        caller = require_caller(request, Permission.WRITE_SUPPLY, here=_here())
        try:
            report = await _staged(front, caller, kind_named(kind), file)
        except CarbonixError as refusal:
            return await to_thread.run_sync(partial(_changes, front, caller, kind, refusal))
        return RedirectResponse(asked().at(f"/administration/imports/{report['id']}"), SEE_OTHER)

    @router.get("/imports/{import_id}")
    def look_at_file(import_id: ImportId, request: Request) -> Response:
        return _file(front, require_caller(request, Permission.WRITE_SUPPLY, here=_here()), import_id)

    @router.post("/imports/{import_id}")
    def close(import_id: ImportId, request: Request, word: Annotated[str, Form(pattern="^(commit|drop)$")]) -> Response:
        caller = require_caller(request, Permission.WRITE_SUPPLY, here=_here())
        store, now = front.passport.imports, front.registry.clock.now()
        try:
            if word == "commit":
                commit_import(import_id, caller.tenant, caller.subject, now, store=store)
            else:
                store.drop(import_id, caller.tenant, caller.subject, now)
        except CarbonixError as refusal:
            return _file(front, caller, import_id, refusal)
        return RedirectResponse(asked().at(f"/administration/imports/{import_id}"), SEE_OTHER)

    return router


def _here() -> str:
    return translated("What waits for a second person: proposals, and files that were not taken over yet.")


def _changes(
    front: Front,
    caller: Principal,
    kind: str = "",
    refusal: CarbonixError | None = None,
    *,
    before: str | None = None,
    files_after: str | None = None,
) -> Response:
    registry, now = front.registry, front.registry.clock.now()
    reads, writes = caller.may(Permission.READ_APPROVALS), caller.may(Permission.WRITE_SUPPLY)
    found = registry.approvals.newest(caller.tenant, before=before, limit=SHOWN + 1) if reads else []
    approvals = [one.at(now) for one in found[:SHOWN] if concerns(caller, one)]
    files = front.passport.imports.page(caller.tenant, after=files_after or "", limit=SHOWN + 1) if writes else []
    sheet = Sheet("changes", COLUMNS, [_row(one) for one in approvals])
    shown = {"caller": caller, "approvals": approvals, "files": files[:SHOWN], "kinds": tuple(Kind), "kind": kind}
    shown |= {"earlier": found[SHOWN - 1].id if len(found) > SHOWN else None}
    shown |= {"more_files": files[SHOWN - 1]["id"] if len(files) > SHOWN else None}
    if refusal is not None:
        return front.render("changes.html", front.frame(), 422, sheet=sheet, refusal=refusal, **shown)
    return front.answer("changes.html", front.frame(), sheet, refusal=None, **shown)


def _row(one: Approval) -> tuple[str | int | None, ...]:
    decided = (one.decider, one.decided_at, one.payload_hash)
    return (one.id, one.kind.value, one.state.value, one.proposer, one.proposed_at, *decided)


def _look(
    front: Front, caller: Principal, number: str, reason: str = "", refusal: CarbonixError | None = None
) -> Response:
    found = front.registry.approvals.find(caller.tenant, number).at(front.registry.clock.now())
    if not concerns(caller, found):
        raise ApprovalUnknown(number)
    payload = payload_of(found)
    rows = _differences(front, found, payload)
    sheet = Sheet(f"change-{number}", ("field", "now", "proposed", "source"), rows, {"payload": payload})
    shown = {"caller": caller, "approval": found, "rows": rows, "reason": reason, "refusal": refusal}
    if refusal is not None:
        return front.render("change.html", front.frame(), 409, sheet=sheet, **shown)
    return front.answer("change.html", front.frame(), sheet, **shown)


def _differences(front: Front, found: Approval, payload: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """What the proposal would change, each line beside what holds now; other kinds say what they bring."""
    if found.kind is not ApprovalKind.FACTOR_OVERRIDE:
        return [(name, "", _text(value), "") for name, value in payload.items()]
    now = front.passport.factor_sets.versions(found.tenant)[-1].document
    return [
        (
            f"{one['activity']}: {one['name']}",
            str(now[one["activity"]]["factors"].get(one["name"], "")),
            one["value"],
            one["source"],
        )
        for one in payload["factors"]
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


async def _staged(front: Front, caller: Principal, kind: Kind, sent: UploadFile) -> dict[str, Any]:
    """The report of a file, by the API's own way and within its limit; nothing is changed by it. Raises as `staged`."""
    with tempfile.TemporaryDirectory() as folder:
        file = FilePath(folder) / PART
        name = await kept(sent, file)
        return await staged(front.passport, kind, file, name, caller)


def _file(front: Front, caller: Principal, number: str, refusal: CarbonixError | None = None) -> Response:
    report = shown_to(caller, front.passport.imports.report(number, caller.tenant))
    rows = [
        (change["row"], change["id"], field, both["from"], both["to"])
        for change in report["changes"]
        for field, both in change["differences"].items()
    ]
    sheet = Sheet(f"import-{number}", ("row", "id", "field", "before", "after"), rows, {"report": report})
    shown = {"caller": caller, "report": report, "rows": rows, "refusal": refusal}
    if refusal is not None:
        return front.render("import.html", front.frame(), 409, sheet=sheet, **shown)
    return front.answer("import.html", front.frame(), sheet, **shown)
