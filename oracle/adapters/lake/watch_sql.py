"""What a watcher asks of the lake: totals of each stream, the readings of one, its gaps; always of one tenant."""

from __future__ import annotations

from oracle.domain.silver_rules import ALONE, Flag

# Months were summed up when they were worked: no reading is touched.
TOTALS = """
SELECT device, channel, CAST(sum(samples) AS BIGINT), CAST(sum(excluded) AS BIGINT), CAST(sum(flagged) AS BIGINT),
       CAST(sum(signed) AS BIGINT), min(first_ms), max(last_ms)
FROM read_parquet($gold, hive_partitioning = false) WHERE tenant = $tenant GROUP BY device, channel
"""

NEWEST = f"""
SELECT device, channel, max(time_ms), arg_max(value, time_ms) FROM read_parquet($silver, hive_partitioning = false)
WHERE tenant = $tenant AND flags & {int(ALONE)} = 0 GROUP BY device, channel
"""

_STREAM = "tenant = $tenant AND device = $device AND channel = $channel"
_WITHIN = f"{_STREAM} AND time_ms >= $start_ms AND time_ms < $end_ms"
_READINGS = f"SELECT time_ms, seq, value, flags FROM read_parquet($silver, hive_partitioning = false) WHERE {_WITHIN}"

COUNT = f"""
SELECT count(*) FILTER (flags & {int(ALONE)} = 0), count(*) FILTER (flags & {int(ALONE)} > 0),
       {", ".join(f"count(*) FILTER (flags & {flag.value} > 0)" for flag in Flag)}
FROM ({_READINGS})
"""

POINTS = f"SELECT time_ms, value FROM ({_READINGS}) WHERE flags & {int(ALONE)} = 0 ORDER BY time_ms, seq"

# The lowest and the highest of each stretch, in the order in which they came: no peak is lost, none is invented.
EXTREMES = f"""
WITH stretch AS (
  SELECT (time_ms - $start_ms) // $width_ms AS place, arg_min(time_ms, value) AS low_ms, min(value) AS low,
         arg_max(time_ms, value) AS high_ms, max(value) AS high
  FROM ({_READINGS}) WHERE flags & {int(ALONE)} = 0 GROUP BY place
)
SELECT low_ms, low FROM stretch UNION SELECT high_ms, high FROM stretch ORDER BY 1
"""

FLAGGED = f"""
SELECT time_ms, seq, value, flags FROM ({_READINGS}) WHERE flags & {sum(Flag) - Flag.GAP} > 0
ORDER BY time_ms DESC, seq DESC LIMIT $most
"""

_GAPS = f"""
FROM read_parquet($gaps, hive_partitioning = false) WHERE {_STREAM} AND end_ms > $start_ms AND start_ms < $end_ms
"""
GAP_COUNT = f"SELECT count(*), coalesce(CAST(sum(end_ms - start_ms) AS BIGINT), 0) {_GAPS}"
GAPS = f"SELECT start_ms, end_ms {_GAPS} ORDER BY end_ms - start_ms DESC, start_ms LIMIT $most"
