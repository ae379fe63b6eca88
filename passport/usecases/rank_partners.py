"""Ranks a company's partners by the owner's score, the best first."""

from __future__ import annotations

from passport.domain.partners import Leaderboard, rank
from passport.ports import PartnerStore


def rank_partners(tenant: str, *, store: PartnerStore) -> Leaderboard:
    """Every partner of the tenant with its components; those without a score stand last and say why."""
    return rank(store.partners(tenant))
