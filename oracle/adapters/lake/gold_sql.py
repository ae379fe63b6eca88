"""Gold in SQL: sums and counts of each stream over a span of time, exact integers, from silver rows."""

from __future__ import annotations

from oracle.domain.bronze import Trust
from oracle.domain.silver_rules import ALONE, STATISTICAL, Flag

FLAGS = tuple(Flag)
LEVELS = tuple(Trust)
# A second reading of an interval is no second amount, but a register's standing holds whenever it is read.
SUMMED = f"flags & (CASE WHEN measure = 'counter' THEN {ALONE & ~Flag.EXTRA} ELSE {int(ALONE)} END) = 0"

_FLAG_COUNTS = ", ".join(f"count(*) FILTER (flags & {flag.value} > 0) AS flag_{flag.value}" for flag in FLAGS)
_TRUST_COUNTS = ", ".join(
    f"count(*) FILTER (flags & {int(ALONE)} = 0 AND trust = {int(level)}) AS trust_{int(level)}" for level in LEVELS
)
_SUMS_OF_COUNTS = ", ".join(
    [f"CAST(sum(flag_{flag.value}) AS BIGINT) AS flag_{flag.value}" for flag in FLAGS]
    + [f"CAST(sum(trust_{int(level)}) AS BIGINT) AS trust_{int(level)}" for level in LEVELS]
)

# Only intervals that lie in the span as a whole count; amounts of a register are counted within one boot.
GOLD = f"""
WITH within AS (
  SELECT r.*, s.stream, s.measure, s.cadence_ms FROM {{source}} r JOIN stream s USING (tenant, device, channel)
  WHERE r.time_ms // s.cadence_ms * s.cadence_ms >= $start_ms
    AND (r.time_ms // s.cadence_ms + 1) * s.cadence_ms <= $end_ms
), boots AS (
  SELECT stream, boot, any_value(measure) AS measure,
         count(*) FILTER (flags & {int(ALONE)} = 0) AS samples, count(*) FILTER (NOT ({SUMMED})) AS excluded,
         count(*) FILTER (flags & {int(~STATISTICAL)} = 0) AS clean,
         sum(value) FILTER ({SUMMED} AND value > 0) AS above, sum(value) FILTER ({SUMMED} AND value < 0) AS below,
         max(value) FILTER ({SUMMED}) AS top, min(value) FILTER ({SUMMED}) AS bottom,
         min(time_ms) FILTER ({SUMMED}) AS first_ms, max(time_ms) FILTER ({SUMMED}) AS last_ms,
         {_FLAG_COUNTS}, {_TRUST_COUNTS}
  FROM within GROUP BY stream, boot
)
SELECT stream, CAST(sum(samples) AS BIGINT) AS samples, CAST(sum(excluded) AS BIGINT) AS excluded,
       CAST(sum(clean) AS BIGINT) AS clean,
       CAST(coalesce(CASE WHEN any_value(measure) = 'counter' THEN sum(CAST(top AS HUGEINT) - bottom)
                     ELSE sum(above) END, 0) AS DECIMAL(38, 0)) AS positive,
       CAST(coalesce(CASE WHEN any_value(measure) <> 'counter' THEN sum(below) END, 0) AS DECIMAL(38, 0)) AS negative,
       min(first_ms) AS first_ms, max(last_ms) AS last_ms, {_SUMS_OF_COUNTS}
FROM boots GROUP BY stream ORDER BY stream
"""

MONTHLY = """
SELECT tenant, device, channel, project, CAST($policy AS VARCHAR) AS policy, samples, excluded,
       samples + excluded - clean AS flagged, trust_2 + trust_3 AS signed, positive, negative, first_ms, last_ms,
       CAST($month AS INTEGER) AS month
FROM ({gold}) JOIN stream USING (stream)
"""

# Silver as it was when the log ended before reading $upto: a later reading may have come earlier in its interval, and
# taken it from the one that counted then.
_SOUND = f"r.flags & {int(ALONE & ~Flag.EXTRA)} = 0"
_PLACE = f"""row_number() OVER (
    PARTITION BY r.tenant, r.device, r.channel, date_trunc('month', make_timestamp(r.time_ms * 1000)),
                 r.time_ms // s.cadence_ms, {_SOUND}
    ORDER BY r.time_ms, r.seq
  )"""
AS_OF = f"""(
  SELECT r.* REPLACE (
    CASE WHEN {_SOUND} THEN r.flags & {int(~Flag.EXTRA)} | CASE WHEN {_PLACE} > 1 THEN {int(Flag.EXTRA)} ELSE 0 END
         ELSE r.flags END AS flags
  )
  FROM {{source}} r JOIN stream s USING (tenant, device, channel) WHERE r.seq < $upto
)"""

# The bronze rows behind a quantity, in order of device, channel and time.
ACCEPTED = f"""
WITH kept AS (
  SELECT r.seq, s.stream FROM {{source}} r JOIN stream s USING (tenant, device, channel)
  WHERE r.time_ms // s.cadence_ms * s.cadence_ms >= $start_ms
    AND (r.time_ms // s.cadence_ms + 1) * s.cadence_ms <= $end_ms AND {SUMMED}
)
SELECT k.stream, b.seq, b.tenant, b.device, b.channel, b.boot, b.counter, b.place, b.time_ms, b.value, b.unit,
       b.latitude_udeg, b.longitude_udeg, b.trust, b.source, b.received_ms, b.payload_sha256
FROM read_parquet($bronze, hive_partitioning = false) b JOIN kept k USING (seq)
ORDER BY b.device, b.channel, b.time_ms, b.seq
"""

SERIES = f"""
SELECT r.time_ms // 1000, r.value, r.flags FROM {{source}} r JOIN stream s USING (tenant, device, channel)
WHERE r.time_ms >= $start_ms AND r.time_ms < $end_ms AND {SUMMED} ORDER BY r.time_ms, r.seq
"""
