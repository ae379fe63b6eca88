"""Scores a company's carbon as a risk: CRS, ERS and BRI over all its products and partners, each movement named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from passport.domain.partners import Rating
from passport.domain.risk import RiskWeights, Score, Signal, Source, scores_of, signal_of
from passport.ports import PartnerRatings, RiskFigures


def score_risk(
    tenant: str, *, figures: RiskFigures, ratings: PartnerRatings, weights: RiskWeights
) -> Mapping[str, Score]:
    """The three scores by name; a partner without shipments has no grade and is no source."""
    partners = partner_signal(ratings(tenant), weights)
    return scores_of([*figures.product_signals(tenant, weights), partners], weights)


def partner_signal(
    ratings: Iterable[Rating], weights: RiskWeights, shipments: Mapping[str, int] | None = None
) -> Signal:
    """Grades of partners, weighted by their shipments: all of them, or those of one product."""
    sources = []
    for rating in ratings:
        partner, grade = rating.partner, rating.grade
        carried = partner.total_shipments if shipments is None else shipments.get(partner.partner_id, 0)
        if grade is not None and carried:
            severity = weights.of_partner(grade.value)
            sources.append(Source("partner", partner.partner_id, f"grade {grade.value}", severity, carried))
    return signal_of("partner_grade", sources)
