"""What is measured: the newest values live, one stream as a picture with its gaps and outliers, health, goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from oracle.adapters.device_tables import IntakeProblemRow
from oracle.adapters.monitor_desk import LONGEST_SPAN_S, ShownSpan, WatchedStream
from oracle.domain.bronze import MS, instant_text
from oracle.domain.readings import Period
from oracle.domain.silver_rules import flag_names
from oracle.errors import StreamUnknown
from registry.domain.projection import Projection
from registry.errors import InvalidInput
from web.accruing import carried_kg, reports_of
from web.api.monitoring import NAME, watched_tenant
from web.front import Front
from web.goals import goals_of, indicators_of
from web.session import caller_of
from web.sheets import Sheet

AIR = ("co2", "pm2_5", "ch4", "temperature")
SPANS = {"1h": 3_600, "6h": 21_600, "24h": 86_400, "7d": 7 * 86_400, "30d": 30 * 86_400, "all": LONGEST_SPAN_S}
USUAL_SPAN = "24h"
FLAGGED_SHOWN = 12
GAPS_SHOWN = 6
PROBLEMS_SHOWN = 12
COLUMNS = (
    "device",
    "channel",
    "unit",
    "feed",
    "project",
    "hearing",
    "signing",
    "calibration",
    "newest",
    "value",
    "readings",
    "left_out",
    "flagged",
    "signed",
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many readings of the log there are, how many stand under a root on chain, and the last such transaction."""

    readings: int
    sealed: int
    transaction: str | None


def monitoring_page_router(front: Front) -> APIRouter:
    """`/monitoring`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/monitoring", response_model=None)
    def monitoring(
        request: Request,
        device: Annotated[str, Query(pattern=NAME)] = "",
        channel: Annotated[str, Query(pattern=NAME)] = "",
        span: Annotated[str, Query(max_length=8)] = USUAL_SPAN,
    ) -> Response:
        if span not in SPANS:
            raise InvalidInput("span", span, f"must be one of {', '.join(SPANS)}")
        frame, desk = front.frame(), front.oracle.monitor
        tenant = watched_tenant(front, request)
        streams = desk.streams(tenant) if tenant else []
        chosen = _chosen(streams, device, channel)
        shown = None
        if chosen is not None and tenant is not None and chosen.last_ms is not None:
            shown = desk.span(tenant, chosen.device.id, chosen.channel, _period(chosen, SPANS[span]))
        projects = {one.device.project for one in streams if one.device.project is not None}
        return front.answer(
            "monitoring.html",
            frame,
            streams_sheet(streams),
            is_own=_is_own(request, tenant),
            tenant=tenant,
            streams=streams,
            now=[(name, _newest(streams, name)) for name in AIR],
            chosen=chosen,
            shown=shown,
            span=span,
            spans=tuple(SPANS),
            picture=None if shown is None else picture_of(shown),
            facts=None if shown is None else _facts(front, shown),
            problems=_problems(front, tenant),
            sealed=_sealed(front),
            credits=_credits(frame.ledger),
            accruing=[one for one in reports_of(front, frame.ledger, projects) if one.state != "issued"],
            carried={project: kg for project, kg in carried_kg(frame.ledger).items() if project in projects},
            goals=goals_of(front, frame.ledger),
            indicators=indicators_of(front, frame.ledger),
        )

    return router


def streams_sheet(streams: list[WatchedStream]) -> Sheet:
    """Every stream as a row."""
    return Sheet("streams", COLUMNS, [_row(one) for one in streams])


def picture_of(shown: ShownSpan, columns: int = 240, height: int = 100) -> str:
    """The path of an SVG of `columns` x `height`, for who has no script: lowest to highest of each column."""
    points = [*shown.judged.points, *shown.unjudged]
    if not points:
        return ""
    low, high = min(value for _, value in points), max(value for _, value in points)
    first_ms, length_ms = shown.period.start_s * MS, shown.period.length_s * MS
    places: dict[int, tuple[int, int]] = {}
    for at, value in points:
        column = min(columns - 1, (at - first_ms) * columns // length_ms)
        known = places.get(column, (value, value))
        places[column] = (min(known[0], value), max(known[1], value))

    def y(value: int) -> int:
        return height - 2 - (value - low) * (height - 4) // max(1, high - low)

    return "".join(
        f"M{column} {y(lowest) + 1}V{y(highest) - 1}" for column, (lowest, highest) in sorted(places.items())
    )


def _chosen(streams: list[WatchedStream], device: str, channel: str) -> WatchedStream | None:
    """The stream that was asked for; else the newest of the air, else of all. Raises StreamUnknown."""
    if device or channel:
        for one in streams:
            if one.device.id == device and channel in ("", one.channel):
                return one
        raise StreamUnknown(device, channel)
    heard = [one for one in streams if one.last_ms is not None]
    of_air = [one for one in heard if one.channel in AIR and one.device.project is None]
    return max(of_air or heard, key=lambda one: (one.last_ms or 0, one.channel == "co2"), default=None)


def _period(stream: WatchedStream, length_s: int) -> Period:
    """The time up to the stream's newest reading, but not before its first."""
    end_s = (stream.last_ms or 0) // MS + stream.declared.cadence_s
    first_ms = stream.totals.first_ms if stream.totals else None
    first_s = 0 if first_ms is None else first_ms // MS
    return Period(max(end_s - length_s, min(first_s, end_s - 1)), end_s)


