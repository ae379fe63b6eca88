"""An evidence store that also knows the SHA-256 of what it holds: a stranger's document can be found by its hash."""

from __future__ import annotations

from hashlib import sha256

from sqlmodel import select

from registry.adapters.database import Database
from registry.adapters.evidence_tables import EvidenceRow
from registry.domain.cid import Cid
from registry.ports import EvidenceStore


class EvidenceIndex:
    """Wraps a store; content first, row second: a row never names content that is not there."""

    def __init__(self, store: EvidenceStore, database: Database) -> None:
        self._store = store
        self._database = database

    def put(self, data: bytes) -> Cid:
        """Stores the bytes and notes them once."""
        cid = self._store.put(data)
        row = EvidenceRow(cid=cid, sha256="0x" + sha256(data).hexdigest(), size=len(data))
        with self._database.transaction() as session:
            session.merge(row)
        return cid

    def get(self, cid: Cid) -> bytes:
        """The bytes of a CID. Raises InvalidInput, NotFound("EvidenceUnknown") and EvidenceCorrupt."""
        return self._store.get(cid)

    def find(self, document_hash: str) -> Cid | None:
        """The CID of the content with this SHA-256 (0x hex); None if it was never stored here."""
        with self._database.reading() as session:
            found = session.exec(select(EvidenceRow.cid).where(EvidenceRow.sha256 == document_hash)).first()
        return None if found is None else Cid(found)
