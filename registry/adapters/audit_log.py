"""Keeps the audit log: one hash chain over all tenants, written inside the transaction of the deed that it tells of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import insert
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.adapters.governance_tables import AuditRow
from registry.domain.audit_entry import FIRST_SEQ, AuditEntry, follows
from registry.domain.events import ZERO_HASH
from registry.errors import InvalidInput

CHAIN_KEY = "audit-log"
ENTRIES_PER_READ = 1_000
LONGEST_PAGE = 200
LONGEST: Mapping[str, int] = {"tenant": 64, "actor": 254, "action": 64, "subject": 300}
_NEWEST = select(AuditRow.seq, AuditRow.hash).order_by(col(AuditRow.seq).desc()).limit(1)


class AuditLog:
    """The audit log over the database. It offers no way to change or delete an entry; the database refuses both."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        session: Session,
        *,
        at: int,
        tenant: str,
        actor: str,
        action: str,
        subject: str,
        facts: Mapping[str, object] | None = None,
    ) -> AuditEntry:
        """Appends an entry in the caller's transaction: it stands if the deed stands, and only then.

        `at` in Unix seconds; `action` is a verb of the house ("approval.proposed"), `subject` the id of what it was
        done to; facts are kept as text. Writers wait for each other from here to the end of their transaction: record
        last. Raises InvalidInput for a name that is empty, too long or not printable, NotCanonical for facts that no
        encoding writes.
        """
        named = {"tenant": tenant, "actor": actor, "action": action, "subject": subject}
        for field, text in named.items():
            _require_name(field, text)
        self._database.serialise(session, CHAIN_KEY)
        newest = session.exec(_NEWEST).first()
        seq, previous = (FIRST_SEQ, ZERO_HASH) if newest is None else (newest[0] + 1, newest[1])
        told = {key: str(value) for key, value in (facts or {}).items()}
        entry = _hashed(AuditEntry(seq, at, tenant, actor, action, subject, told, previous, ""))
        row = named | {"seq": seq, "at": at, "facts": _text(told), "previous_hash": previous, "hash": entry.hash}
        session.connection().execute(insert(AuditRow), row)
        return entry

    def entries(self, tenant: str, after: int = 0, limit: int = LONGEST_PAGE) -> list[AuditEntry]:
        """A tenant's own entries with `seq` above `after`, oldest first, at most LONGEST_PAGE of them."""
        query = (
            select(AuditRow)
            .where(AuditRow.tenant == tenant, col(AuditRow.seq) > after)
            .order_by(col(AuditRow.seq))
            .limit(min(limit, LONGEST_PAGE))
        )
        with self._database.reading() as session:
            return [_entry(row) for row in session.exec(query)]

    def all_after(self, seq: int = 0) -> Iterator[AuditEntry]:
        """Every entry of every tenant above `seq`, oldest first: for sealing and auditing, never for a door."""
        with self._database.reading() as session:
            while rows := session.exec(_page_after(seq)).all():
                yield from (_entry(row) for row in rows)
                seq = rows[-1].seq
                session.expunge_all()

    def verify(self) -> int | None:
        """The number of the first entry that is missing, moved or changed; None if the chain holds from end to end.

        Entries cut off at the end leave no gap: only a seal shows them (see `audit_log_faults`).
        """
        before: AuditEntry | None = None
        for entry in self.all_after():
            if not follows(entry, before) or _hashed(entry).hash != entry.hash:
                return FIRST_SEQ if before is None else before.seq + 1
            before = entry
        return None


def _page_after(seq: int) -> SelectOfScalar[AuditRow]:
    return select(AuditRow).where(col(AuditRow.seq) > seq).order_by(col(AuditRow.seq)).limit(ENTRIES_PER_READ)


def _hashed(entry: AuditEntry) -> AuditEntry:
    return replace(entry, hash="0x" + sha256(canonical(entry.document())).hexdigest())


def _entry(row: AuditRow) -> AuditEntry:
    told = (row.tenant, row.actor, row.action, row.subject, _facts(row.facts))
    return AuditEntry(row.seq, row.at, *told, row.previous_hash, row.hash)


def _facts(text: str) -> Mapping[str, str]:
    """The facts; text that this log never wrote is one fact of its own, so that its hash tells."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        facts = None
    if isinstance(facts, dict) and all(isinstance(value, str) for value in facts.values()):
        return facts
    return {"unreadable": text}


def _text(facts: Mapping[str, str]) -> str:
    return canonical(dict(facts)).decode()


def _require_name(field: str, text: str) -> None:
    if not (text.strip() and text.isprintable() and len(text) <= LONGEST[field]):
        raise InvalidInput(field, text, f"must be 1 to {LONGEST[field]} printable characters")
