"""Keeps what bounds turned out to be worth, and holds issuance where they do not cover what they promise."""

from __future__ import annotations

from oracle.domain.coverage import BoundOutcome, Coverage, coverage_of
from oracle.domain.coverage_refusals import IssuanceHeld
from oracle.ports import OutcomeStore


def record_outcome(outcome: BoundOutcome, *, outcomes: OutcomeStore) -> Coverage:
    """Keeps a bound beside its later truth, once a period, and returns the coverage with it.

    Raises OutcomeDiffers where the period has another outcome already: none is replaced.
    """
    outcomes.keep(outcome)
    return coverage_of(outcomes.of_methodology(outcome.methodology))


def release_issuance(methodology: str, *, outcomes: OutcomeStore) -> Coverage:
    """The coverage under which issuance may go on. Raises IssuanceHeld where it may not."""
    coverage = coverage_of(outcomes.of_methodology(methodology))
    if coverage.holds_issuance:
        raise IssuanceHeld(methodology, coverage.covered, coverage.judged, coverage.promised_ppm)
    return coverage
