"""Targets stand on the frozen base year and do not move with the figures of today."""

from __future__ import annotations

from dataclasses import replace

from passport.adapters.factor_files import default_factors
from passport.api.scope_schemas import KpiOut
from passport.domain.reports.inventory import BaseYear, Masses, Method
from passport.domain.totals import Totals

FACTORS = default_factors()
TODAY = Totals(
    products=1,
    faulty=0,
    units=1,
    products_without_units=1,
    estimated=1,
    scopes_mg=(2_500_000, 2_550_000, 25_957_000),
    unit_scopes_mg=(2_500_000, 2_550_000, 25_957_000),
    grades={"C": 1},
)
METHOD = Method(FACTORS.methodology, FACTORS.name, FACTORS.content_hash, FACTORS.gwp_set)
FROZEN = BaseYear(2024, Masses(10_000_000, 20_000_000, 70_000_000), METHOD)


def test_targets_are_shares_of_the_frozen_year() -> None:
    """Must answer 55 % and 10 % of the base year's 100 kg, whatever the total is today."""
    for total in (TODAY, replace(TODAY, scopes_mg=(1, 1, 1))):
        shown = KpiOut.of(total, FACTORS, FROZEN)
        assert (shown.targets_kg.target_2030, shown.targets_kg.target_2050) == ("55.000", "10.000")
        assert shown.base_year is not None
        assert (shown.base_year.year, shown.base_year.total_kg, shown.base_year.comparable) == (2024, "100.000", True)


def test_without_a_frozen_year_today_is_the_base() -> None:
    """Must apply the shares to the total that is shown, and say that no year is frozen."""
    shown = KpiOut.of(TODAY, FACTORS, None)
    assert (shown.targets_kg.target_2030, shown.base_year) == ("17.054", None)


def test_a_year_computed_otherwise_is_not_comparable() -> None:
    """Must keep the targets and say that today's total was computed by other factors."""
    shown = KpiOut.of(TODAY, replace(FACTORS, content_hash="0x00"), FROZEN)
    assert shown.base_year is not None
    assert not shown.base_year.comparable
