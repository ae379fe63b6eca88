"""Keeps evidence as files named by their CID: written whole or not at all, hashed again at each read."""

from __future__ import annotations

from pathlib import Path

from registry.adapters.durable_file import write_whole
from registry.domain.cid import Cid, cid_of, read_cid
from registry.domain.evidence import genuine
from registry.errors import NotFound


class EvidenceFiles:
    """An evidence store in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> Cid:
        """Stores the bytes and returns their CID; the same bytes are stored once, and a corrupt copy is replaced."""
        cid = cid_of(data)
        path = self._path(cid)
        if not (path.is_file() and path.read_bytes() == data):
            write_whole(path, data)
        return cid

    def get(self, cid: Cid) -> bytes:
        """The bytes of a CID. Raises InvalidInput, NotFound("EvidenceUnknown"), EvidenceCorrupt."""
        try:
            data = self._path(read_cid(cid)).read_bytes()
        except FileNotFoundError:
            raise NotFound("evidence", cid, name="EvidenceUnknown") from None
        return genuine(cid, data)

    def _path(self, cid: Cid) -> Path:
        # The last characters are spread evenly, the first are the same in every CID.
        return self._folder / cid[-2:] / cid
