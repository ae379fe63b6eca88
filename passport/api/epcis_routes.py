"""EPCIS 2.0 over HTTP: a company captures JSON-LD documents and reads its events."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from passport.adapters.epcis_documents import read_epcis
from passport.api.supply_routes import CREATED, PAGE, Limit, Writer, paged
from passport.bootstrap import Passport
from passport.usecases.capture_events import capture_events
from registry.api.problems import MEDIA_TYPE, problem_of
from registry.api.security import require
from registry.domain.roles import Permission, Principal
from registry.errors import InvalidInput

Reader = Annotated[Principal, Depends(require(Permission.READ_TRANSPORT))]
AfterHash = Annotated[
    str, Query(max_length=200, pattern=r"^[!-~]*$", description="the last event hash of the page before")
]
DOCUMENTS_AT_ONCE = 2  # a thousand events take twenty seconds: further documents wait, and keep no thread
_JSON_LD = {"schema": {"type": "object"}}
BODY = {"requestBody": {"required": True, "content": {"application/json": _JSON_LD, "application/ld+json": _JSON_LD}}}


def epcis_router(passport: Passport) -> APIRouter:
    """Capture and list."""
    router = APIRouter(prefix="/api/v1/epcis", tags=["supply"])
    seats = CapacityLimiter(DOCUMENTS_AT_ONCE)

    @router.post("/capture", status_code=CREATED, operation_id="captureEvents", openapi_extra=BODY)
    async def capture(request: Request, caller: Writer) -> Response:
        """Stores the good events of a document, each once by its event hash; faults name event, field and rule.

        Where no event is good, the answer is a problem and nothing is stored.
        """
        return await to_thread.run_sync(captured, await request.body(), caller, limiter=seats)

    def captured(data: bytes, caller: Principal) -> Response:
        events, faults, total = read_epcis(data)
        if faults and not events:
            first = faults[0]
            problem = problem_of(InvalidInput(first.field, first.value, first.rule))
            document = {**problem.document, "errors": [fault.document() for fault in faults]}
            return JSONResponse(document, problem.status, media_type=MEDIA_TYPE)
        author = passport.author(caller.subject)
        told = capture_events(events, faults, total, caller.tenant, store=passport.events, author=author)
        return JSONResponse(told, CREATED)

    @router.get("/events", operation_id="listEvents")
    def list_events(caller: Reader, response: Response, after: AfterHash = "", limit: Limit = PAGE) -> dict[str, Any]:
        """The company's events as received, in the order of their hashes."""
        items = passport.events.page(caller.tenant, after=after, limit=limit)
        return paged(items, "event_hash", limit, response, "/api/v1/epcis/events")

    return router
