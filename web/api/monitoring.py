"""What is measured, over HTTP: how streams stand, what one of them showed, and everything new as server-sent events.

A company's own devices for whoever keeps its projects or devices; for everybody else those of the demonstration, where
this is one, and nothing where it is not.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, Response

from marketplace.api.stream_routes import EventStream
from marketplace.errors import TooManySubscribers
from oracle.adapters.monitor_desk import LivePart, LiveReading, ShownSpan
from oracle.domain.bronze import instant_text
from oracle.domain.readings import YEAR_10000_S, Period, utc_text
from oracle.domain.silver_rules import flag_names
from registry.domain.roles import Permission
from registry.errors import InvalidInput
from web.front import Front
from web.session import caller_of
from web.sheets import Sheet, as_csv
from web.story.devices import TENANT

LOOK_EVERY_S = 1.0
CREDITS_EVERY = 5  # looks
HEARTBEAT_EVERY = 15
STREAM_LASTS_S = 900  # then the reader comes back with the last id, and is asked again who it is
MOST_STREAMS = 200
MOST_DIGITS = 18
NAME = r"^[A-Za-z0-9_.:-]{1,64}$"
OWNS = (Permission.MANAGE_PROJECTS, Permission.ENROL_DEVICES, Permission.SEND_READINGS)
Second = Annotated[int, Query(ge=0, lt=YEAR_10000_S)]
Name = Annotated[str, Query(pattern=NAME)]


def watched_tenant(front: Front, request: Request) -> str | None:
    """Whose devices the reader may watch; None for nobody's."""
    caller = caller_of(request)
    if caller is not None and any(caller.may(one) for one in OWNS):
        return caller.tenant
    return TENANT if front.is_demonstration else None


