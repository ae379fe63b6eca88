"""Keeps snapshots of the desk's state, each with its checksum, so that a start replays the journal's tail only."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from marketplace.domain.desk_state import STATE_VERSION, DeskState
from marketplace.domain.snapshots import digest_of
from registry.adapters.durable_file import write_whole

KEPT = 3
_NAME = re.compile(r"(?P<number>[0-9]{20})\.snapshot")


class Snapshots:
    """The snapshots of a folder. What cannot be read is passed by: the journal tells the same."""

    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        self._folder = folder
        self._kept = kept

    def keep(self, state: DeskState) -> None:
        """Writes the state with its digest, whole or not at all, and forgets the oldest. Raises OSError."""
        engine = state.engine.written()
        beside = state.state_beside_engine() | {"digest": digest_of(engine)}
        body = f'{{"engine":{engine},{json.dumps(beside, separators=(",", ":"))[1:]}'.encode("ascii")
        write_whole(self._folder / f"{state.number:020d}.snapshot", b"%08x %s\n" % (zlib.crc32(body), body))
        for number, path in list(self._numbered())[self._kept :]:
            if number < state.number:
                path.unlink(missing_ok=True)

    def newest(self, up_to: int) -> DeskState:
        """The newest good state of at most this record; the empty one if there is none."""
        for number, path in self._numbered():
            state = _read(path) if number <= up_to else None
            if state is not None:
                return state
        return DeskState()

    @property
    def last(self) -> int:
        """The number of the newest snapshot, 0 without any."""
        return next((number for number, _ in self._numbered()), 0)

    def _numbered(self) -> Iterator[tuple[int, Path]]:
        found = ((_NAME.fullmatch(path.name), path) for path in self._folder.glob("*.snapshot"))
        yield from sorted(((int(match["number"]), path) for match, path in found if match), reverse=True)


def _read(path: Path) -> DeskState | None:
    """The state, if file, checksum and digest agree, and a desk of this version or an earlier one wrote it."""
    try:
        checksum, _, body = path.read_bytes().rstrip(b"\n").partition(b" ")
        if b"%08x" % zlib.crc32(body) != checksum:
            return None
        told = json.loads(body)
    except (OSError, ValueError):
        return None
    if told.get("version", 1) > STATE_VERSION:
        return None
    state = DeskState.from_state(told)
    return state if state.engine.digest() == told["digest"] else None
