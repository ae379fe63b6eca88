"""Writes and finds rows as plain tuples, past the mapper: it runs beside the desk, and the desk has the right of way.

The driver gets the same statements as ever; only the building of an object, a dictionary and a statement for each row
is left out, which costs several times as much as the row itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table
from sqlmodel import Session

KEYS_PER_QUERY = 500  # SQLite binds no more than 32,766 values in one statement
ROWS_PER_STATEMENT = 100
Values = tuple[int | str | bool | None, ...]


def insert_rows(
    session: Session, table: Table, columns: Sequence[str], rows: Sequence[Values], known: str | None = None
) -> None:
    """Adds rows of these columns; a value stands as the driver takes it: text, whole number, truth or nothing.

    `known` is the key of rows that may stand there already, and then stay as they are.

    Many rows go in one statement: the driver gives the interpreter away at each one, and must wait to get it back.
    """
    if not rows:
        return
    connection = session.connection()
    row = f"({_marks(connection, len(columns))})"
    unless = "" if known is None else f" ON CONFLICT ({known}) DO NOTHING"
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        some = rows[start : start + ROWS_PER_STATEMENT]
        told = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {', '.join([row] * len(some))}{unless}"
        connection.exec_driver_sql(told, tuple(chain.from_iterable(some)))


def rows_named(session: Session, table: Table, columns: Sequence[str], key: str, keys: Sequence[str]) -> Iterator[Any]:
    """Those columns of the rows whose `key` is one of `keys`."""
    connection = session.connection()
    for start in range(0, len(keys), KEYS_PER_QUERY):
        some = tuple(keys[start : start + KEYS_PER_QUERY])
        told = f"SELECT {', '.join(columns)} FROM {table.name} WHERE {key} IN ({_marks(connection, len(some))})"
        yield from connection.exec_driver_sql(told, some)


def _marks(connection: Connection, count: int) -> str:
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    return ", ".join([mark] * count)
