"""Keeps what certificates show of their beneficiaries; each choice is written down in the audit log, without names."""

from __future__ import annotations

import json

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.domain.visibility import Shown, Visibility

TENANT = "registry"  # certificates belong to addresses, not to tenants
ACTOR = "holder of the details"


class VisibilityRow(SQLModel, table=True):
    """`details` and `salt` are empty but for a public certificate: names that nobody wants shown are not kept."""

    __tablename__ = "certificate_visibility"

    certificate: str = Field(primary_key=True, max_length=78)
    level: str = Field(max_length=16)
    details: str = Field(sa_type=Text)
    salt: str = Field(max_length=200)
    chosen_at: int = Field(sa_type=BigInteger)


class VisibilityTable:
    """Choices over the database."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log

    def of(self, certificate: int) -> Shown:
        """What was chosen; serials and address where nothing was."""
        with self._database.reading() as session:
            row = session.get(VisibilityRow, str(certificate))
            return Shown() if row is None else Shown(Visibility(row.level), json.loads(row.details), row.salt)

    def keep(self, certificate: int, shown: Shown, now: int) -> None:
        """Replaces the choice, and what was kept for it."""
        row = VisibilityRow(
            certificate=str(certificate),
            level=shown.level,
            details=json.dumps(dict(shown.details), ensure_ascii=False),
            salt=shown.salt,
            chosen_at=now,
        )
        with self._database.transaction() as session:
            session.merge(row)
            self._log.record(
                session,
                at=now,
                tenant=TENANT,
                actor=ACTOR,
                action="certificate.visibility",
                subject=str(certificate),
                facts={"level": shown.level},
            )
