"""The lake's Delta tables on files: bronze grows, silver, gaps and gold are written again month by month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

MONTH = "month"

_STREAM = [("tenant", pa.string()), ("device", pa.string()), ("channel", pa.string())]
SCHEMAS: dict[str, pa.Schema] = {
    "bronze": pa.schema(
        [
            ("seq", pa.int64()),
            *_STREAM,
            ("boot", pa.int64()),
            ("counter", pa.int64()),
            ("place", pa.int32()),
            ("time_ms", pa.int64()),
            ("value", pa.string()),
            ("unit", pa.string()),
            ("latitude_udeg", pa.int32()),
            ("longitude_udeg", pa.int32()),
            ("trust", pa.int8()),
            ("source", pa.string()),
            ("received_ms", pa.int64()),
            ("payload_sha256", pa.string()),
            (MONTH, pa.int32()),
        ]
    ),
    "silver": pa.schema(
        [
            ("seq", pa.int64()),
            *_STREAM,
            ("boot", pa.int64()),
            ("time_ms", pa.int64()),
            ("value", pa.int64()),
            ("trust", pa.int8()),
            ("flags", pa.int32()),
            ("reason", pa.string()),
            (MONTH, pa.int32()),
        ]
    ),
    "gaps": pa.schema([*_STREAM, ("start_ms", pa.int64()), ("end_ms", pa.int64()), (MONTH, pa.int32())]),
    "gold": pa.schema(
        [
            *_STREAM,
            ("project", pa.string()),
            ("policy", pa.string()),
            ("samples", pa.int64()),
            ("excluded", pa.int64()),
            ("flagged", pa.int64()),
            ("signed", pa.int64()),
            ("positive", pa.decimal128(38, 0)),
            ("negative", pa.decimal128(38, 0)),
            ("first_ms", pa.int64()),
            ("last_ms", pa.int64()),
            (MONTH, pa.int32()),
        ]
    ),
}


class DeltaTables:
    """The tables in a folder, each partitioned by the month of the reading, as yyyymm."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def append(self, name: str, rows: Any) -> None:
        """Adds rows (Arrow) in one commit."""
        write_deltalake(self._place(name), rows, mode="append", partition_by=[MONTH])

    def replace_month(self, name: str, month: int, rows: Any) -> None:
        """Writes a month of a table again, in one commit: readers see the old month or the new one."""
        if not self.exists(name):
            self.append(name, rows)
            return
        write_deltalake(self._place(name), rows, mode="overwrite", predicate=f"{MONTH} = {month}")

    def exists(self, name: str) -> bool:
        """True once the table was written."""
        return bool(DeltaTable.is_deltatable(self._place(name)))

    def files(self, name: str, months: list[int] | None = None) -> list[str]:
        """The Parquet files of a table, or of some of its months, at its newest version."""
        if not self.exists(name):
            return []
        table = DeltaTable(self._place(name))
        if months is None:
            return list(table.file_uris())
        if not months:
            return []
        return list(table.file_uris(file_pruning_predicate=f"{MONTH} IN ({', '.join(map(str, months))})"))

    def months(self, name: str) -> list[int]:
        """The months that a table holds, rising."""
        if not self.exists(name):
            return []
        return sorted({int(part[MONTH]) for part in DeltaTable(self._place(name)).partitions()})

    def rows_by_month(self, name: str) -> dict[int, int]:
        """How many rows each month has, from the log of the table."""
        counts: dict[int, int] = {}
        if self.exists(name):
            actions = pa.table(DeltaTable(self._place(name)).get_add_actions(flatten=True))
            months, rows = actions[f"partition.{MONTH}"].to_pylist(), actions["num_records"].to_pylist()
            for month, count in zip(months, rows, strict=True):
                counts[int(month)] = counts.get(int(month), 0) + int(count)
        return counts

    def version(self, name: str) -> int | None:
        """The table's version; None before the first commit."""
        return DeltaTable(self._place(name)).version() if self.exists(name) else None

    def rows(self, name: str) -> int:
        """How many rows there are, from the log of the table."""
        return int(DeltaTable(self._place(name)).count()) if self.exists(name) else 0

    def _place(self, name: str) -> str:
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        return str(place)
