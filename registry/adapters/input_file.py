"""Reads a file that somebody named on the command line, no further than anybody will look at it."""

from __future__ import annotations

import sys
from pathlib import Path

from registry.errors import InvalidInput

STANDARD_INPUT = Path("-")


def read_input(file: Path, most_bytes: int) -> bytes:
    """The bytes of a file, or of standard input for `-`; one more than `most_bytes` at most, which shows an excess.

    Raises InvalidInput for a file that cannot be read.
    """
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(most_bytes + 1)
    try:
        with file.open("rb") as stream:
            return stream.read(most_bytes + 1)
    except OSError as fault:
        raise InvalidInput("file", file.name, f"must be a file that can be read: {fault.strerror}") from fault
