"""The one door to the database: the only file that creates an engine and commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DataError, InterfaceError, OperationalError
from sqlmodel import Session, create_engine

from registry.errors import DatabaseUnavailable, InvalidInput

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S = 15
DRIVERS = ("sqlite", "postgresql+psycopg")


class Database:
    """SQLite (embedded) or PostgreSQL behind one URL, e.g. `sqlite:///file.db` or `postgresql+psycopg://...`.

    Raises InvalidInput for any other URL; every use raises DatabaseUnavailable if the database cannot be reached,
    and InvalidInput for a value that it cannot keep.
    """

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self._shared: ContextVar[Session | None] = ContextVar("shared reading", default=None)

    @cached_property
    def engine(self) -> Engine:
        """The engine, made at first use."""
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True)
        file = make_url(self.url).database
        if file and file != ":memory:":
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded engine."""
        return self.url.startswith("sqlite")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that may write: commits on a clean exit, rolls back on an error; objects stay readable."""
        with _reachable(), Session(self.engine.execution_options(writes=True), expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: sees one state, never waits for a writer, keeps nothing."""
        shared = self._shared.get()
        if shared is not None:
            yield shared
            return
        with _reachable(), Session(self.engine, expire_on_commit=False) as session:
            yield session  # closing it rolls back; a rollback before would empty the objects that were read

    @contextmanager
    def one_reading(self) -> Iterator[None]:
        """What is read within, by whichever store, is read on one connection: one state for one answer."""
        if self._shared.get() is not None:
            yield
            return
        with _reachable(), _OneConnection(self.engine, expire_on_commit=False) as session:
            before = self._shared.set(session)
            try:
                yield
            finally:
                self._shared.reset(before)

    def serialise(self, session: Session, key: str) -> None:
        """Makes other transactions with the same key wait until this one ends."""
        if not self.is_sqlite:  # a writing SQLite transaction excludes every other by itself
            statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
            session.connection().execute(statement, {"key": key})

    def migrate(self, revision: str = "head") -> None:
        """Brings the tables to the newest form."""
        with _reachable(), self.engine.execution_options(writes=True).begin() as connection:
            command.upgrade(self._alembic(connection), revision)

    def migrate_down(self, revision: str) -> None:
        """Takes the tables back to an older form."""
        with self.engine.execution_options(writes=True).begin() as connection:
            command.downgrade(self._alembic(connection), revision)

    def close(self) -> None:
        """Gives back every connection."""
        self.engine.dispose()

    def _alembic(self, connection: Connection) -> Config:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        return config


class _OneConnection(Session):
    """A session that asks for its connection once, not at each statement."""

    _held: Connection | None = None

    def connection(self, *given: Any, **named: Any) -> Connection:
        """The connection of this session."""
        if self._held is None or given or named:
            self._held = super().connection(*given, **named)
        return self._held


def _with_driver(url: str) -> str:
    """PostgreSQL URLs without a driver get psycopg."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            url = "postgresql+psycopg://" + url.removeprefix(scheme)
    try:
        driver = make_url(url).drivername
    except (ArgumentError, ValueError):
        driver = "not a URL"
    if driver not in DRIVERS:  # the URL itself may hold a password: only its scheme is shown
        raise InvalidInput("CARBONIX_DATABASE_URL", driver, "must begin with sqlite:/// or postgresql://")
    return url


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as fault:
        raise DatabaseUnavailable(_first_line(fault.orig)) from fault
    except (DataError, UnicodeEncodeError) as fault:  # NUL in PostgreSQL, half a character in both
        reason = _first_line(fault.orig if isinstance(fault, DataError) else fault)
        raise InvalidInput("request", "a value that no column holds", reason) from fault


def _first_line(fault: object) -> str:
    return str(fault).strip().partition("\n")[0]


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling would begin late and only for writes; we begin ourselves, below.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Eight times the usual pages before a checkpoint: each one holds up whoever commits, and the disk of the journal.
    # 64 MiB of pages: with the usual 2 a transaction of thousands of hashes writes its pages out and reads them again.
    kept = ("wal_autocheckpoint=8000", "cache_size=-65536")
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", *kept):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: two writers queue instead of failing when a read lock is upgraded.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
