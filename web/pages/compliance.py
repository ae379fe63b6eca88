"""Compliance: the content index by edition, reports ordered, released by two people, exported, each with its seal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from passport.adapters.standard_files import frameworks
from passport.domain.reports.inventory import LONGEST_NAME, ReportOrder
from registry.api.problems import problem_of
from registry.domain.approvals import LONGEST_REASON
from registry.domain.roles import Permission, Principal
from registry.errors import CarbonixError, InvalidInput
from registry.usecases.decide_change import decide_change
from web.asking import asked
from web.front import Front
from web.languages import translated
from web.pages.compliance_facts import Asked, compliance_of, sheet_of
from web.session import require_caller

SEE_OTHER = 303
LONGEST_WORD = 64
FIELDS = ("framework", "language", "period", "organisation", "decision", "reason")
DECISIONS = ("approve", "reject")
Word = Annotated[str, Query(max_length=LONGEST_WORD)]
Sent = Annotated[str, Form(max_length=LONGEST_NAME)]


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was refused: why, and what was typed, so that nothing of it is lost."""

    fault: CarbonixError
    typed: dict[str, str] = field(default_factory=dict)


def compliance_router(front: Front) -> APIRouter:
    """`/compliance` and its two forms."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/compliance")
    def show(
        request: Request,
        framework: Word = "gri",
        edition: Word = "",
        report: Word = "",
        earlier: Word = "",
        later: Word = "",
    ) -> Response:
        caller = _reader(request)
        return _page(front, caller, Asked(framework, edition, report, earlier, later))

    @router.post("/compliance")
    def take(
        request: Request,
        report: Word = "",
        framework: Sent = "",
        language: Sent = "",
        period: Sent = "",
        organisation: Sent = "",
        decision: Sent = "",
        payload_hash: Sent = "",
        reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
    ) -> Response:
        """An order; with a report in the address, the word of the second person about it."""
        caller = _reader(request)
        try:
            if report:
                decided = report
                _decide(front, caller, report, decision, payload_hash, reason)
            else:
                ordered = ReportOrder(framework, language, _year(period), organisation or caller.tenant)
                decided = front.passport.reports.propose(ordered, caller).id
        except CarbonixError as fault:
            typed = {"framework": framework, "language": language, "period": period, "organisation": organisation}
            return _page(
                front, caller, Asked(report=report), Refused(fault, typed | {"decision": decision, "reason": reason})
            )
        return RedirectResponse(asked().at(f"/compliance?report={decided}"), SEE_OTHER)

    return router


def _page(front: Front, caller: Principal, wanted: Asked, refused: Refused | None = None) -> Response:
    shown = compliance_of(front, caller, wanted, asked().language)
    page = front.answer(
        "compliance.html",
        front.frame(),
        sheet_of(shown),
        shown=shown,
        wanted=wanted,
        caller=caller,
        refused=refused,
        typed=dict.fromkeys(FIELDS, "") | (refused.typed if refused else {}),
        frameworks=frameworks(),
        exports=caller.may(Permission.EXPORT_REPORTS),
        decides=caller.may(Permission.DECIDE_APPROVALS),
    )
    if refused is not None:
        page.status_code = problem_of(refused.fault).status
    return page


def _decide(front: Front, caller: Principal, report: str, decision: str, payload_hash: str, reason: str) -> None:
    """Raises InvalidInput for neither yes nor no, and as `decide_change` does."""
    if decision not in DECISIONS:
        raise InvalidInput("decision", decision, f"must be one of {', '.join(DECISIONS)}")
    decide_change(
        front.passport.reports.desk.find(report, caller.tenant).approval,
        approved=decision == DECISIONS[0],
        payload_hash=payload_hash,
        reason=reason,
        caller=caller,
        now=front.registry.clock.now(),
        desk=front.registry.approvals,
    )


def _reader(request: Request) -> Principal:
    here = translated("Reports under their standards, who released them, and the seal that proves each file.")
    return require_caller(request, Permission.READ_REPORTS, here=here)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == len("2026")):
        raise InvalidInput("period", text, "must be a year of four digits")
    return int(text)
