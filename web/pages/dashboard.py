"""The carbon dashboard of a company: its figures, scopes, partners and the figures under the codes of GRI."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from passport.errors import SupplyUnknown
from registry.domain.roles import Permission
from registry.errors import InvalidInput
from web.asking import asked
from web.front import Front
from web.languages import translated
from web.pages.dashboard_facts import dashboard_of, roles_for, sheet_of, wanted_grade
from web.session import require_caller

LONGEST_ID = 64
MOST_IDS = 20
Ids = Annotated[list[str], Query(alias="partner", max_length=MOST_IDS)]


def dashboard_router(front: Front) -> APIRouter:
    """`/dashboard`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/dashboard")
    def show(request: Request, grade: Annotated[str, Query(max_length=2)] = "", ids: Ids = []) -> Response:  # noqa: B006
        here = translated("A company's gross footprint, scope by scope, its partners and its GRI figures.")
        caller = require_caller(request, Permission.READ_AGGREGATES, Permission.READ_SCOPES, here=here)
        language, refusal = asked().language, None
        try:
            shown = dashboard_of(front, caller, language, wanted_grade(grade), ids)
        except (InvalidInput, SupplyUnknown) as fault:  # what was asked beside the figures; they are shown all the same
            shown, refusal = dashboard_of(front, caller, language, None, ()), fault
        return front.answer(
            "dashboard.html",
            front.frame(),
            sheet_of(shown, caller),
            shown=shown,
            caller=caller,
            refusal=refusal,
            grade=grade,
            ids=ids,
            may=lambda permission: caller.may(Permission(permission)),
            roles_for=lambda permission: roles_for(Permission(permission)),
        )

    return router
