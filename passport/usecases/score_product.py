"""Scores one product as a risk: what its grade, each of its shipments and each of its partners adds."""

from __future__ import annotations

from collections.abc import Mapping

from passport.domain.footprint import Footprint
from passport.domain.risk import RiskWeights, Score, Signal, Source, scores_of, signal_of
from passport.domain.statement import Assessment
from passport.ports import PartnerRatings, RiskFigures
from passport.usecases.score_risk import partner_signal

MG_PER_KG = 1_000_000


def score_product(
    assessment: Assessment, tenant: str, *, figures: RiskFigures, ratings: PartnerRatings, weights: RiskWeights
) -> Mapping[str, Score]:
    """The three scores of the product alone, by name."""
    product_id, footprint = assessment.product.product_id, assessment.footprint
    grade = footprint.grade.grade
    carried = figures.partner_shipments(tenant, product_id)
    graded = Source("product", product_id, f"grade {grade}", weights.of_grade(grade), 1)
    return scores_of(
        [
            signal_of("product_grade", [graded]),
            _legs(product_id, footprint, weights),
            partner_signal(ratings(tenant), weights, carried),
        ],
        weights,
    )


def _legs(product_id: str, footprint: Footprint, weights: RiskWeights) -> Signal:
    """The severity of the share of scope 3, told apart by the shipments' emissions, or of the product."""
    scope_3, total = footprint.scope_3_kg * MG_PER_KG, footprint.total_kg * MG_PER_KG
    severity = weights.of_share(round(scope_3), round(total))
    legs = [
        Source("shipment", leg.shipment_id, f"{leg.mode}, {leg.carrier or 'no carrier named'}", severity, emitted)
        for leg in footprint.transports
        if (emitted := round(leg.kg * MG_PER_KG))
    ]
    return signal_of("scope_3_share", legs or [Source("product", product_id, "no scope 3", severity, 1)])
