"""Keeps computed classes of participants; a later class of the same year stands beside the earlier one."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from sqlmodel import col, select

from oracle.adapters.field_tables import ClassRow
from registry.adapters.audit_log import AuditLog
from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.domain.roles import Principal


class ClassTable:
    """Classes by tenant, newest last."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log

    def keep(self, document: dict[str, Any], series: bytes, year_end: int, caller: Principal, at: int) -> int:
        """Stores the class that `document` states, with the hash of the series; its number."""
        row = ClassRow(
            tenant=caller.tenant,
            year_end=year_end,
            name=document["class"],
            document=canonical(document).decode(),
            series_hash="0x" + sha256(series).hexdigest(),
            computed_by=caller.subject,
            computed_at=at,
        )
        with self._database.transaction() as session:
            session.add(row)
            session.flush()
            who = {"tenant": caller.tenant, "actor": caller.subject}
            facts = {"class": row.name, "yearEnd": year_end, "seriesHash": row.series_hash}
            self._log.record(
                session, at=at, action="participant.classified", subject=str(row.number), facts=facts, **who
            )
            return int(row.number or 0)

    def page(self, tenant: str, after: int, limit: int) -> list[tuple[int, str, dict[str, Any]]]:
        """Number, hash of the series, and document of a tenant's classes above `after`, oldest first."""
        kept = ClassRow
        query = select(kept).where(kept.tenant == tenant, col(kept.number) > after).order_by(col(kept.number))
        with self._database.reading() as session:
            rows = session.exec(query.limit(limit)).all()
            return [(int(row.number or 0), row.series_hash, json.loads(row.document)) for row in rows]
