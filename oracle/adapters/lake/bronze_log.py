"""The log of all readings as received: append-only segment files, a checksum on each group, durable when it returns.

A segment holds one line per group: CRC-32 in hex, a blank, and JSON with the number of the group's first reading, its
messages (base64) and its readings. A line cut short by a crash was never acknowledged and is cut off at the next start;
a broken line with sound ones after it is damage, and nothing is read past it. A line can also close hours: readings
received in a closed hour are refused from then on, by every process, so that a sealed hour cannot grow.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import zlib
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from oracle.adapters.lake.bronze_row import reading_of, row_of
from oracle.domain.bronze import BronzeReading
from oracle.errors import BronzeDamaged, HourClosed, PayloadDiffers
from registry.adapters.durable_file import sync_folder
from registry.errors import FileUnusable

LARGEST_SEGMENT_BYTES = 64 * 2**20
MS_PER_HOUR = 3_600_000
NO_HOUR = -1
_CHECKSUM_DIGITS = 8


@dataclass(frozen=True, slots=True)
class _Group:
    first: int
    readings: list[list[Any]]
    payloads: list[str]
    closed: int


class BronzeFiles:
    """The bronze log in a folder. Several processes may open it; they write one after the other."""

    def __init__(self, folder: Path, largest_segment_bytes: int = LARGEST_SEGMENT_BYTES) -> None:
        self._folder = folder
        self._largest_bytes = largest_segment_bytes
        self._thread = threading.Lock()
        self._count = 0
        self._closed_hour = NO_HOUR
        self._segment: Path | None = None
        self._end = 0

    def append(self, readings: Sequence[BronzeReading], payloads: Sequence[bytes]) -> int:
        """Adds a group, all of it or nothing; durable when it returns: how many readings there now are.

        Raises HourClosed for a reading received in an hour that is closed, PayloadDiffers for a reading whose message
        is not in the group, FileUnusable where the disk refuses (nothing of the group is kept then).
        """
        _check_payloads(readings, payloads)
        with self._writing():
            if readings:
                self._check_hours(readings)
                rows = [row_of(reading) for reading in readings]
                texts = [b64encode(payload).decode("ascii") for payload in payloads]
                self._write({"n": self._count, "p": texts, "r": rows})
                self._count += len(readings)
            return self._count

    def close_hours(self, hour: int) -> int:
        """Refuses from now on whatever is received up to the end of `hour` (hours since 1970): how many readings."""
        with self._writing():
            if hour > self._closed_hour:
                self._write({"n": self._count, "c": hour})
                self._closed_hour = hour
            return self._count

    def since(self, number: int) -> Iterator[BronzeReading]:
        """The readings from this number on, in order of arrival. Raises BronzeDamaged."""
        for group in self._groups(number):
            for row in group.readings[max(0, number - group.first) :]:
                yield reading_of(row)

    def payloads(self, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The messages behind readings, as received; numbers rise. A message that is gone is left out."""
        wanted = list(numbers)
        for group in self._groups(wanted[0]) if wanted else ():
            end = group.first + len(group.readings)
            here = wanted[bisect_left(wanted, group.first) : bisect_left(wanted, end)]
            if here:
                contents = {sha256(content).hexdigest(): content for content in map(b64decode, group.payloads)}
                for number in here:
                    said = reading_of(group.readings[number - group.first]).payload_sha256
                    if said in contents:
                        yield number, contents[said]
            if end > wanted[-1]:
                return

    @property
    def count(self) -> int:
        """How many readings there are."""
        with self._writing():
            return self._count

    def _groups(self, number: int) -> Iterator[_Group]:
        with self._writing():  # a torn tail is cut before anyone reads
            count, segments = self._count, self._segments()
        starts = [int(path.stem) for path in segments] + [count]
        for path, following in zip(segments, starts[1:], strict=True):
            if number < following:
                yield from _groups_before(path, following)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._thread:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                with (self._folder / "lock").open("ab") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX)
                    self._catch_up()
                    yield
            except OSError as fault:
                raise FileUnusable(str(self._folder), fault.strerror or str(fault)) from fault

    def _catch_up(self) -> None:
        """Reads what other processes, or an earlier life of this one, have written; cuts a torn tail off."""
        segments = self._segments()
        if not segments:
            return
        if self._segment == segments[-1] and self._segment.stat().st_size == self._end:
            return
        start = 0 if self._segment is None else segments.index(self._segment)
        for path in segments[start:]:
            offset = self._end if path == self._segment else 0
            end = offset
            for group, end in sound_groups(path, offset):  # noqa: B007 - the last end is kept
                self._count = group.first + len(group.readings)
                self._closed_hour = max(self._closed_hour, group.closed)
            self._segment, self._end = path, end
            if end != path.stat().st_size:
                if path != segments[-1]:
                    raise BronzeDamaged(path.name, end)
                os.truncate(path, end)

    def _check_hours(self, readings: Sequence[BronzeReading]) -> None:
        for reading in readings:
            hour = reading.received_ms // MS_PER_HOUR
            if hour <= self._closed_hour:
                raise HourClosed(hour, self._closed_hour)

    def _write(self, members: dict[str, object]) -> None:
        body = json.dumps(members, separators=(",", ":"), ensure_ascii=True).encode("ascii")
        line = b"%08x %s\n" % (zlib.crc32(body), body)
        new = self._segment is None or self._end >= self._largest_bytes
        path = self._folder / f"{self._count:020d}.log" if new else self._segment
        if path is None or (new and path.exists()):  # a segment that only closed hours is full: impossible by its size
            raise BronzeDamaged(str(path), 0)
        start = 0 if new else self._end
        with path.open("ab", buffering=0) as file:
            try:
                if file.write(line) != len(line):
                    raise OSError(28, "no space left on device")
                os.fsync(file.fileno())
            except OSError:
                os.ftruncate(file.fileno(), start)
                raise
        if new:
            sync_folder(self._folder)
        self._segment, self._end = path, start + len(line)

    def _segments(self) -> list[Path]:
        return sorted(self._folder.glob("*.log"))


def _check_payloads(readings: Sequence[BronzeReading], payloads: Sequence[bytes]) -> None:
    known = {sha256(payload).hexdigest() for payload in payloads}
    for reading in readings:
        if reading.payload_sha256 not in known:
            raise PayloadDiffers(reading.payload_sha256)


def _groups_before(path: Path, end: int) -> Iterator[_Group]:
    """A segment's groups up to the reading `end`; what another process writes behind them meanwhile is not read."""
    for group, _ in sound_groups(path, 0):
        if group.readings:
            yield group
        if group.first + len(group.readings) >= end:
            return


def sound_groups(path: Path, offset: int) -> Iterator[tuple[_Group, int]]:
    """The sound groups from a byte of a segment on, each with the byte after it. Raises BronzeDamaged."""
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            group = _group(line)
            if group is None:
                if any(_group(later) is not None for later in file):
                    raise BronzeDamaged(path.name, offset)
                return
            offset += len(line)
            yield group, offset


def _group(line: bytes) -> _Group | None:
    checksum, body = line[:_CHECKSUM_DIGITS], line[_CHECKSUM_DIGITS + 1 : -1]
    if not line.endswith(b"\n") or b"%08x" % zlib.crc32(body) != checksum:
        return None
    members = json.loads(body)
    return _Group(members["n"], members.get("r", []), members.get("p", []), members.get("c", NO_HOUR))
