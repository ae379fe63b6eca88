"""Facts about the database's door, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from registry.adapters.database import Database
from registry.adapters.tables import BlockRow, TenantRow
from registry.errors import DatabaseUnavailable, InvalidInput


def tenant_names(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(row.name for row in session.exec(select(TenantRow)))


def test_a_clean_exit_commits(database: Database) -> None:
    """Must keep what was added when the block ends without an error."""
    with database.transaction() as session:
        session.add(TenantRow(id="a", name="ป่าชุมชน", created_at=2**40))
    assert tenant_names(database) == ["ป่าชุมชน"]


def test_an_error_keeps_nothing(database: Database) -> None:
    """Must roll back everything of the block that raised, and let the error through."""

    def break_off() -> None:
        with database.transaction() as session:
            session.add(TenantRow(id="a", name="one", created_at=1))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert tenant_names(database) == []


def test_a_reading_session_keeps_nothing(database: Database) -> None:
    """Must not store what was added in a session that only reads."""
    with database.reading() as session:
        session.add(TenantRow(id="a", name="one", created_at=1))
        session.flush()
    assert tenant_names(database) == []


def test_foreign_keys_hold(database: Database) -> None:
    """Must refuse an account of a tenant that does not exist."""
    insert = text("INSERT INTO user_account (subject, tenant, roles, created_at) VALUES ('ann', 'none', '', 1)")
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.connection().execute(insert)


def test_writers_queue_instead_of_failing(database: Database) -> None:
    """Must let concurrent read-then-write transactions under one key all count, none lost and none refused."""
    with database.transaction() as session:
        session.add(BlockRow(number=0, hash="0x00", parent_hash="", time=0))

    def count_one(_: int) -> None:
        with database.transaction() as session:
            database.serialise(session, "counter")
            row = session.get_one(BlockRow, 0)
            row.time += 1
            session.add(row)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_one, range(40)))
    with database.reading() as session:
        assert session.get_one(BlockRow, 0).time == 40


def test_a_value_that_no_column_holds_is_refused(database: Database) -> None:
    """Must answer half a character, and NUL where the engine keeps none, as bad input and keep nothing of it."""
    for text_sent in ["half \ud800"] if database.is_sqlite else ["half \ud800", "nul \x00"]:
        with pytest.raises(InvalidInput), database.reading() as session:
            session.get(TenantRow, text_sent)
        with pytest.raises(InvalidInput), database.transaction() as session:
            session.add(TenantRow(id="a", name=text_sent, created_at=1))
    assert tenant_names(database) == []


def test_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    """Must create every column of our own tables, and go down to nothing and up again."""
    for name in ("block", "chain_event", "chain_intent", "tenant", "user_account"):
        migrated = {column["name"] for column in inspect(database.engine).get_columns(name)}
        assert migrated == {column.name for column in SQLModel.metadata.tables[name].columns}, name
    database.migrate_down("base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.migrate()
    assert tenant_names(database) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    """Must be safe to run at every start."""
    with database.transaction() as session:
        session.add(TenantRow(id="a", name="one", created_at=1))
    database.migrate()
    assert tenant_names(database) == ["one"]


def test_sqlite_is_durable_and_checks_its_keys(tmp_path: Path) -> None:
    """Must run SQLite with a write-ahead log, full synchronisation and foreign keys."""
    database = Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.db'}")
    with database.reading() as session:
        found = [session.connection().execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "foreign_keys")]
        assert found == ["wal", 1]
        assert session.connection().execute(text("PRAGMA synchronous")).scalar() == 2


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_plain_postgres_url_gets_our_driver(scheme: str) -> None:
    """Must accept the URLs that hosting providers hand out."""
    assert Database(f"{scheme}://u:p@h/db").url == "postgresql+psycopg://u:p@h/db"


@pytest.mark.parametrize("url", ["nonsense", "mysql://user:secret@host/db", "://", "sqlite+other:///x.db"])
def test_a_url_of_no_database_that_we_speak_is_refused(url: str) -> None:
    """Must name the two schemes that are taken, and never show the password that a URL may hold."""
    with pytest.raises(InvalidInput, match="must begin with sqlite:/// or postgresql://") as refusal:
        Database(url)
    assert "secret" not in refusal.value.sentence


def test_a_database_that_is_away_gets_a_sentence(tmp_path: Path) -> None:
    """Must say that the database cannot be used, on SQLite and on PostgreSQL, instead of a driver's trace."""
    (tmp_path / "folder.db").mkdir()
    for url in (f"sqlite:///{tmp_path / 'folder.db'}", "postgresql://nobody:secret@127.0.0.1:1/none"):
        with pytest.raises(DatabaseUnavailable) as refusal:
            Database(url).migrate()
        assert "cannot be used" in refusal.value.sentence
        assert "secret" not in refusal.value.sentence
