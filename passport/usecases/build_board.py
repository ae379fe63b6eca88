"""Builds what a board is shown of its company: the figures as they are now, none of a single product."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from passport.domain.board import TOP_PARTNERS, Board
from passport.domain.factors import FactorSet
from passport.domain.partners import Leaderboard
from passport.domain.reports.inventory import BaseYear, OffsetFigures
from passport.domain.risk import BRI, Score
from passport.domain.totals import Totals
from registry.domain.roles import Permission, Principal


def build_board(
    caller: Principal,
    *,
    totals: Callable[[str], Totals],
    factors_of: Callable[[str], FactorSet],
    base_year: Callable[[str], BaseYear | None],
    offsets: Callable[[str], OffsetFigures],
    scores: Callable[[str], Mapping[str, Score]],
    leaderboard: Callable[[str], Leaderboard],
) -> Board:
    """The board's figures of the caller's company; each reader takes its tenant. Raises NotAuthorised."""
    caller.check(Permission.READ_ESG_KPI)
    tenant = caller.tenant
    return Board(
        totals=totals(tenant),
        factors=factors_of(tenant),
        base=base_year(tenant),
        offsets=offsets(tenant),
        brand_risk=scores(tenant)[BRI],
        partners=leaderboard(tenant).ratings[:TOP_PARTNERS],
    )
