"""Gathers a company's figures for its reports: totals of its products, its partners, and anchored offsets apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from sqlalchemy import func
from sqlmodel import col, select

from passport.adapters.claim_store import CertificateTable
from passport.adapters.offset_tables import OffsetRow
from passport.adapters.report_store import ReportTable
from passport.adapters.standard_files import framework_named, words_of
from passport.domain.factors import FactorSet
from passport.domain.partners import Leaderboard
from passport.domain.reports.inventory import (
    BaseYear,
    Inventory,
    Masses,
    Method,
    OffsetFigures,
    PartnerFigures,
    Shares,
)
from passport.domain.reports.standards import Framework
from passport.domain.totals import Totals
from registry.adapters.database import Database

MOST_CERTIFICATES = 200  # in one report


class ReportFigures:
    """Everything that a report is made from."""

    def __init__(
        self,
        database: Database,
        desk: ReportTable,
        *,
        totals: Callable[[str], Totals],
        leaderboard: Callable[[str], Leaderboard],
        factors_of: Callable[[str], FactorSet],
    ) -> None:
        self._database = database
        self._desk = desk
        self._totals = totals
        self._leaderboard = leaderboard
        self._factors_of = factors_of

    def framework(self, identity: str) -> Framework:
        """Raises InvalidInput for a report that does not exist."""
        return framework_named(identity)

    def words(self, language: str) -> Mapping[str, str]:
        """Raises InvalidInput for a language that nobody wrote words in."""
        return words_of(language)

    def inventory(self, tenant: str) -> Inventory:
        """The company's figures as they are now, all of its units counted."""
        totals, factors = self._totals(tenant), self._factors_of(tenant)
        certificates = CertificateTable(self._database).page(tenant, "", MOST_CERTIFICATES + 1)
        return Inventory(
            masses=Masses(*totals.scopes_mg),
            method=Method(factors.methodology, factors.name, factors.content_hash, factors.gwp_set.value),
            boundary=factors.boundary.said,
            products=totals.products,
            left_out=totals.faulty,
            measured=totals.products - totals.estimated,
            units=totals.units,
            partners=_partners(self._leaderboard(tenant)),
            offsets=self.offsets(tenant),
            certificates=tuple(certificates[:MOST_CERTIFICATES]),
            more_certificates=len(certificates) > MOST_CERTIFICATES,
        )

    def base_year(self, tenant: str) -> BaseYear | None:
        """The frozen base year; None before the first released report."""
        return self._desk.base_year(tenant)

    def shares(self, tenant: str) -> Shares:
        """The targets of the company's factor set."""
        targets = self._factors_of(tenant).targets
        return Shares(Fraction(targets.share_2030), Fraction(targets.share_2050))

    def offsets(self, tenant: str) -> OffsetFigures:
        """Certificates whose seal is final; they are counted here and subtracted nowhere."""
        anchored = select(func.count(), func.sum(OffsetRow.grams)).where(
            OffsetRow.tenant == tenant, col(OffsetRow.anchored_at).is_not(None)
        )
        with self._database.reading() as session:
            count, grams = session.exec(anchored).one()
        return OffsetFigures(int(count), int(grams or 0))


def _partners(board: Leaderboard) -> PartnerFigures:
    scored = sum(rating.score is not None for rating in board.ratings)
    violating = sum(rating.partner.violations > 0 for rating in board.ratings)
    return PartnerFigures(len(board.ratings), scored, violating)
