"""The journal of the market on disk: append-only segments, a checksum on each group, durable when `append` returns.

A segment is named by the number of its first record and by its UTC day. It holds one line per group: CRC-32 in hex, a
blank, and the group's records, parted by RS; a record's public and private halves are parted by a tab. Both marks never
occur in JSON. A group cut short by a crash was answered to nobody and is cut off at the next start; a broken line with
a sound one after it is damage, and nothing is read past it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from marketplace.errors import JournalDamaged, JournalTaken
from registry.adapters.durable_file import sync_folder

LARGEST_SEGMENT_BYTES = 64 * 2**20
RECORD_MARK, PRIVATE_MARK = b"\x1e", b"\t"
_CHECKSUM_DIGITS = 8
_SEGMENT = re.compile(r"(?P<first>[0-9]{20})\.(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\.log")


@dataclass(frozen=True, slots=True)
class Line:
    """One record as it stands in the journal: its number, and what of it is for everybody and what is not."""

    number: int
    public: bytes
    private: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of the journal: the number of its first record, and the day of all of them."""

    path: Path
    first: int
    day: str


class JournalFiles:
    """The journal in a folder. One writer at a time; readers need no lock and see whole groups only."""

    def __init__(self, folder: Path, largest_segment_bytes: int = LARGEST_SEGMENT_BYTES) -> None:
        self._folder = folder
        self._largest_bytes = largest_segment_bytes
        self._lock: BinaryIO | None = None
        self._file: BinaryIO | None = None
        self._segment: Segment | None = None
        self._end = 0
        self.last = 0

    def open_to_write(self) -> None:
        """Takes the folder for this process and cuts off what a crash left half-written.

        Raises JournalTaken if another process writes, JournalDamaged, OSError.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = (self._folder / "lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            lock.close()
            raise JournalTaken(str(self._folder)) from fault
        self._lock = lock
        try:
            self._find_end()
        except BaseException:
            self.close()
            raise

    def append(self, day: str, records: Sequence[tuple[bytes, bytes]]) -> None:
        """Adds a group of records (public, private), all or none. Raises OSError where the disk refuses."""
        line = line_of(records)
        file = self._file_for(day)
        try:
            if file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fdatasync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), self._end)
            raise
        self._end += len(line)
        self.last += len(records)

    def lines(self, after: int = 0, day: str | None = None) -> Iterator[Line]:
        """The records behind number `after`, in order; with `day` only those of this UTC day. Raises JournalDamaged."""
        segments = segments_of(self._folder)
        for at, segment in enumerate(segments):
            following = segments[at + 1].first if at + 1 < len(segments) else None
            if (following is not None and following <= after + 1) or (day is not None and segment.day != day):
                continue
            number = segment.first - 1
            for number, line in enumerate(_records(segment.path), start=segment.first):
                if number > after:
                    yield Line(number, *line)
            if following is not None and number + 1 != following:
                raise JournalDamaged(segment.path.name, segment.path.stat().st_size)

    def first_of(self, day: str) -> int:
        """The number of a day's first record, or of the one that would be; 1 for a day without a segment."""
        return next((segment.first for segment in segments_of(self._folder) if segment.day == day), 1)

    def last_of(self, day: str) -> int:
        """The number of a day's last record, 0 without one. Raises JournalDamaged."""
        segments = segments_of(self._folder)
        of_day = [at for at, segment in enumerate(segments) if segment.day == day]
        if not of_day:
            return 0
        if of_day[-1] + 1 < len(segments):
            return segments[of_day[-1] + 1].first - 1
        last = segments[of_day[-1]]
        count, _ = _extent(last.path)
        return last.first + count - 1 if count or len(of_day) > 1 else 0

    def days(self) -> list[str]:
        """The UTC days that have records, oldest first."""
        return sorted({segment.day for segment in segments_of(self._folder)})

    def close(self) -> None:
        """Gives the folder back."""
        for handle in (self._file, self._lock):
            if handle is not None:
                handle.close()
        self._file = self._lock = self._segment = None

    def _find_end(self) -> None:
        for segment in reversed(segments_of(self._folder)):
            count, end = _extent(segment.path)
            if end != segment.path.stat().st_size:
                os.truncate(segment.path, end)
            if count == 0:  # made right before a crash: its number belongs to the next group, perhaps of another day
                segment.path.unlink()
                continue
            self._segment, self._end, self.last = segment, end, segment.first + count - 1
            self._file = segment.path.open("ab", buffering=0)
            os.fdatasync(self._file.fileno())
            return

    def _file_for(self, day: str) -> BinaryIO:
        segment = self._segment
        if self._file is not None and segment is not None and segment.day == day and self._end < self._largest_bytes:
            return self._file
        if self._file is not None:
            self._file.close()
        path = self._folder / f"{self.last + 1:020d}.{day}.log"
        self._file, self._end = path.open("xb", buffering=0), 0
        self._segment = Segment(path, self.last + 1, day)
        sync_folder(self._folder)
        return self._file


def line_of(records: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A group as it is written."""
    body = RECORD_MARK.join(public + PRIVATE_MARK + private for public, private in records)
    return b"%08x %s\n" % (zlib.crc32(body), body)


def segments_of(folder: Path) -> list[Segment]:
    """The segments of a folder in the order of their records; a folder that is missing has none."""
    found = ((path, _SEGMENT.fullmatch(path.name)) for path in folder.glob("*.log"))
    segments = [Segment(path, int(match["first"]), match["day"]) for path, match in found if match]
    return sorted(segments, key=lambda segment: (segment.first, segment.day))


def _extent(path: Path) -> tuple[int, int]:
    """How many sound records a segment has, and the byte after them. Raises JournalDamaged."""
    count, end = 0, 0
    for body, end in _sound_groups(path):  # noqa: B007 - the last end is kept
        count += body.count(RECORD_MARK) + 1
    return count, end


def _records(path: Path) -> Iterator[tuple[bytes, bytes]]:
    for body, _ in _sound_groups(path):
        for record in body.split(RECORD_MARK):
            public, _, private = record.partition(PRIVATE_MARK)
            yield public, private


def _sound_groups(path: Path) -> Iterator[tuple[bytes, int]]:
    """The groups of a segment, each with the byte after it; what follows the last sound one is torn, or damage."""
    end = 0
    with path.open("rb") as file:
        for line in file:
            body = _body(line)
            if body is None:
                if any(_body(later) is not None for later in file):
                    raise JournalDamaged(path.name, end)
                return
            end += len(line)
            yield body, end


def _body(line: bytes) -> bytes | None:
    checksum, body = line[:_CHECKSUM_DIGITS], line[_CHECKSUM_DIGITS + 1 : -1]
    return body if line.endswith(b"\n") and b"%08x" % zlib.crc32(body) == checksum else None
