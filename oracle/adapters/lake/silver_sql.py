"""Silver in SQL: each bronze reading of a month with its exact integer, its flags, and the reason where it fell out."""

from __future__ import annotations

from oracle.domain.silver_rules import ALONE, Flag

NANO_DIGITS = 9  # a value is read to nine decimals of its own unit
MS_PER_HOUR = 3_600_000
FEWEST_FOR_MEDIAN = 8
# Above this a deviation is beyond any threshold; it keeps doubles out of infinity.
MAD_TO_SIGMA = "1.4826"

# value = floor((nano x numerator / 10^9 + shift) / denominator); // cuts towards zero, so negatives are taken down.
CHECKED = f"""
CREATE OR REPLACE TEMP TABLE checked AS
WITH received AS (
  SELECT b.seq, b.boot, b.time_ms, b.trust, s.stream, s.cadence_ms, s.lowest, s.highest,
         u.numerator, u.denominator, u.shift,
         CAST(TRY_CAST(b.value AS DECIMAL(27, {NANO_DIGITS})) * CAST(1000000000 AS DECIMAL(10, 0)) AS HUGEINT) AS nano
  FROM read_parquet($files, hive_partitioning = false) b
  JOIN stream s USING (tenant, device, channel)
  LEFT JOIN scale u ON u.channel = b.channel AND u.unit = b.unit
  WHERE s.part = $part
), scaled AS (
  SELECT *, nano * numerator + CAST(shift AS HUGEINT) * 1000000000 AS above,
         CAST(denominator AS HUGEINT) * 1000000000 AS below
  FROM received
), counted AS (
  SELECT *, above // below - CASE WHEN above % below < 0 THEN 1 ELSE 0 END AS exact
  FROM scaled
)
SELECT seq, stream, boot, time_ms, trust,
       time_ms // cadence_ms AS slot,
       TRY_CAST(exact AS BIGINT) AS value,
       CASE WHEN nano IS NULL THEN {Flag.UNREADABLE} ELSE 0 END
       + CASE WHEN numerator IS NULL THEN {Flag.UNIT} ELSE 0 END
       + CASE WHEN numerator IS NOT NULL AND nano IS NOT NULL
               AND (exact < lowest OR exact > highest) THEN {Flag.RANGE} ELSE 0 END AS flags
FROM counted
"""

# Windows run over readings that stand alone, in order of time; arrival parts two readings of one instant.
JUDGED = f"""
CREATE OR REPLACE TEMP TABLE judged AS
WITH neighbours AS (
  SELECT c.*, s.measure, s.step, s.run, s.rest,
         lag(value) OVER w AS last_value, lag(time_ms) OVER w AS last_ms, lag(slot) OVER w AS last_slot,
         lag(boot) OVER w AS last_boot, row_number() OVER w AS number
  FROM checked c JOIN stream s USING (stream)
  WHERE flags = 0
  WINDOW w AS (PARTITION BY stream ORDER BY time_ms, seq)
), runs AS (
  SELECT *, max(CASE WHEN last_value IS DISTINCT FROM value THEN number END)
              OVER (PARTITION BY stream ORDER BY number ROWS UNBOUNDED PRECEDING) AS run_start
  FROM neighbours
)
SELECT seq, stream, boot, time_ms, trust, slot, value,
       CASE WHEN slot = last_slot THEN {Flag.EXTRA} ELSE 0 END
       + CASE WHEN step IS NOT NULL AND last_ms IS NOT NULL AND slot <> last_slot
               AND abs(CAST(value AS HUGEINT) - last_value) * 1000 > CAST(step AS HUGEINT) * (time_ms - last_ms)
              THEN {Flag.RATE} ELSE 0 END
       + CASE WHEN run IS NOT NULL AND value IS DISTINCT FROM rest AND number - run_start + 1 >= run
              THEN {Flag.STUCK} ELSE 0 END
       + CASE WHEN slot - last_slot > 1 THEN {Flag.GAP} ELSE 0 END
       + CASE WHEN measure = 'counter' AND boot = last_boot AND value < last_value
              THEN {Flag.BACK} ELSE 0 END AS flags,
       CASE WHEN slot - last_slot > 1 THEN last_slot + 1 END AS gap_from
FROM runs
"""

# Median and median deviation per stream and hour of the day: the partition is one month already. A register only
# rises: its standings have no usual value, and too few readings have none either.
MEDIANS = f"""
CREATE OR REPLACE TEMP TABLE median_of AS
WITH hourly AS (
  SELECT stream, (time_ms // {MS_PER_HOUR}) % 24 AS clock, value FROM judged JOIN stream USING (stream)
  WHERE flags & {Flag.EXTRA} = 0 AND measure <> 'counter'
), middle AS (SELECT stream, clock, quantile_disc(value, 0.5) AS mid FROM hourly GROUP BY ALL)
SELECT stream, clock, any_value(mid) AS mid, quantile_disc(abs(value - mid), 0.5) AS deviation
FROM hourly JOIN middle USING (stream, clock) GROUP BY stream, clock HAVING count(*) >= {FEWEST_FOR_MEDIAN}
"""

HOURS = f"""
SELECT stream, time_ms // {MS_PER_HOUR} AS hour, count(*) AS readings, avg(value) AS mean,
       CAST(max(value) AS DOUBLE) - min(value) AS spread, coalesce(stddev_pop(value), 0) AS deviation
FROM judged JOIN stream USING (stream) WHERE flags & {Flag.EXTRA} = 0 AND measure <> 'counter'
GROUP BY stream, time_ms // {MS_PER_HOUR} ORDER BY stream, hour
"""

_REASON = "CASE " + " ".join(
    f"WHEN flags & {flag.value} > 0 THEN '{str(flag.name).lower()}'" for flag in Flag if flag & ALONE
)
SILVER = f"""
WITH flagged AS (
  SELECT j.seq, j.stream, j.boot, j.time_ms, j.value, j.trust,
         j.flags + coalesce(h.flags, 0)
         + CASE WHEN m.deviation > 0
                 AND abs(j.value - m.mid) * 1000.0 > $outlier_milli * {MAD_TO_SIGMA} * m.deviation
                THEN {Flag.OUTLIER} ELSE 0 END AS flags
  FROM judged j
  LEFT JOIN median_of m ON m.stream = j.stream AND m.clock = (j.time_ms // {MS_PER_HOUR}) % 24
  LEFT JOIN hour_flag h ON h.stream = j.stream AND h.hour = j.time_ms // {MS_PER_HOUR}
  UNION ALL
  SELECT seq, stream, boot, time_ms, value, trust, flags FROM checked WHERE flags > 0
)
SELECT seq, tenant, device, channel, boot, time_ms, value, trust, CAST(flags AS INTEGER) AS flags,
       {_REASON} ELSE '' END AS reason, CAST($month AS INTEGER) AS month
FROM flagged JOIN stream USING (stream)
"""

GAPS = """
SELECT tenant, device, channel, gap_from * cadence_ms AS start_ms, slot * cadence_ms AS end_ms,
       CAST($month AS INTEGER) AS month
FROM judged JOIN stream USING (stream) WHERE gap_from IS NOT NULL
"""
