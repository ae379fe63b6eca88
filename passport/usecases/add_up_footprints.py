"""Adds up the footprints of a company's whole supply chain, after those were computed again that a writer touched."""

from __future__ import annotations

from collections.abc import Callable

from passport.domain.statement import Assessment
from passport.domain.totals import TOO_HEAVY, ProductMasses, Totals, masses_of
from passport.errors import ProductUnknown
from passport.ports import FootprintStore
from registry.errors import InvalidInput, Refused

PRODUCTS_PER_TRANSACTION = 200


def add_up_footprints(tenant: str, *, store: FootprintStore, assess: Callable[[str, str], Assessment]) -> Totals:
    """The totals of the tenant as its data are now.

    A product that cannot be assessed is counted as faulty and refuses nothing for the others.
    """
    refresh_footprints(tenant, store=store, assess=assess)
    return store.sums(tenant)


def refresh_footprints(tenant: str, *, store: FootprintStore, assess: Callable[[str, str], Assessment]) -> None:
    """Computes what a writer touched; does not write where nothing waits."""

    def compute(product_id: str) -> ProductMasses | str | None:
        try:
            return masses_of(assess(product_id, tenant)) or TOO_HEAVY
        except ProductUnknown:
            return None
        except (InvalidInput, Refused) as fault:
            return fault.sentence

    if store.is_fresh(tenant):
        return
    while store.recompute(tenant, PRODUCTS_PER_TRANSACTION, compute) == PRODUCTS_PER_TRANSACTION:
        continue
