"""Finds months whose footprint fell without a cause that was declared and proved."""

from __future__ import annotations

from collections.abc import Iterator

from passport.domain.alerts import Alert, of_fall
from passport.domain.history import unexplained_falls
from passport.ports import FootprintHistory


def find_falls(tenant: str, *, history: FootprintHistory, least_fall_bp: int) -> Iterator[Alert]:
    """An alert for each such month of each product."""
    for months in history.products(tenant):
        yield from map(of_fall, unexplained_falls(months, least_fall_bp))
