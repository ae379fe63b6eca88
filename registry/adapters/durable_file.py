"""Writes files that are whole and on disk when the call returns: a crash leaves the old file or the new one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

OWNER_ONLY, READABLE = 0o600, 0o644
DRAFT_PREFIX = ".writing-"


def write_whole(file: Path, data: bytes, mode: int = OWNER_ONLY) -> None:
    """Puts the data in the file's place, whatever was there. Raises OSError if the disk refuses."""
    with _draft(file, data, mode) as draft:
        draft.replace(file)
    sync_folder(file.parent)


def write_once(file: Path, data: bytes, mode: int = OWNER_ONLY) -> bool:
    """Whether this call wrote the file: of many threads and processes exactly one does, and what is there stays.

    Raises OSError if the disk refuses.
    """
    with _draft(file, data, mode) as draft:
        try:
            os.link(draft, file)
        except FileExistsError:
            return False
    sync_folder(file.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Makes the folder's list of names durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _draft(file: Path, data: bytes, mode: int) -> Iterator[Path]:
    """The data on disk under a name of its own beside the file; gone at the end if it is still there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(dir=file.parent, prefix=DRAFT_PREFIX)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            os.fchmod(handle, mode)
            out.write(data)
            out.flush()
            os.fsync(handle)
        yield draft
    finally:
        draft.unlink(missing_ok=True)
