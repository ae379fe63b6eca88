"""The lake's engine on files: Delta tables, worked month by month in DuckDB within stated memory."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from oracle.adapters.lake.bronze_row import row_of
from oracle.adapters.lake.delta_tables import SCHEMAS, DeltaTables
from oracle.adapters.lake.engine import engine
from oracle.adapters.lake.gold_sql import GOLD, MONTHLY
from oracle.adapters.lake.hour_checks import flag_hours
from oracle.adapters.lake.silver_sql import CHECKED, GAPS, HOURS, JUDGED, MEDIANS, SILVER
from oracle.adapters.lake.unit_scales import unit_scales
from oracle.domain.bronze import BronzeReading
from oracle.domain.gold import Stream
from oracle.domain.silver_rules import SilverPolicy

MOST_ROWS_AT_ONCE = 12_000_000  # rows of a month that are in memory together; about 2.5 GB at the peak
ROWS_PER_BATCH = 1_000_000
MS = 1_000
STATE_FILE = "state.json"
STREAM = pa.schema(
    [
        ("stream", pa.int32()),
        ("part", pa.int32()),
        *((name, pa.string()) for name in ("tenant", "device", "channel", "project", "measure")),
        *((name, pa.int64()) for name in ("cadence_ms", "lowest", "highest", "step", "run", "rest")),
    ]
)
SCALE = pa.schema(
    [
        *((name, pa.string()) for name in ("channel", "unit")),
        *((name, pa.int64()) for name in ("numerator", "denominator", "shift")),
    ]
)


class LakeFiles:
    """The tables under a folder. Several processes may read; one refreshes at a time."""

    def __init__(self, folder: Path, policy: SilverPolicy, most_rows_at_once: int = MOST_ROWS_AT_ONCE) -> None:
        self.tables = DeltaTables(folder / "tables")
        self.policy = policy
        self._folder = folder
        self._most_rows = most_rows_at_once

    def bronze_count(self) -> int:
        """How many readings stand in bronze."""
        return self.tables.rows("bronze")

    def read_up_to(self, first: int, last: int) -> int | None:
        """How many readings of the log the silver of these months has taken in; None where it lags behind bronze."""
        count, rows, made = self.bronze_count(), self.tables.rows_by_month("bronze"), self._state()
        months = [month for month in rows if first <= month <= last]
        return count if all(made.get(str(month), [0])[0] >= rows[month] for month in months) else None

    def take_in(self, first: int, readings: Sequence[BronzeReading]) -> None:
        """Adds readings to bronze in one commit; readings that stand there already are passed over."""
        with self._alone():
            known = self.bronze_count() - first
            rows = [
                (first + place, *row_of(reading), month_of(reading.time_ms)) for place, reading in enumerate(readings)
            ]
            if rows[known:]:
                columns = zip(*rows[known:], strict=True)
                schema = SCHEMAS["bronze"]
                arrays = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
                self.tables.append("bronze", pa.Table.from_arrays(arrays, schema=schema))

    def stale_months(self, streams: Sequence[Stream]) -> list[int]:
        """Months whose silver and gold were made of other bronze rows, streams or policy."""
        digest, made = self._digest(streams), self._state()
        counts = self.tables.rows_by_month("bronze")
        return sorted(month for month, rows in counts.items() if made.get(str(month)) != [rows, digest])

    def work_month(self, month: int, streams: Sequence[Stream]) -> None:
        """Makes silver, gaps and gold of a month anew; readers see the old month until the new one is whole."""
        with self._alone(), self.connection() as connection:
            rows = self.tables.rows_by_month("bronze")[month]
            parts = -(-rows // self._most_rows)
            register_streams(connection, streams, self.policy, parts)
            gaps: list[Any] = []
            files = self.tables.files("bronze", [month])  # inside the writer's own thread no table can be opened
            batches = self._silver(connection, month, files, parts, streams, gaps)
            reader = pa.RecordBatchReader.from_batches(SCHEMAS["silver"], batches)
            self.tables.replace_month("silver", month, reader)
            self.tables.replace_month("gaps", month, pa.concat_tables(gaps).cast(SCHEMAS["gaps"]))
            self._gold(connection, month)
            self._remember(month, [rows, self._digest(streams)])

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """An engine that spills into the lake's folder."""
        with engine(self._folder / "spill") as connection:
            yield connection

    def _silver(
        self,
        connection: Any,
        month: int,
        files: list[str],
        parts: int,
        streams: Sequence[Stream],
        gaps: list[Any],
    ) -> Iterator[Any]:
        families = family_of_streams(streams)
        for part in range(parts):
            connection.execute(CHECKED, {"files": files, "part": part})
            connection.execute(JUDGED)
            connection.execute(MEDIANS)
            hours = connection.sql(HOURS).df()
            connection.register("hour_flag", flag_hours(hours, families, self.policy))
            gaps.append(connection.sql(GAPS, params={"month": month}).to_arrow_table())
            given = {"month": month, "outlier_milli": self.policy.outlier_milli}
            reader = connection.sql(SILVER, params=given).to_arrow_reader(ROWS_PER_BATCH)
            for batch in reader:
                yield from pa.Table.from_batches([batch]).cast(SCHEMAS["silver"]).to_batches()

    def _gold(self, connection: Any, month: int) -> None:
        source = "read_parquet($silver, hive_partitioning = false)"
        query = MONTHLY.format(gold=GOLD.format(source=source))
        given = {
            "silver": self.tables.files("silver", [month]),
            "start_ms": 0,
            "end_ms": 2**62,
            "month": month,
            "policy": self.policy.version,
        }
        rows = connection.sql(query, params=given).to_arrow_table().cast(SCHEMAS["gold"])
        self.tables.replace_month("gold", month, rows)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _digest(self, streams: Sequence[Stream]) -> str:
        said = json.dumps([astuple(stream) for stream in streams], default=str) + repr(self.policy)
        return hashlib.sha256(said.encode()).hexdigest()

    def _state(self) -> dict[str, list[Any]]:
        place = self._folder / STATE_FILE
        state: dict[str, list[Any]] = json.loads(place.read_text()) if place.exists() else {}
        return state

    def _remember(self, month: int, made: list[Any]) -> None:
        state = self._state() | {str(month): made}
        fresh = self._folder / f"{STATE_FILE}.new"
        fresh.write_text(json.dumps(state))
        fresh.replace(self._folder / STATE_FILE)


