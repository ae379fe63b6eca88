"""What is sealed of an hour of bronze: the document over a run of readings that were received in one hour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from oracle.domain.bronze import MS, BronzeReading
from oracle.domain.gold import BronzeSeal
from oracle.domain.readings import utc_text

HOUR_TYPE = "carbonix/bronze-hour/1"
HOUR_S = 3_600
HOUR_MS = HOUR_S * MS


def hour_document(part: BronzeSeal, previous: str | None) -> dict[str, str]:
    """The leaf that is sealed: the run's place in the log, its root, and the root before it. For canonical JSON."""
    return {
        "type": HOUR_TYPE,
        "hour": utc_text(part.hour * HOUR_S),
        "first": str(part.first),
        "size": str(part.size),
        "root": part.root,
        "previous": previous or "",
    }


def hour_runs(first: int, readings: Iterable[BronzeReading]) -> Iterator[tuple[int, int, list[BronzeReading]]]:
    """Runs of readings received in one hour, in order of the log: the hour, the number of the first one, the run."""
    for hour, group in groupby(readings, lambda reading: reading.received_ms // HOUR_MS):
        run = list(group)
        yield hour, first, run
        first += len(run)


def part_of(number: int, parts: Sequence[BronzeSeal]) -> BronzeSeal | None:
    """The sealed part that holds reading `number` of the log; None where it is not sealed yet."""
    place = bisect_right(parts, number, key=lambda part: part.first) - 1
    return parts[place] if place >= 0 and number < parts[place].first + parts[place].size else None
