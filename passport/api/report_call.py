"""The report of the five calls: a company's figures under the codes of GRI, now, in the reader's language."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from passport.adapters.answer_cache import Answer, AnswerCache
from passport.adapters.standard_files import languages
from passport.api.answers import answer_of, reply
from passport.bootstrap import Passport
from registry.api.security import require
from registry.domain.roles import Permission, Principal

REPORT_AGE_S = 180
LONGEST_LANGUAGE = 10
FULL_WEIGHT = "1"

Exporter = Annotated[Principal, Depends(require(Permission.EXPORT_REPORTS))]
Language = Annotated[
    str | None, Query(max_length=LONGEST_LANGUAGE, description="en, th or vi; by Accept-Language if left out")
]


def report_call_router(passport: Passport) -> APIRouter:
    """`/api/scm/carbon/report`."""
    router, reports = APIRouter(tags=["reports"]), passport.reports
    kept = AnswerCache(passport.registry.database, "report", REPORT_AGE_S)

    @router.get("/api/scm/carbon/report", operation_id="getReport", response_model=dict[str, Any])
    def get_report(caller: Exporter, request: Request, language: Language = None) -> Response:
        """The figures under the codes of GRI, unreleased: a draft that nobody agreed to yet, and no file."""
        chosen = language or spoken(request.headers.get("Accept-Language", ""), tuple(languages()))

        def build() -> Answer:
            return answer_of(dict(reports.gri(caller.tenant, chosen)))

        return reply(request, kept.answer(caller, (chosen,), build), REPORT_AGE_S)

    return router


def spoken(accepted: str, known: tuple[str, ...]) -> str:
    """The known language that the header prefers (RFC 9110, 12.5.4), by its primary tag; the first one if none is."""
    wished = [_wish(place, part) for place, part in enumerate(accepted.split(","))]
    for weight, _, tag in sorted(wished):
        if tag in known and weight:
            return tag
    return known[0]


def _wish(place: int, part: str) -> tuple[int, int, str]:
    """Thousandths of weight, heaviest first, then the order of the header."""
    tag, _, weight = part.partition(";")
    digits = weight.strip().removeprefix("q=") or FULL_WEIGHT
    whole, _, rest = digits.partition(".")
    thousandths = (whole + rest.ljust(3, "0"))[:4]
    return -(int(thousandths) if thousandths.isascii() and thousandths.isdigit() else 0), place, tag.strip()[:2].lower()
