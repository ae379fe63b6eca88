"""Measures the lake from bronze to gold, beside a plain pandas pipeline and beside a bare sum in DuckDB.

The readings are made up by arithmetic: SIMULATED, the same on every machine. 200 power meters report every minute in W
with three decimals, ten readings share a message, one in 997 is beyond the meter, one in 1,999 is no number. Bronze is
written as Delta files first and is not part of the time. What is timed writes silver, the gap ledger and gold as Delta
tables, with every check: units, range, extra, rate, stuck, gaps, robust z, STL, CUSUM and isolation forest.
The pandas pipeline converts, drops what is no number or out of range, takes one reading per interval and sums: no
flags, no ledger, floats; it gets the first files up to ten million rows and is scaled to the rest. The bare sum reads
the same
files, adds the numbers up by device and month, and checks nothing.

    python -m benchmarks.lake --readings 1000000 --readings 10000000 --readings 100000000
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pandas as pd
import pyarrow.parquet as parquet

from oracle.adapters.lake.delta_tables import SCHEMAS, DeltaTables
from oracle.adapters.lake.engine import engine
from oracle.adapters.lake.lake_files import LakeFiles
from oracle.adapters.lake.policy_file import silver_policy
from oracle.domain.gold import Measure, Stream

DEVICES = 200
CADENCE_S = 60
START_S = 1_704_067_200  # 2024-01-01T00:00:00Z
HIGHEST_UW = 5 * 10**9
MINUTES_PER_BATCH = 20_000
MOST_PANDAS_ROWS = 10_000_000
MOST_RSS_GB = 8
SIZES = (1_000_000, 10_000_000)

STREAMS = [
    Stream("bench", f"meter-{n:03d}", "power", n // 20, Measure.RATE, CADENCE_S, 0, HIGHEST_UW, "uW", simulated=True)
    for n in range(DEVICES)
]
ROWS = f"""
SELECT n AS seq, 'bench' AS tenant, printf('meter-%03d', n % {DEVICES}) AS device, 'power' AS channel,
       1::BIGINT AS boot, n // {DEVICES} // 10 AS counter, CAST(n // {DEVICES} % 10 AS INTEGER) AS place,
       ({START_S} + n // {DEVICES} * {CADENCE_S}) * 1000 AS time_ms,
       CASE WHEN n % 997 = 0 THEN '99999.5' WHEN n % 1999 = 0 THEN 'fault'
            ELSE printf('%d.%03d', 1000 + (n * 7919) % 3000, (n * 104729) % 1000) END AS value,
       'W' AS unit, NULL::INTEGER AS latitude_udeg, NULL::INTEGER AS longitude_udeg, 2::TINYINT AS trust,
       'mqtt/simulated' AS source, ({START_S} + n // {DEVICES} * {CADENCE_S} + 1) * 1000 AS received_ms,
       sha256(printf('%d/%d', n % {DEVICES}, n // {DEVICES} // 10)) AS payload_sha256,
       CAST(strftime(make_timestamp(({START_S} + n // {DEVICES} * {CADENCE_S}) * 1000000), '%Y%m') AS INTEGER) AS month
FROM range($first, $last) t(n)
"""
BARE = """
SELECT device, time_ms // 2629800000 AS month, sum(TRY_CAST(value AS DOUBLE)) FROM read_parquet($files) GROUP BY ALL
"""
TRUTH = """
SELECT CAST(sum(CAST(round(TRY_CAST(value AS DECIMAL(18, 3)) * 1000) AS HUGEINT)) * 1000 AS VARCHAR)
FROM read_parquet($files) WHERE TRY_CAST(value AS DECIMAL(18, 3)) <= 5000
"""


def main() -> None:
    """Prints one row for each size; ends with 1 where memory is passed or a sum is not exact."""
    arguments = _arguments()
    if arguments.one:
        print(json.dumps(_measure(arguments.one, Path(arguments.folder))))
        return
    print(
        f"SIMULATED readings of {DEVICES} meters, 2 threads, DuckDB limited to 6 GB; peak memory of the whole process"
    )
    print(
        f"{'readings':>12} {'to gold s':>10} {'a second':>10} {'peak GB':>8} {'pandas s':>9} {'bare s':>7}  ours/bare"
    )
    missed, before = False, None
    for size in arguments.readings or SIZES:
        row = _in_own_process(size, arguments.folder)
        scaled = " *" if size > MOST_PANDAS_ROWS else "  "
        print(
            f"{size:>12,} {row['ours_s']:>10.1f} {size / row['ours_s']:>10,.0f} {row['peak_gb']:>8.2f} "
            f"{row['pandas_s']:>7.1f}{scaled} {row['bare_s']:>7.2f}  {row['ours_s'] / row['bare_s']:.0f}"
        )
        if before is not None:
            growth = row["ours_s"] / before[1] / (size / before[0])
            print(f"{'':>12} {size // before[0]} times the readings take {growth:.2f} times as long each")
        missed |= row["peak_gb"] > MOST_RSS_GB or not row["exact"]
        before = (size, row["ours_s"])
    print("* pandas measured on ten million of them and scaled. Every gold sum was compared with an exact one.")
    raise SystemExit(int(missed))


def _measure(size: int, folder: Path) -> dict[str, float | bool]:
    """All times of one size in seconds, the peak in GB, and whether gold is exact."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        lake = LakeFiles(Path(place), silver_policy())
        _write_bronze(lake.tables, size, Path(place))
        start = perf_counter()
        for month in lake.stale_months(STREAMS):
            lake.work_month(month, STREAMS)
        ours_s = perf_counter() - start
        peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        files = lake.tables.files("bronze")
        with lake.connection() as connection:
            start = perf_counter()
            connection.sql(BARE, params={"files": files}).fetchall()
            bare_s = perf_counter() - start
            (truth,) = connection.sql(TRUTH, params={"files": files}).fetchall()[0]
            gold = {"files": lake.tables.files("gold")}
            (found,) = connection.sql(
                "SELECT sum(positive)::VARCHAR FROM read_parquet($files)", params=gold
            ).fetchall()[0]
        return {
            "ours_s": ours_s,
            "peak_gb": peak_gb,
            "bare_s": bare_s,
            "pandas_s": _pandas_s(files, size),
            "exact": truth == found,
        }


def _write_bronze(tables: DeltaTables, size: int, folder: Path) -> None:
    with engine(folder / "spill") as connection:
        step = DEVICES * MINUTES_PER_BATCH
        for first in range(0, size, step):
            given = {"first": first, "last": min(size, first + step)}
            tables.append("bronze", connection.sql(ROWS, params=given).to_arrow_table().cast(SCHEMAS["bronze"]))


def _pandas_s(files: list[str], size: int) -> float:
    taken, rows = [], 0
    for file in files:
        if rows < MOST_PANDAS_ROWS:
            taken.append(file)
            rows += parquet.read_metadata(file).num_rows
    start = perf_counter()
    for _ in _pandas_pipeline(taken):
        pass
    return (perf_counter() - start) * size / rows


def _pandas_pipeline(files: list[str]) -> Iterator[pd.Series]:
    for file in files:
        frame = pd.read_parquet(file, columns=["device", "time_ms", "value"])
        frame["watts"] = pd.to_numeric(frame["value"], errors="coerce")
        frame = frame[frame["watts"].between(0, HIGHEST_UW / 1e6)]
        frame["slot"] = frame["time_ms"] // (CADENCE_S * 1000)
        frame = frame.drop_duplicates(["device", "slot"])
        yield frame.groupby("device")["watts"].sum() * CADENCE_S


def _in_own_process(size: int, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.lake", "--one", str(size), "--folder", folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    row: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return row


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=int, action="append", help="how many, once or several times")
    parser.add_argument("--folder", default=tempfile.gettempdir(), help="where the files go; 100 million need 20 GB")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
