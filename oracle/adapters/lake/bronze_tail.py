"""Follows the bronze log as it grows: the newest readings at hand, without holding up who writes.

A reader without the log's lock never sees a part of a line: a line counts when its checksum fits and its end is there.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from oracle.adapters.lake.bronze_log import sound_groups
from oracle.adapters.lake.bronze_row import reading_of
from oracle.domain.bronze import BronzeReading

AT_HAND = 20_000  # readings that are kept for who comes back; about 10 MB


@dataclass(frozen=True, slots=True)
class Heard:
    """Numbered readings in order of arrival. `first` is the oldest number at hand, `end` the next to come."""

    readings: tuple[tuple[int, BronzeReading], ...]
    first: int
    end: int


class BronzeTail:
    """The newest readings of a log's folder; many may ask, each from where it stopped."""

    def __init__(self, folder: Path, at_hand: int = AT_HAND) -> None:
        self._folder = folder
        self._thread = threading.Lock()
        self._kept: deque[tuple[int, BronzeReading]] = deque(maxlen=at_hand)
        self._segment: Path | None = None
        self._offset = 0
        self._end = 0

    def since(self, number: int) -> Heard:
        """The readings at hand from this number on. Raises BronzeDamaged."""
        with self._thread:
            self._catch_up()
            first = self._kept[0][0] if self._kept else self._end
            start = max(0, number - first)
            return Heard(tuple(self._kept[place] for place in range(start, len(self._kept))), first, self._end)

    def _catch_up(self) -> None:
        segments = sorted(self._folder.glob("*.log"))
        if not segments:
            return
        if self._segment not in segments:  # the first look: the newest segment is enough
            self._segment, self._offset, self._end = segments[-1], 0, int(segments[-1].stem)
        for segment in segments[segments.index(self._segment) :]:
            if segment != self._segment:
                self._segment, self._offset = segment, 0
            self._read(segment)

    def _read(self, segment: Path) -> None:
        if segment.stat().st_size == self._offset:
            return
        for group, end in sound_groups(segment, self._offset):
            fresh = group.readings[-(self._kept.maxlen or 0) :]
            skipped = len(group.readings) - len(fresh)
            self._kept.extend((group.first + skipped + place, reading_of(row)) for place, row in enumerate(fresh))
            self._offset, self._end = end, group.first + len(group.readings)
