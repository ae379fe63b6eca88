"""Lists the projects: as cards, as a table, on a map; filters and comparison stand in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.front import Frame, Front
from web.projects.facts import KINDS, FactReader, country_name, country_numbers
from web.projects.listing import (
    COLUMNS,
    ORDERS,
    PAGE_ROWS,
    STAGES,
    VIEWS,
    Asked,
    ProjectRow,
    ordered,
    project_rows,
    read_asked,
)
from web.sheets import Sheet, wanted_format


def projects_router(front: Front) -> APIRouter:
    """`/projects`."""
    router = APIRouter(default_response_class=Response, include_in_schema=False)
    reader = FactReader(front.registry.chain)

    @router.get("/projects")
    def projects(request: Request) -> Response:
        want = read_asked(request.query_params, request.query_params.getlist("compare"))
        wanted_format()  # a format that does not exist is refused before anything is read
        frame = front.frame()
        rows = project_rows(frame.ledger, reader, frame.tip.number if frame.tip else 0)
        found = ordered((row for row in rows if want.admits(row)), want.order)
        sheet = Sheet("projects", COLUMNS, [row.cells() for row in found], {"notice": frame.notice})
        return front.answer("projects.html", frame, sheet, **_shown(frame, want, rows, found))

    return router


def _shown(frame: Frame, want: Asked, rows: Sequence[ProjectRow], found: Sequence[ProjectRow]) -> dict[str, Any]:
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(want.page, pages)
    by_country = Counter(row.facts.country for row in found if row.facts)
    return {
        "want": want,
        "all_rows": rows,
        "found": found,
        "shown": found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        "page": page,
        "pages": pages,
        "compared": [row for row in rows if row.project.id in want.compared],
        "kinds": [(number, KINDS[number]) for number in sorted({row.facts.kind for row in rows if row.facts})],
        "countries": sorted({row.facts.country for row in rows if row.facts}),
        "methodologies": sorted((one.name, one.id) for one in frame.ledger.methodologies.values()),
        "vintages": sorted({vintage for row in rows for vintage in row.vintages}, reverse=True),
        "stages": STAGES,
        "views": VIEWS,
        "orders": ORDERS,
        "country_name": country_name,
        "places": [
            {"country": code, "number": country_numbers().get(code, ""), "name": country_name(code), "projects": count}
            for code, count in sorted(by_country.items())
        ],
        "unplaced": sum(row.facts is None for row in found),
    }
