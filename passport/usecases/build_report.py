"""Builds a company's report from its figures as they are now; nothing is stored and nothing is released."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passport.domain.reports.inventory import BaseYear, Inventory, ReportOrder
from passport.domain.reports.report import Report, document_of
from passport.errors import BaseYearFrozen
from passport.ports import ReportSource
from registry.errors import InvalidInput


def build_report(order: ReportOrder, tenant: str, *, source: ReportSource) -> Mapping[str, Any]:
    """The report's document: the same figures and the same order are the same document.

    Raises InvalidInput for a framework, language or year that cannot be, BaseYearFrozen for another base year than the
    one that the company's first released report set.
    """
    framework, words = source.framework(order.framework), source.words(order.language)
    frozen = source.base_year(tenant)
    inventory = source.inventory(tenant)
    base = _base(order, inventory, frozen)
    return document_of(Report(order, inventory, base, source.shares(tenant), framework, words))


def _base(order: ReportOrder, inventory: Inventory, frozen: BaseYear | None) -> BaseYear:
    if frozen is None:
        if order.base_year not in (None, order.period):
            rule = f"no base year is set yet: the first released report sets it to its own period, {order.period}"
            raise InvalidInput("base_year", order.base_year, rule)
        return BaseYear(order.period, inventory.masses, inventory.method)
    if order.base_year not in (None, frozen.year):
        raise BaseYearFrozen(frozen.year, str(order.base_year))
    if order.period < frozen.year:
        raise InvalidInput("period", order.period, f"must not be before the base year, {frozen.year}")
    return frozen
