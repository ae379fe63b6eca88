"""Facts about the audit log: one chain over all tenants, which nobody can change, shorten or fork unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.domain.audit_entry import AuditEntry
from registry.domain.events import ZERO_HASH
from registry.errors import InvalidInput

NOW = 1_700_000_000


def tell(
    database: Database, *, tenant: str = "roastery", action: str = "factors.proposed", **facts: object
) -> AuditEntry:
    """One entry in a transaction of its own."""
    log = AuditLog(database)
    with database.transaction() as session:
        return log.record(session, at=NOW, tenant=tenant, actor="ann", action=action, subject="set-1", facts=facts)


def forge(database: Database, statement: str) -> None:
    """Changes the table as somebody could who owns the database: the guards are taken away first."""
    off = (
        ["DROP TRIGGER IF EXISTS audit_entry_no_update", "DROP TRIGGER IF EXISTS audit_entry_no_delete"]
        if database.is_sqlite
        else ["DROP TRIGGER IF EXISTS audit_entry_stands ON audit_entry"]
    )
    with database.transaction() as session:
        for step in (*off, statement):
            session.connection().execute(text(step))


def test_each_entry_names_the_one_before(database: Database) -> None:
    """Must chain the entries of all tenants by hash, from zero on, and give a tenant its own only."""
    first, second, third = tell(database), tell(database, tenant="mill"), tell(database, reason="new data")
    assert [first.previous_hash, second.previous_hash, third.previous_hash] == [ZERO_HASH, first.hash, second.hash]
    log = AuditLog(database)
    assert log.entries("roastery") == [first, third]
    assert log.entries("roastery", after=first.seq) == [third]
    assert log.entries("roastery", limit=1) == [first]
    assert log.entries("mill") == [second]
    assert log.entries("nobody") == []
    assert list(log.all_after(1)) == [second, third]
    assert log.verify() is None


def test_the_database_refuses_to_change_an_entry(database: Database) -> None:
    """Must refuse UPDATE and DELETE in the database itself."""
    tell(database)
    for statement in ("UPDATE audit_entry SET actor = 'eve'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
            session.connection().execute(text(statement))
    assert AuditLog(database).verify() is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entry SET actor = 'eve' WHERE seq = 2", 2),
        ('UPDATE audit_entry SET facts = \'{"reason":"other"}\' WHERE seq = 3', 3),
        ("UPDATE audit_entry SET facts = 'no json' WHERE seq = 3", 3),
        ("UPDATE audit_entry SET at = at + 1 WHERE seq = 1", 1),
        ("UPDATE audit_entry SET tenant = 'mill' WHERE seq = 1", 1),
        ("DELETE FROM audit_entry WHERE seq = 2", 2),
        ("DELETE FROM audit_entry WHERE seq = 1", 1),
        ("UPDATE audit_entry SET seq = 9 WHERE seq = 4", 4),
    ],
)
def test_a_forged_entry_is_found(sqlite: Database, statement: str, broken: int) -> None:
    """Must name the first entry that is changed, missing or moved, even by who owns the database."""
    for _ in range(4):
        tell(sqlite)
    forge(sqlite, statement)
    assert AuditLog(sqlite).verify() == broken


def test_a_forged_entry_is_found_on_each_engine(database: Database) -> None:
    """Must see through a change made with the guards taken away, on SQLite and on PostgreSQL."""
    tell(database)
    forge(database, "UPDATE audit_entry SET actor = 'eve'")
    assert AuditLog(database).verify() == 1


def test_an_entry_stands_only_if_the_deed_stands(database: Database) -> None:
    """Must leave no entry of a transaction that failed."""

    def fail() -> None:
        with database.transaction() as session:
            AuditLog(database).record(session, at=NOW, tenant="mill", actor="ann", action="a.b", subject="x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert AuditLog(database).entries("mill") == []


def test_writers_at_once_make_one_chain(database: Database) -> None:
    """Must give no number twice, whoever writes at the same time."""
    with ThreadPoolExecutor(4) as pool:
        entries = list(pool.map(lambda n: tell(database, n=n), range(12)))
    assert sorted(entry.seq for entry in entries) == list(range(1, 13))
    assert AuditLog(database).verify() is None


@pytest.mark.parametrize("named", [{"tenant": ""}, {"tenant": "x" * 65}, {"action": "a\x00b"}, {"action": " "}])
def test_a_name_that_cannot_be_shown_is_refused(sqlite: Database, named: dict[str, str]) -> None:
    """Must refuse by field what is empty, too long or not printable."""
    with pytest.raises(InvalidInput) as refusal:
        tell(sqlite, **named)  # type: ignore[arg-type]
    assert refusal.value.facts["field"] == next(iter(named))


def test_facts_are_kept_as_text_of_any_script(database: Database) -> None:
    """Must keep numbers as text, and every character that can be written."""
    entry = tell(database, kg=2**70, name="กาแฟ \x00 \n", none=None)
    assert entry.facts == {"kg": str(2**70), "name": "กาแฟ \x00 \n", "none": "None"}
    assert AuditLog(database).entries("roastery") == [entry]
