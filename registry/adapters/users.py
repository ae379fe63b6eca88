"""Keeps the people of each tenant, and takes from a token what its tenant does not give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import case, func, text
from sqlmodel import Session, col, select

from registry.adapters.accounts import LONGEST_NAME
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.governance_tables import UserRow
from registry.domain.roles import Principal, read_roles
from registry.domain.users import User, effective
from registry.errors import InvalidInput, NotAuthenticated

# Asked at every request: the caller's own row before any other of the tenant, none where the tenant lists nobody.
_STANDING = text(
    "SELECT subject, roles, active FROM tenant_user WHERE tenant = :tenant"
    " ORDER BY CASE WHEN subject = :subject THEN 0 ELSE 1 END LIMIT 1"
)


class Users:
    """The people of all tenants over the database."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log

    def standing(self, caller: Principal) -> Principal:
        """The bearer of a token with the roles that its tenant gives too; where it lists nobody, the token decides.

        Raises NotAuthenticated if the tenant lists people and this one is not an active one: a token ends at once.
        """
        asked = {"tenant": caller.tenant, "subject": caller.subject}
        with self._database.reading() as session:
            row = session.connection().execute(_STANDING, asked).first()
        if row is None:
            return caller
        if row.subject != caller.subject or not row.active:
            raise NotAuthenticated(f"{caller.subject} is not an active user of {caller.tenant}")
        return effective(caller, User(row.subject, read_roles(row.roles), bool(row.active)))

    def of_tenant(self, tenant: str) -> list[User]:
        """Everybody whom the tenant lists, by name."""
        with self._database.reading() as session:
            return [_user(row) for row in _rows(session, tenant)]

    def tenants(self) -> list[tuple[str, int, int]]:
        """Every tenant that lists people, how many, and how many are active: for the platform's own people."""
        active = func.sum(case((col(UserRow.active).is_(True), 1), else_=0))
        query = select(UserRow.tenant, func.count(), active).group_by(UserRow.tenant).order_by(UserRow.tenant)
        with self._database.reading() as session:
            return [(name, int(people), int(standing)) for name, people, standing in session.exec(query)]

    def change(self, caller: Principal, at: int, turn: Callable[[Mapping[str, User]], Sequence[User]]) -> None:
        """In one transaction: writes the users that `turn` returns and tells the audit log. Raises as `turn` does."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"users:{caller.tenant}")
            known = {row.subject: _user(row) for row in _rows(session, caller.tenant)}
            for user in turn(known):
                self._write(session, caller, at, user)

    def _write(self, session: Session, caller: Principal, at: int, user: User) -> None:
        _require_name(user.subject)
        roles = ",".join(sorted(user.roles))
        session.merge(
            UserRow(tenant=caller.tenant, subject=user.subject, roles=roles, active=user.active, changed_at=at)
        )
        session.flush()
        facts = {"roles": roles, "active": str(user.active).lower()}
        self._log.record(
            session,
            at=at,
            tenant=caller.tenant,
            actor=caller.subject,
            action="user.admitted",
            subject=user.subject,
            facts=facts,
        )


def _rows(session: Session, tenant: str) -> Sequence[UserRow]:
    return session.exec(select(UserRow).where(UserRow.tenant == tenant).order_by(col(UserRow.subject))).all()


def _user(row: UserRow) -> User:
    return User(row.subject, read_roles(row.roles), row.active)


def _require_name(subject: str) -> None:
    if not (subject.strip() and subject.isprintable() and len(subject) <= LONGEST_NAME):
        raise InvalidInput("subject", subject, f"must be 1 to {LONGEST_NAME} printable characters")
