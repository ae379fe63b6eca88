"""Offsets over HTTP: who manages ESG records certificates, who audits reads them; no door adds one to a footprint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from passport.adapters.offset_store import AlarmKey, OffsetTable
from passport.api.offset_schemas import AlarmOut, OffsetIn, OffsetOut, OffsetTotalsOut, PlatformAlarmOut
from passport.bootstrap import Passport
from passport.domain.offset_records import OffsetAlarm
from registry.adapters.idempotency import idempotent_request
from registry.api.paging import LONGEST_PAGE, PAGE_LENGTH, link_next
from registry.api.security import require
from registry.domain.roles import Permission, Principal

DOOR = "submitOffset"
Manager = Annotated[Principal, Depends(require(Permission.MANAGE_ESG))]
Auditor = Annotated[Principal, Depends(require(Permission.READ_AUDIT))]
Aggregates = Annotated[Principal, Depends(require(Permission.READ_AGGREGATES))]
Platform = Annotated[Principal, Depends(require(Permission.BENCHMARK_TENANTS))]
OffsetId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
After = Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$", description="the last id of the page before")]
ALARM_KEY = r"^[0-9]{1,15},0x[0-9a-f]{64},[^\x00]{1,64}$"
AfterAlarm = Annotated[str | None, Query(pattern=ALARM_KEY, description="as the Link of the page before says")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", description="the same request again changes nothing")]


def offset_router(passport: Passport) -> APIRouter:
    """Call 5 of the specification, and what reads its records."""
    router = APIRouter(tags=["offsets"])
    desk = passport.offsets
    table, clock = desk.table, passport.registry.clock

    @router.post("/api/scm/carbon/offset", operation_id=DOOR, status_code=201)
    def submit_offset(body: OffsetIn, caller: Manager, key: Key = None) -> OffsetOut:
        """Records an offset certificate: pending until a second person approves and its seal is final on chain."""
        request = idempotent_request(caller.tenant, key, DOOR, body.texts())
        year = datetime.fromtimestamp(clock.now(), UTC).year
        return OffsetOut.of(desk.record(body.to_offset(year), caller, request))

    @router.get("/api/v1/offsets", operation_id="listOffsets")
    def list_offsets(
        request: Request, response: Response, caller: Auditor, after: After = None, limit: Limit = PAGE_LENGTH
    ) -> list[OffsetOut]:
        """The company's offset records, oldest first."""
        page = table.of_tenant(caller.tenant, after=after, limit=limit)
        if page:
            link_next(request, response, page, limit, page[-1].id)
        return [OffsetOut.of(record) for record in page]

    @router.get("/api/v1/offsets/totals", operation_id="addUpOffsets")
    def add_up_offsets(caller: Aggregates) -> OffsetTotalsOut:
        """What stands beside the company's gross footprint; nothing is taken off it."""
        return OffsetTotalsOut.of(table.totals(caller.tenant))

    @router.get("/api/v1/offsets/{offset_id}", operation_id="showOffset")
    def show_offset(offset_id: OffsetId, caller: Auditor) -> OffsetOut:
        """One offset record; another company's does not exist for the caller."""
        return OffsetOut.of(table.find(caller.tenant, offset_id))

    @router.get("/api/v1/offsets/{offset_id}/record", operation_id="downloadOffset", response_class=Response)
    def download_offset(offset_id: OffsetId, caller: Auditor) -> Response:
        """The sealed record, byte for byte: whoever is given this file can verify it without an account."""
        document = table.find(caller.tenant, offset_id).document
        headers = {
            "Content-Disposition": f'attachment; filename="offset-{offset_id}.json"',
            "X-Content-Type-Options": "nosniff",
        }
        return Response(document, media_type="application/json", headers=headers)

    _alarm_doors(router, table)
    return router


def _alarm_doors(router: APIRouter, table: OffsetTable) -> None:
    @router.get("/api/v1/offset-alarms", operation_id="listOffsetAlarms")
    def list_alarms(
        request: Request, response: Response, caller: Auditor, after: AfterAlarm = None, limit: Limit = PAGE_LENGTH
    ) -> list[AlarmOut]:
        """Certificates that this company offered and that were used before, newest first; by whom is not told."""
        page = table.alarms(caller.tenant, after=_alarm_key(after), limit=limit)
        _link(request, response, page, limit)
        return [AlarmOut.of(alarm) for alarm in page]

    @router.get("/api/v1/platform/offset-alarms", operation_id="listPlatformOffsetAlarms")
    def list_platform_alarms(
        request: Request, response: Response, _caller: Platform, after: AfterAlarm = None, limit: Limit = PAGE_LENGTH
    ) -> list[PlatformAlarmOut]:
        """The alarms of all companies with both sides named, newest first: for super admins."""
        page = table.alarms(None, after=_alarm_key(after), limit=limit)
        _link(request, response, page, limit)
        return [PlatformAlarmOut.of(alarm) for alarm in page]


def _alarm_key(text: str | None) -> AlarmKey | None:
    if text is None:
        return None
    at, nullifier, tenant = text.split(",", 2)
    return int(at), nullifier, tenant


def _link(request: Request, response: Response, page: Sequence[OffsetAlarm], limit: int) -> None:
    if page:
        last = page[-1]
        link_next(request, response, page, limit, f"{last.last_at},{last.nullifier},{last.tenant}")
