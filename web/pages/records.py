"""What a company computes with and what was done in its name: factor sets by version, and the checked audit log."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from passport.domain.factor_changes import Activity, FactorChange
from passport.usecases.propose_factors import propose_factors
from registry.domain.invariants import Finding
from registry.domain.roles import Permission, Principal
from registry.errors import CarbonixError, InvalidInput
from registry.usecases.audit_entries import audit_entries
from web.asking import asked
from web.front import Frame, Front
from web.languages import translated
from web.session import require_caller
from web.sheets import Sheet

SEE_OTHER = 303
PAGE = 50
LONGEST_TEXT = 500
LONGEST_NUMBER = 20
BLANK = {"factor": "", "value": "", "source": "", "note": ""}
Text = Annotated[str, Form(max_length=LONGEST_TEXT)]


def records_router(front: Front) -> APIRouter:
    """`/administration/factors` and `/administration/audit-log`."""
    router = APIRouter(prefix="/administration", default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/factors")
    def factors(request: Request) -> Response:
        return _factors(front, require_caller(request, Permission.READ_PASSPORTS, here=_here()))

    @router.post("/factors")
    def propose(
        request: Request,
        factor: Annotated[str, Form(max_length=LONGEST_TEXT)] = "",
        value: Annotated[str, Form(max_length=LONGEST_NUMBER)] = "",
        source: Text = "",
        note: Text = "",
    ) -> Response:
        caller = require_caller(request, Permission.CONFIGURE_FACTORS, here=_here())
        registry, form = front.registry, {"factor": factor, "value": value, "source": source, "note": note}
        try:
            changes, now = [*_standing(front, caller, factor), _change(factor, value, source)], registry.clock.now()
            sets, desk = front.passport.factor_sets, registry.approvals
            made = propose_factors(changes, note, caller=caller, now=now, sets=sets, desk=desk)
        except CarbonixError as refusal:
            return _factors(front, caller, form, refusal)
        return RedirectResponse(asked().at(f"/administration/changes/{made.id}"), SEE_OTHER)

    @router.get("/audit-log")
    def audit_log(request: Request, after: Annotated[int, Query(ge=0, lt=2**63)] = 0, check: bool = False) -> Response:
        caller = require_caller(request, Permission.READ_AUDIT, here=_here())
        return _audit_log(front, caller, after, check=check)

    return router


def _here() -> str:
    return translated("The factor sets of a company by version, and the chained log of what was done in its name.")


def _factors(
    front: Front, caller: Principal, form: dict[str, str] | None = None, refusal: CarbonixError | None = None
) -> Response:
    versions = front.passport.factor_sets.versions(caller.tenant)
    first, now = versions[0].document, versions[-1].document
    rows = [
        (part.value, name, now[part]["unit"], first[part]["factors"].get(name, ""), value)
        for part in Activity
        for name, value in now[part]["factors"].items()
    ]
    sheet = Sheet("factors", ("activity", "name", "unit", "default", "value"), rows, {"set": versions[-1].name})
    shown = {"caller": caller, "versions": versions, "rows": rows, "form": form or BLANK, "refusal": refusal}
    if refusal is not None:
        return front.render("factors.html", front.frame(), 422, sheet=sheet, **shown)
    return front.answer("factors.html", front.frame(), sheet, **shown)


def _standing(front: Front, caller: Principal, but: str) -> list[FactorChange]:
    """The company's own numbers as they stand: a proposal names all of them, or they would be the default's again."""
    versions = front.passport.factor_sets.versions(caller.tenant)
    own = versions[-1].document.get("changes", []) if len(versions) > 1 else []
    return [
        FactorChange(Activity(one["activity"]), one["name"], Decimal(one["value"]), one["source"])
        for one in own
        if f"{one['activity']}:{one['name']}" != but
    ]


def _change(factor: str, value: str, source: str) -> FactorChange:
    activity, _, name = factor.partition(":")
    if activity not in Activity.__members__.values():
        raise InvalidInput("factor", factor, "must be one of the list")
    if not value.replace(".", "", 1).isdigit() or not value.isascii():
        raise InvalidInput("value", value, "must be a decimal number such as 0.062")
    if not source.strip():
        raise InvalidInput("source", source, "must say where the number was found")
    return FactorChange(Activity(activity), name, Decimal(value), source.strip())


def _audit_log(front: Front, caller: Principal, after: int, *, check: bool) -> Response:
    frame = front.frame()
    entries = front.registry.audit_log.entries(caller.tenant, after, PAGE)
    columns = ("seq", "at", "actor", "action", "subject", "previous_hash", "hash")
    rows = [(e.seq, e.at, e.actor, e.action, e.subject, e.previous_hash, e.hash) for e in entries]
    shown = {
        "caller": caller,
        "entries": entries,
        "after": after,
        "following": entries[-1].seq if len(entries) == PAGE else None,
        "found": _checked(front, frame, caller) if check else None,
        "asked_to_check": check,
    }
    return front.answer("audit_log.html", frame, Sheet("audit-log", columns, rows), **shown)


def _checked(front: Front, frame: Frame, caller: Principal) -> Finding | None:
    """Every entry of the log against its hashes and its seals; None without the chain, which holds the seals."""
    registry = front.registry
    try:
        return audit_entries(registry.audit_log, frame.ledger, registry.chain, front.tools, reader=caller.tenant)
    except CarbonixError:
        return None
