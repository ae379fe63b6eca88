"""One DuckDB connection with stated limits: two threads, 6 GB, and a folder of its own to spill to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

MEMORY_LIMIT = "6GB"
THREADS = 2


@contextmanager
def engine(spill: Path) -> Iterator[Any]:
    """An empty engine in memory; what does not fit goes to `spill`, and is gone afterwards."""
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute(f"SET threads = {THREADS}")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET temp_directory = '{str(spill).replace(chr(39), chr(39) * 2)}'")
        yield connection
    finally:
        connection.close()
