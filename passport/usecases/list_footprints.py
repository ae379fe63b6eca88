"""Lists a company's footprints product by product, those that cannot be computed with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from passport.domain.statement import Assessment
from passport.domain.totals import KnownFootprint
from passport.ports import FootprintStore
from passport.usecases.add_up_footprints import refresh_footprints


def list_footprints(
    tenant: str,
    *,
    grade: str | None,
    after: str,
    limit: int,
    store: FootprintStore,
    assess: Callable[[str, str], Assessment],
) -> Sequence[KnownFootprint]:
    """A page in the order of product ids, after those were computed again that a writer touched.

    `grade` None lists all, an empty text those without a footprint.
    """
    refresh_footprints(tenant, store=store, assess=assess)
    return store.page(tenant, grade=grade, after=after, limit=limit)