def register_streams(connection: Any, streams: Sequence[Stream], policy: SilverPolicy, parts: int = 1) -> None:
    """The tables `stream` and `scale`, which all queries join. A family of streams stays in one part."""
    tables = {"stream": (STREAM, _stream_rows(streams, policy, parts)), "scale": (SCALE, unit_scales())}
    for name, (schema, rows) in tables.items():
        # Handed over whole: row by row each of them is a statement of its own.
        given = [dict(zip(schema.names, row, strict=True)) for row in rows]
        connection.register("given", pa.Table.from_pylist(given, schema=schema))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")


def family_of_streams(streams: Sequence[Stream]) -> dict[int, object]:
    """What each stream shares with its neighbours: its tenant's project and its channel; None without a project."""
    return {
        number: None if stream.project is None else (stream.tenant, stream.project, stream.channel)
        for number, stream in enumerate(streams)
    }


def month_of(time_ms: int) -> int:
    """The month of an instant (UTC) as yyyymm."""
    moment = datetime.fromtimestamp(time_ms // MS, UTC)
    return moment.year * 100 + moment.month


def _stream_rows(streams: Sequence[Stream], policy: SilverPolicy, parts: int) -> Iterator[tuple[object, ...]]:
    places: dict[object, int] = {}
    for number, family in family_of_streams(streams).items():
        stream = streams[number]
        place = places.setdefault(number if family is None else family, len(places))
        yield (
            number,
            place % parts,
            stream.tenant,
            stream.device,
            stream.channel,
            None if stream.project is None else str(stream.project),
            stream.measure.value,
            stream.cadence_s * MS,
            stream.lowest,
            stream.highest,
            policy.largest_step.get(stream.channel),
            policy.stuck_run.get(stream.channel),
            policy.rests_at.get(stream.channel),
        )
