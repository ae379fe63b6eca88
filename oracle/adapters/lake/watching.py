"""Reads for people who watch: how much each stream of a tenant holds, and what one stream showed in a span of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oracle.adapters.lake import watch_sql
from oracle.adapters.lake.lake_files import MS, LakeFiles, month_of
from oracle.domain.readings import Period
from oracle.domain.silver_rules import Flag

MOST_POINTS = 86_400
MOST_FLAGGED = 200
MOST_GAPS = 200


@dataclass(frozen=True, slots=True)
class StreamTotals:
    """What silver holds of one stream; times in Unix milliseconds. `flagged` counts accepted readings with a flag."""

    samples: int
    excluded: int
    flagged: int
    signed: int
    first_ms: int | None
    last_ms: int | None
    last_value: int | None


@dataclass(frozen=True, slots=True)
class FlaggedReading:
    """A reading that a rule named: its time, its stored integer (None where it could not be read), its flags."""

    time_ms: int
    number: int
    value: int | None
    flags: int


@dataclass(frozen=True, slots=True)
class WatchedSpan:
    """One stream in a span of time. `points` are accepted readings (Unix ms, stored integer) in order of time.

    `width_ms` is 0 where every accepted reading is a point, else the length of the stretches of which the lowest and
    the highest are shown. `flagged` are the newest, `gaps` the longest; the counts are of all.
    """

    points: tuple[tuple[int, int], ...]
    width_ms: int
    accepted: int
    excluded: int
    by_flag: Mapping[str, int]
    flagged: tuple[FlaggedReading, ...]
    gaps: tuple[tuple[int, int], ...]
    gap_count: int
    gap_ms: int


EMPTY_SPAN = WatchedSpan((), 0, 0, 0, {}, (), (), 0, 0)


def stream_totals(files: LakeFiles, tenant: str) -> dict[tuple[str, str], StreamTotals]:
    """The totals of a tenant's streams by device and channel; streams of which silver holds nothing are not in it."""
    gold = files.tables.files("gold", files.tables.months("gold"))
    if not gold:
        return {}
    with files.connection() as connection:
        rows = connection.execute(watch_sql.TOTALS, {"gold": gold, "tenant": tenant}).fetchall()
        silver = files.tables.files("silver", sorted({month_of(row[-1]) for row in rows if row[-1] is not None}))
        given = {"silver": silver, "tenant": tenant}
        newest = connection.execute(watch_sql.NEWEST, given).fetchall() if silver else []
    last = {(device, channel): (at, value) for device, channel, at, value in newest}
    found = {}
    for device, channel, samples, excluded, flagged, signed, first_ms, last_ms in rows:
        at, value = last.get((device, channel), (last_ms, None))
        found[device, channel] = StreamTotals(samples, excluded, flagged, signed, first_ms, at, value)
    return found


def watched_span(
    files: LakeFiles, tenant: str, device: str, channel: str, period: Period, most_points: int = MOST_POINTS
) -> WatchedSpan:
    """What the stream showed in the period: at most `most_points` points, however many readings there are."""
    months = _months(files, "silver", period)
    silver = files.tables.files("silver", months)
    if not silver:
        return EMPTY_SPAN
    given = {
        "silver": silver,
        "tenant": tenant,
        "device": device,
        "channel": channel,
        "start_ms": period.start_s * MS,
        "end_ms": period.end_s * MS,
    }
    with files.connection() as connection:
        accepted, excluded, *counts = connection.execute(watch_sql.COUNT, given).fetchone()
        width_ms = 0 if accepted <= most_points else -(-period.length_s * MS * 2 // most_points)
        query, more = (watch_sql.EXTREMES, {"width_ms": width_ms}) if width_ms else (watch_sql.POINTS, {})
        points = connection.execute(query, given | more).fetchall()
        flagged = connection.execute(watch_sql.FLAGGED, given | {"most": MOST_FLAGGED}).fetchall()
        count, missing_ms, gaps = _gaps(connection, files, given, period)
    return WatchedSpan(
        points=tuple(points),
        width_ms=width_ms,
        accepted=accepted,
        excluded=excluded,
        by_flag={str(flag.name).lower(): found for flag, found in zip(Flag, counts, strict=True) if found},
        flagged=tuple(FlaggedReading(*row) for row in flagged),
        gaps=gaps,
        gap_count=count,
        gap_ms=missing_ms,
    )


def _gaps(
    connection: Any, files: LakeFiles, given: Mapping[str, object], period: Period
) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    ledger = files.tables.files("gaps", _months(files, "gaps", period))
    if not ledger:
        return 0, 0, ()
    asked = {name: value for name, value in given.items() if name != "silver"} | {"gaps": ledger}
    count, missing_ms = connection.execute(watch_sql.GAP_COUNT, asked).fetchone()
    longest = connection.execute(watch_sql.GAPS, asked | {"most": MOST_GAPS}).fetchall()
    return count, missing_ms, tuple(longest)


def _months(files: LakeFiles, table: str, period: Period) -> list[int]:
    first, last = month_of(period.start_s * MS), month_of((period.end_s - 1) * MS)
    return [month for month in files.tables.months(table) if first <= month <= last]