def _newest(streams: list[WatchedStream], channel: str) -> WatchedStream | None:
    heard = [one for one in streams if one.channel == channel and one.last_ms is not None]
    return max(heard, key=lambda one: one.last_ms or 0, default=None)


def _row(one: WatchedStream) -> tuple[str | int | None, ...]:
    totals = one.totals
    return (
        one.device.id,
        one.channel,
        one.declared.unit,
        one.device.feed.value,
        one.device.project,
        one.hearing.value,
        one.signing.value,
        one.calibration.value,
        None if one.last_ms is None else instant_text(one.last_ms),
        one.last,
        totals.samples if totals else 0,
        totals.excluded if totals else 0,
        totals.flagged if totals else 0,
        totals.signed if totals else 0,
    )


def _facts(front: Front, shown: ShownSpan) -> dict[str, object]:
    """What stands beside the picture, in the declared unit."""
    desk, judged, declared = front.oracle.monitor, shown.judged, shown.declared
    base = shown.baseline

    def said(value: int | None) -> str:
        return "" if value is None else desk.shown(declared, value)

    zero = desk.intake.units.stored(declared.channel, declared.unit, "0")
    change = None if base is None else base.change
    return {
        "before": None if base is None else said(base.before),
        "now": None if base is None else said(base.now),
        "change": None if change is None else _signed(said(abs(change) + zero), change),
        "base": base,
        "flagged": [
            (instant_text(one.time_ms), said(one.value), flag_names(one.flags))
            for one in judged.flagged[:FLAGGED_SHOWN]
        ],
        "gaps": [
            (instant_text(start), instant_text(end), (end - start) // MS) for start, end in judged.gaps[:GAPS_SHOWN]
        ],
        "gap_s": judged.gap_ms // MS,
        "lowest": said(min((value for _, value in (*judged.points, *shown.unjudged)), default=None)),
        "highest": said(max((value for _, value in (*judged.points, *shown.unjudged)), default=None)),
    }


def _signed(text: str, change: int) -> str:
    return f"{'+' if change > 0 else '-' if change < 0 else ''}{text}"


def _problems(front: Front, tenant: str | None) -> list[IntakeProblemRow]:
    return front.oracle.intake.guard.problems(tenant, limit=PROBLEMS_SHOWN) if tenant else []


def _sealed(front: Front) -> Sealed:
    on_chain = [part for part in front.oracle.lake.parts() if part.seal_id is not None]
    end = front.oracle.monitor.tail.since(0).end
    return Sealed(end, sum(part.size for part in on_chain), on_chain[-1].transaction if on_chain else None)


def _credits(ledger: Projection) -> dict[str, int]:
    supplies = ledger.supplies.values()
    return {
        "issued": sum(one.issued_kg for one in supplies),
        "held": sum(one.held_kg for one in supplies),
        "retired": sum(one.retired_kg for one in supplies),
    }


def _is_own(request: Request, tenant: str | None) -> bool:
    caller = caller_of(request)
    return caller is not None and caller.tenant == tenant
