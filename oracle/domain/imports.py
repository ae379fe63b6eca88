"""What became of rows that came in together: under which content they are kept, how many stand, which were refused."""

from __future__ import annotations

from dataclasses import dataclass

from oracle.errors import ReadingRefused


@dataclass(frozen=True, slots=True)
class ReadingsImport:
    """One import of one meter. `cid` names the bytes as received, which hold the refused rows too."""

    meter: str
    cid: str
    rows: int
    accepted: int
    refused: tuple[ReadingRefused, ...]


@dataclass(frozen=True, slots=True)
class ReadingsSummary:
    """What is stored of one meter: Unix seconds of the first interval's start and the last one's end."""

    meter: str
    readings: int
    refused: int
    first_start_s: int
    last_end_s: int
    files: tuple[str, ...]
