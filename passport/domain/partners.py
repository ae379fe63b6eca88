"""Scores partners by trust, punctuality and violations, exactly, and ranks them; source: the owner's formula.

score = trust / 100 x 40  +  (1 - late / total) x 30  +  max(0, 30 - 10 x violations)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from registry.errors import InvalidInput

TRUST_POINTS = 40
RELIABILITY_POINTS = 30
CONDUCT_POINTS = 30
POINTS_PER_VIOLATION = 10
HIGHEST_TRUST = 100
COMPONENTS = ("score", "trust_points", "reliability_points", "conduct_points")
NO_SHIPMENTS = "no shipments are recorded, so nothing is known of its punctuality"
NO_TRUST = "no trust score is recorded"


class PartnerGrade(StrEnum):
    """From the best to the worst."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


LOWEST_SCORE = {PartnerGrade.A: 80, PartnerGrade.B: 60, PartnerGrade.C: 40, PartnerGrade.D: 0}
ADVICE = {
    PartnerGrade.A: "preferred",
    PartnerGrade.B: "acceptable",
    PartnerGrade.C: "improvement needed",
    PartnerGrade.D: "consider replacement",
}


@dataclass(frozen=True, slots=True)
class Partner:
    """What is known of a partner: trust 0..100, counts of violations, of shipments and of the late ones among them.

    `country` is ISO 3166 alpha-2; it and the trust may be unknown (None).

    Raises InvalidInput (field, value, rule) for a figure that cannot be.
    """

    partner_id: str
    name: str
    country: str | None
    trust_score: Decimal | None
    violations: int
    kyc_status: str
    total_shipments: int = 0
    late_shipments: int = 0

    def __post_init__(self) -> None:
        trust = self.trust_score
        if trust is not None and not (trust.is_finite() and 0 <= trust <= HIGHEST_TRUST):
            raise InvalidInput("trust_score", self.trust_score, f"must be 0 to {HIGHEST_TRUST}")
        for field in ("violations", "total_shipments", "late_shipments"):
            if getattr(self, field) < 0:
                raise InvalidInput(field, getattr(self, field), "must not be below 0")
        if self.late_shipments > self.total_shipments:
            rule = f"must not exceed total_shipments, {self.total_shipments}"
            raise InvalidInput("late_shipments", self.late_shipments, rule)

    @property
    def reliability(self) -> Fraction | None:
        """Share of shipments that came in time, 0..1; None without shipments."""
        if self.total_shipments == 0:
            return None
        return 1 - Fraction(self.late_shipments, self.total_shipments)


@dataclass(frozen=True, slots=True)
class Rating:
    """A partner with the points of its three components; where one is unknown no score (0..100), no grade."""

    partner: Partner
    trust_points: Fraction | None
    reliability_points: Fraction | None
    conduct_points: Fraction
    score: Fraction | None
    grade: PartnerGrade | None

    @property
    def reason(self) -> str | None:
        """Why there is no score; None if there is one."""
        missing = [why for points, why in self._unknown if points is None]
        return ", and ".join(missing) or None

    @property
    def _unknown(self) -> tuple[tuple[Fraction | None, str], ...]:
        return (self.reliability_points, NO_SHIPMENTS), (self.trust_points, NO_TRUST)


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Every partner's rating, the best first, those without a score last."""

    ratings: tuple[Rating, ...]

    def count(self, grade: PartnerGrade | None) -> int:
        """How many have this grade; None: how many have none."""
        return sum(rating.grade is grade for rating in self.ratings)

    def of_grade(self, grade: PartnerGrade) -> tuple[Rating, ...]:
        """Those with this grade, the best first."""
        return tuple(rating for rating in self.ratings if rating.grade is grade)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ratings side by side; `best` names for each component, and for the score, whoever has the most points."""

    ratings: tuple[Rating, ...]
    best: Mapping[str, tuple[str, ...]]


def rate(partner: Partner) -> Rating:
    """The owner's formula; nothing is divided by zero."""
    trust, reliability = partner.trust_score, partner.reliability
    trust_points = None if trust is None else Fraction(trust) * TRUST_POINTS / HIGHEST_TRUST
    reliability_points = None if reliability is None else reliability * RELIABILITY_POINTS
    conduct_points = Fraction(max(0, CONDUCT_POINTS - POINTS_PER_VIOLATION * partner.violations))
    score = None
    if trust_points is not None and reliability_points is not None:
        score = trust_points + reliability_points + conduct_points
    return Rating(partner, trust_points, reliability_points, conduct_points, score, _grade(score))


def _grade(score: Fraction | None) -> PartnerGrade | None:
    """Cut on the unrounded score: 79.96 prints as 80.0 and is not A."""
    if score is None:
        return None
    return next(grade for grade in PartnerGrade if score >= LOWEST_SCORE[grade])


def rank(partners: Iterable[Partner]) -> Leaderboard:
    """The same partners in any order give the same board: ties stand by partner id."""
    return Leaderboard(tuple(sorted(map(rate, partners), key=_place)))


def compare(partners: Iterable[Partner]) -> Comparison:
    """The ratings in the order of the partners; equals are all the best."""
    ratings = tuple(map(rate, partners))
    return Comparison(ratings, {component: _best(ratings, component) for component in COMPONENTS})


def _best(ratings: Sequence[Rating], component: str) -> tuple[str, ...]:
    points = {rating.partner.partner_id: getattr(rating, component) for rating in ratings}
    known = [reached for reached in points.values() if reached is not None]
    return tuple(one for one, reached in points.items() if known and reached == max(known))


def _place(rating: Rating) -> tuple[bool, Fraction, str]:
    score = rating.score
    return score is None, -(score or Fraction(0)), rating.partner.partner_id
