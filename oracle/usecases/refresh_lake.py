"""Carries what the log has received into bronze, and makes silver and gold anew where they lag behind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from oracle.ports import LakeEngine, StreamBook
from oracle.ports.intake import BronzeLog

READINGS_PER_COMMIT = 200_000


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many readings came into bronze, and which months (yyyymm) were made anew."""

    readings: int
    months: tuple[int, ...]


def refresh_lake(log: BronzeLog, engine: LakeEngine, book: StreamBook, *, upto: int | None = None) -> Refreshed:
    """Brings the lake up to the log, or up to its reading number `upto`; done again it does nothing.

    A crash in between loses nothing: bronze knows how far it came, and a month that lags is found again.
    Raises BronzeDamaged.
    """
    first = start = engine.bronze_count()
    waiting = log.since(start)
    while upto is None or first < upto:
        most = READINGS_PER_COMMIT if upto is None else min(READINGS_PER_COMMIT, upto - first)
        readings = list(islice(waiting, most))
        if not readings:
            break
        engine.take_in(first, readings)
        first += len(readings)
    streams = book.streams()
    months = engine.stale_months(streams)
    for month in months:
        engine.work_month(month, streams)
    return Refreshed(first - start, tuple(months))
