"""Watches whether lower bounds hold: where too many truths fall below them, issuance under the methodology is held.

A bound that promises 90 % misses one in ten; what chance explains is not held against it. Issuance is held once so few
of the latest bounds covered their truth that a bound as good as promised would do as badly in less than one series in
twenty: exact binomial tail, integers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from oracle.domain.readings import PPM, Period
from registry.errors import InvalidInput

PROMISED_PPM = 900_000
DOUBT_PPM = 50_000
LATEST = 36  # periods looked back on: three years of months


@dataclass(frozen=True, slots=True)
class BoundOutcome:
    """A bound that was given, and the truth that a reference measurement showed later. Masses in kg of CO2e.

    `methodology` is its identity on chain (0x hex). A truth is no estimate of the same model.
    """

    methodology: str
    project: int
    period: Period
    lower_kg: int
    truth_kg: int

    @property
    def covered(self) -> bool:
        """True where the truth is not below the bound."""
        return self.lower_kg <= self.truth_kg

    @property
    def told(self) -> str:
        """One phrase."""
        return f"bound {self.lower_kg} kg, truth {self.truth_kg} kg, until {self.period.end_s}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the judged bounds covered their truth."""

    judged: int
    covered: int
    promised_ppm: int = PROMISED_PPM
    doubt_ppm: int = DOUBT_PPM

    def __post_init__(self) -> None:
        if not 0 <= self.covered <= self.judged:
            raise InvalidInput("covered", self.covered, f"0 to the {self.judged} judged")

    @property
    def ppm(self) -> int | None:
        """The measured coverage, rounded down; None before the first outcome."""
        return self.covered * PPM // self.judged if self.judged else None

    @property
    def chance(self) -> Fraction:
        """The chance that a bound as good as promised covers no more than this."""
        return binomial_tail(self.covered, self.judged, self.promised_ppm)

    @property
    def holds_issuance(self) -> bool:
        """True where chance does not explain what was missed."""
        return self.judged > 0 and self.chance < Fraction(self.doubt_ppm, PPM)


def coverage_of(outcomes: Sequence[BoundOutcome]) -> Coverage:
    """The coverage of the latest outcomes, ordered by the end of their periods."""
    latest = sorted(outcomes, key=lambda outcome: (outcome.period.end_s, outcome.project))[-LATEST:]
    return Coverage(len(latest), sum(outcome.covered for outcome in latest))


def binomial_tail(successes: int, trials: int, chance_ppm: int) -> Fraction:
    """P(X <= successes) of `trials` with `chance_ppm` each, exact."""
    missing_ppm = PPM - chance_ppm
    ways = sum(comb(trials, hit) * chance_ppm**hit * missing_ppm ** (trials - hit) for hit in range(successes + 1))
    return Fraction(ways, PPM**trials)