def monitoring_router(front: Front) -> APIRouter:
    """`/api/v1/monitoring/...`."""
    router = APIRouter(prefix="/api/v1/monitoring", tags=["monitoring"])
    desk = front.oracle.monitor
    open_streams = set[object]()

    @router.get("/series", operation_id="showSeries", response_model=None)
    def show_series(
        request: Request,
        device: Name,
        channel: Name,
        start: Second,
        end: Second,
        file: Annotated[str, Query(alias="format", pattern="^(json|csv)$")] = "json",
    ) -> Response:
        """A stream in [start, end), Unix seconds, at most a year, with its gaps and its flagged readings.

        Its readings, or where there are more than 86,400 the lowest and the highest of equal stretches.
        """
        span = desk.span(watched_tenant(front, request) or "", device, channel, Period(start, end))
        if file == "csv":
            name = f'attachment; filename="{device}-{channel}.csv"'
            text = as_csv(series_sheet(front, span))
            return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})
        return JSONResponse(series_document(front, span))

    @router.get(
        "/live", include_in_schema=False, response_model=None
    )  # no generated client can wait for an answer that never ends
    async def live(
        request: Request,
        after: Annotated[int | None, Query(ge=0, lt=10**MOST_DIGITS)] = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> EventStream:
        """Readings as they are received, with the id to come back by (`Last-Event-ID`, or `after`), and the credits."""
        known = _event_id(last_event_id) if last_event_id else after
        tenant = await asyncio.to_thread(watched_tenant, front, request)
        if len(open_streams) >= MOST_STREAMS:
            raise TooManySubscribers(MOST_STREAMS)
        seat = object()
        open_streams.add(seat)

        async def leave() -> None:
            open_streams.discard(seat)

        return EventStream(events_of(front, tenant, known), leave)

    return router


async def events_of(front: Front, tenant: str | None, known: int | None) -> AsyncGenerator[bytes, None]:
    """First where the log stands, then what comes; a reader who was away too long is told so."""
    tail, credits = front.oracle.monitor, ""
    part = await asyncio.to_thread(tail.live, tenant or "", known or 0)
    if known is None:
        yield event_of("start", {"end": str(part.end)}, part.end)
        part = LivePart((), part.first, part.end)
    elif known < part.first:
        yield event_of("gap", {"asked": str(known), "first": str(part.first)}, part.end)
    for look in range(int(STREAM_LASTS_S / LOOK_EVERY_S)):
        if part.readings:
            yield event_of("readings", {"readings": [reading_out(one) for one in part.readings]}, part.end)
        if look % CREDITS_EVERY == 0:
            said = await asyncio.to_thread(credits_out, front)
            if said != credits:
                credits = said
                yield f"event: credits\ndata: {said}\n\n".encode()
        if look % HEARTBEAT_EVERY == 0:
            yield b": the line stands\n\n"
        await asyncio.sleep(LOOK_EVERY_S)
        part = await asyncio.to_thread(tail.live, tenant or "", part.end)


def event_of(name: str, data: dict[str, Any], number: int) -> bytes:
    """One server-sent event; its id is the number of the next reading of the log."""
    return f"event: {name}\nid: {number}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def reading_out(one: LiveReading) -> dict[str, Any]:
    """A reading as it travels: the device's words, and the stored integer for drawing."""
    return {
        "number": str(one.number),
        "device": one.device,
        "channel": one.channel,
        "timeMs": one.time_ms,
        "value": one.value,
        "unit": one.unit,
        "stored": one.stored,
        "trust": int(one.trust),
        "source": one.source,
    }


def credits_out(front: Front) -> str:
    """The credits of the registry at its newest block, as JSON; kilograms as text."""
    ledger, tip = front.registry.projection(), front.registry.events.tip()
    supplies = ledger.supplies.values()
    sums = {
        "issuedKg": sum(supply.issued_kg for supply in supplies),
        "heldKg": sum(supply.held_kg for supply in supplies),
        "retiredKg": sum(supply.retired_kg for supply in supplies),
        "block": tip.number if tip else 0,
    }
    return json.dumps({name: str(value) for name, value in sums.items()}, separators=(",", ":"))


def series_document(front: Front, span: ShownSpan) -> dict[str, Any]:
    """A span for drawing: times in Unix ms, values as stored integers, and what they are in the declared unit."""
    desk, judged, declared = front.oracle.monitor, span.judged, span.declared
    zero, step = desk.scale(declared)
    baseline, points = span.baseline, sorted((*judged.points, *span.unjudged))
    return {
        "device": span.device.id,
        "channel": declared.channel.value,
        "unit": declared.unit,
        "zero": zero,
        "million": step,
        "start": utc_text(span.period.start_s),
        "end": utc_text(span.period.end_s),
        "cadenceS": declared.cadence_s,
        "feed": span.device.feed.value,
        "accepted": judged.accepted,
        "excluded": judged.excluded,
        "stretchMs": judged.width_ms,
        "firstMs": points[0][0] if points else None,
        "stepsMs": [later[0] - earlier[0] for earlier, later in pairwise(points)],
        "values": [value for _, value in points],
        "unjudged": len(span.unjudged),
        "missed": span.missed,
        "byFlag": judged.by_flag,
        "flagged": [
            {"timeMs": one.time_ms, "number": str(one.number), "value": one.value, "flags": flag_names(one.flags)}
            for one in judged.flagged
        ],
        "gaps": [list(gap) for gap in judged.gaps],
        "gapCount": judged.gap_count,
        "gapMs": judged.gap_ms,
        "baseline": None
        if baseline is None
        else {"before": desk.shown(declared, baseline.before), "now": desk.shown(declared, baseline.now)},
    }


def series_sheet(front: Front, span: ShownSpan) -> Sheet:
    """The same span as rows: exact values in the declared unit."""
    desk, declared = front.oracle.monitor, span.declared
    flags = {(one.time_ms, one.value): " ".join(flag_names(one.flags)) for one in span.judged.flagged}
    state = "extreme of a stretch" if span.judged.width_ms else "judged"
    rows = [
        (instant_text(at), desk.shown(declared, value), declared.unit, kind, flags.get((at, value), ""))
        for kind, points in ((state, span.judged.points), ("not judged yet", span.unjudged))
        for at, value in points
    ]
    return Sheet(f"{span.device.id}-{declared.channel.value}", ("time", "value", "unit", "state", "flags"), rows)


def _event_id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise InvalidInput("Last-Event-ID", text, f"an id of this stream: at most {MOST_DIGITS} digits")
    return int(text)
