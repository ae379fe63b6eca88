"""Classifies a participant by the series that it hands in: computed, dated and explained, never typed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oracle.domain.classification import METHOD, Classification, classify
from oracle.domain.flux_series import FluxSeries
from oracle.domain.monitoring_report import decimal_text
from oracle.domain.readings import utc_text
from registry.errors import InvalidInput
from registry.ports import Clock

CONFIDENCE_PERCENT = 95


@dataclass(frozen=True, slots=True)
class DatedClassification:
    """A class, the second at which it was computed (Unix), and the repairs that were made to the series."""

    found: Classification
    computed_at: int
    repairs: tuple[str, ...]


def classify_participant(
    series: FluxSeries, *, clock: Clock, year_end_s: int | None = None, confidence_percent: int = CONFIDENCE_PERCENT
) -> DatedClassification:
    """The class over the twelve months that end with the series, or at `year_end_s` (Unix seconds).

    Raises InvalidInput for a year that has not ended by the clock, or another confidence than 90, 95 or 99 percent.
    """
    now, year = clock.now(), series.year_to(year_end_s)
    if year.end_s > now:
        raise InvalidInput("period_end", year.end_s, f"an accounting year ends before it is judged, now is {now}")
    return DatedClassification(classify(series.periods, year, confidence_percent), now, series.repairs)


def class_document(dated: DatedClassification) -> dict[str, Any]:
    """The classification as plain values: kilograms as text, the interval null where one period has no spread."""
    found, interval = dated.found, dated.found.interval
    return {
        "class": found.participant_class.value,
        "provisional": found.provisional,
        "netKg": decimal_text(found.net_kg),
        "interval": None if interval is None else {"lowKg": str(interval.low_kg), "highKg": str(interval.high_kg)},
        "confidencePercent": found.confidence_percent,
        "accountingYear": {"start": utc_text(found.year.start_s), "end": utc_text(found.year.end_s)},
        "periods": found.periods,
        "coveredPpm": found.covered_ppm,
        "gapKg": decimal_text(found.gap_kg),
        "method": METHOD,
        "computedAt": utc_text(dated.computed_at),
        "repairs": list(dated.repairs),
    }
