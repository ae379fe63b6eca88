"""Keeps tenants and their accounts."""

from __future__ import annotations

from sqlmodel import Session

from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.tables import AccountRow, TenantRow
from registry.domain.roles import Principal, Role, read_roles
from registry.errors import InvalidInput, NotFound

LONGEST_NAME = 254  # of an e-mail address, RFC 5321
INSTALLATION = "installation"  # who gives out tokens on the command line


class Accounts:
    """Tenants and accounts over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def admit(self, subject: str, tenant: str, roles: frozenset[Role], now: int) -> Principal:
        """Creates the account, and its tenant if it is new, or gives the account these roles.

        Raises InvalidInput for a name that is empty, too long or not printable, and if the subject belongs to another
        tenant.
        """
        _require_name("subject", subject)
        _require_name("tenant", tenant)
        with self._database.transaction() as session:
            self._database.serialise(session, f"account:{subject}")
            if session.get(TenantRow, tenant) is None:
                session.add(TenantRow(id=tenant, name=tenant, created_at=now))
                session.flush()
            row = session.get(AccountRow, subject) or AccountRow(
                subject=subject, tenant=tenant, roles="", created_at=now
            )
            if row.tenant != tenant:
                raise InvalidInput("tenant", tenant, f"{subject} belongs to tenant {row.tenant}")
            row.roles = ",".join(sorted(roles))
            session.add(row)
            session.flush()
            self._tell(session, row, now)
        return Principal(subject, tenant, roles)

    def _tell(self, session: Session, row: AccountRow, now: int) -> None:
        AuditLog(self._database).record(
            session,
            at=now,
            tenant=row.tenant,
            actor=INSTALLATION,
            action="account.admitted",
            subject=row.subject,
            facts={"roles": row.roles},
        )

    def find(self, subject: str) -> Principal:
        """The account of a subject. Raises NotFound("AccountUnknown")."""
        with self._database.reading() as session:
            row = session.get(AccountRow, subject)
        if row is None:
            raise NotFound("account", subject, name="AccountUnknown")
        return Principal(row.subject, row.tenant, read_roles(row.roles))


def _require_name(field: str, name: str) -> None:
    if not (name.strip() and name.isprintable() and len(name) <= LONGEST_NAME):
        raise InvalidInput(field, name, f"must be 1 to {LONGEST_NAME} printable characters")
