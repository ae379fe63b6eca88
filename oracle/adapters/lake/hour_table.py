"""Keeps the sealed parts of the bronze log in the database: added once, never changed but for where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlmodel import col, select

from oracle.adapters.lake_tables import BronzePartRow
from oracle.domain.gold import BronzeSeal
from registry.adapters.database import Database
from registry.domain.seals import SealedRoot


class HourTable:
    """The store of parts over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sealed_up_to(self) -> int:
        """The number of the first reading that no part holds yet."""
        parts = self.parts()
        return parts[-1].first + parts[-1].size if parts else 0

    def last_root(self) -> str | None:
        """The root of the last part."""
        parts = self.parts()
        return parts[-1].root if parts else None

    def keep(self, parts: Sequence[BronzeSeal], documents: Sequence[bytes]) -> None:
        """Stores the parts of one sealing with their documents, before anything is sent."""
        with self._database.transaction() as session:
            for part, document in zip(parts, documents, strict=True):
                row = BronzePartRow(
                    first=part.first,
                    size=part.size,
                    hour=part.hour,
                    root=part.root,
                    sealing=parts[0].first,
                    document=document,
                )
                session.add(row)

    def unsent(self) -> list[list[bytes]]:
        """Documents of each sealing that does not stand on chain yet, in order."""
        query = select(BronzePartRow).where(col(BronzePartRow.seal_id).is_(None)).order_by(col(BronzePartRow.first))
        with self._database.reading() as session:
            rows = session.exec(query).all()
            return [[row.document for row in sealing] for _, sealing in groupby(rows, lambda row: row.sealing)]

    def record(self, documents: Sequence[bytes], sealed: SealedRoot) -> None:
        """Notes that the documents' sealing stands on chain."""
        with self._database.transaction() as session:
            query = select(BronzePartRow).where(col(BronzePartRow.document).in_(documents))
            for row in session.exec(query):
                row.seal_id, row.transaction = sealed.seal_id, sealed.transaction

    def parts(self) -> list[BronzeSeal]:
        """All parts, in order of their first reading."""
        query = select(BronzePartRow).order_by(col(BronzePartRow.first))
        with self._database.reading() as session:
            return [_part(row) for row in session.exec(query)]

    def sealing_of(self, part: BronzeSeal) -> list[bytes]:
        """The documents that were sealed together with the part's, in order."""
        with self._database.reading() as session:
            own = session.get(BronzePartRow, part.first)
            if own is None:
                return []
            query = select(BronzePartRow.document).where(BronzePartRow.sealing == own.sealing)
            return list(session.exec(query.order_by(col(BronzePartRow.first))))


def _part(row: BronzePartRow) -> BronzeSeal:
    return BronzeSeal(row.hour, row.first, row.size, row.root, row.seal_id, row.transaction)
