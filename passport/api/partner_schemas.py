"""What the calls about partners answer: the leaderboard in JSON numbers, the comparison in decimal text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pydantic import BaseModel

from passport.domain.partners import ADVICE, Comparison, Leaderboard, PartnerGrade, Rating
from passport.domain.rounding import rounded

SCORE_DECIMALS = 1
POINT_DECIMALS = 3


class MetricsOut(BaseModel):
    """What the score was computed from."""

    trust_score: float | None
    shipment_reliability: str | None
    sla_violations: int
    kyc_status: str
    total_shipments: int
    late_shipments: int


class ComponentsOut(BaseModel):
    """Points of the three components: at most 40, 30 and 30."""

    trust: float | None
    reliability: float | None
    conduct: float


class RankedOut(BaseModel):
    """A partner of the leaderboard; score and grade are null where `reason` says why."""

    partner_id: str
    name: str
    country: str | None
    esg_score: float | None
    grade: PartnerGrade | None
    recommendation: str | None
    reason: str | None
    metrics: MetricsOut
    components: ComponentsOut

    @classmethod
    def of(cls, rating: Rating) -> RankedOut:
        partner, grade = rating.partner, rating.grade
        return cls(
            partner_id=partner.partner_id,
            name=partner.name,
            country=partner.country,
            esg_score=_number(rating.score, SCORE_DECIMALS),
            grade=grade,
            recommendation=None if grade is None else ADVICE[grade],
            reason=rating.reason,
            metrics=MetricsOut(
                trust_score=None if partner.trust_score is None else float(partner.trust_score),
                shipment_reliability=percent(partner.reliability),
                sla_violations=partner.violations,
                kyc_status=partner.kyc_status,
                total_shipments=partner.total_shipments,
                late_shipments=partner.late_shipments,
            ),
            components=ComponentsOut(
                trust=_number(rating.trust_points, POINT_DECIMALS),
                reliability=_number(rating.reliability_points, POINT_DECIMALS),
                conduct=float(rating.conduct_points),
            ),
        )


class LeaderboardOut(BaseModel):
    """Counts are of every partner of the company, whatever part of them is listed."""

    total_partners: int
    a_grade: int
    b_grade: int
    c_grade: int
    d_grade: int
    without_grade: int
    leaderboard: list[RankedOut]

    @classmethod
    def of(cls, board: Leaderboard, listed: Sequence[Rating] | None = None) -> LeaderboardOut:
        """The board with all its ratings, or with those that are `listed`."""
        return cls(
            total_partners=len(board.ratings),
            a_grade=board.count(PartnerGrade.A),
            b_grade=board.count(PartnerGrade.B),
            c_grade=board.count(PartnerGrade.C),
            d_grade=board.count(PartnerGrade.D),
            without_grade=board.count(None),
            leaderboard=[RankedOut.of(rating) for rating in (board.ratings if listed is None else listed)],
        )


class ComparedOut(BaseModel):
    """One partner beside others; points are decimal text, null where unknown."""

    partner_id: str
    name: str
    country: str | None
    esg_score: str | None
    grade: PartnerGrade | None
    reason: str | None
    trust_points: str | None
    reliability_points: str | None
    conduct_points: str
    trust_score: str | None
    shipment_reliability: str | None
    total_shipments: int
    late_shipments: int
    sla_violations: int
    kyc_status: str

    @classmethod
    def of(cls, rating: Rating) -> ComparedOut:
        partner = rating.partner
        return cls(
            partner_id=partner.partner_id,
            name=partner.name,
            country=partner.country,
            esg_score=_text(rating.score, SCORE_DECIMALS),
            grade=rating.grade,
            reason=rating.reason,
            trust_points=_text(rating.trust_points, POINT_DECIMALS),
            reliability_points=_text(rating.reliability_points, POINT_DECIMALS),
            conduct_points=str(rating.conduct_points),
            trust_score=None if partner.trust_score is None else format(partner.trust_score, "f"),
            shipment_reliability=percent(partner.reliability),
            total_shipments=partner.total_shipments,
            late_shipments=partner.late_shipments,
            sla_violations=partner.violations,
            kyc_status=partner.kyc_status,
        )


class ComparisonOut(BaseModel):
    """Partners in the order asked for; `best` names who leads in the score and in each component."""

    partners: list[ComparedOut]
    best: dict[str, list[str]]

    @classmethod
    def of(cls, comparison: Comparison) -> ComparisonOut:
        return cls(
            partners=[ComparedOut.of(rating) for rating in comparison.ratings],
            best={component: list(ids) for component, ids in comparison.best.items()},
        )


def percent(share: Fraction | None) -> str | None:
    """Whole percents, half to even; None stays None."""
    return None if share is None else f"{round(share * 100)}%"


def _number(exact: Fraction | None, decimals: int) -> float | None:
    return None if exact is None else float(rounded(exact, decimals))


def _text(exact: Fraction | None, decimals: int) -> str | None:
    return None if exact is None else format(rounded(exact, decimals), "f")
