"""Tells caches of every process that a tenant's figures moved, in the very transaction that moves them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlmodel import Session

_BUMP = text(
    "INSERT INTO tenant_generation (tenant, generation) VALUES (:tenant, 1)"
    " ON CONFLICT (tenant) DO UPDATE SET generation = tenant_generation.generation + 1"
)
_MARK = text(
    "INSERT INTO product_footprint (tenant, product_id, stale) VALUES (:tenant, :product_id, true)"
    " ON CONFLICT (tenant, product_id) DO UPDATE SET stale = true"
)
_MARK_ALL = text("UPDATE product_footprint SET stale = true WHERE tenant = :tenant")
_READ = text("SELECT generation FROM tenant_generation WHERE tenant = :tenant")
_HOLD = text(
    "INSERT INTO tenant_generation (tenant, generation) VALUES (:tenant, 0)"
    " ON CONFLICT (tenant) DO UPDATE SET generation = tenant_generation.generation"
)


def touch(session: Session, tenant: str, product_ids: Iterable[str] = ()) -> None:
    """To be called in each writing transaction, after its writes: the tenant's cached answers end with its commit.

    The footprints of `product_ids` are computed again before anybody reads them. Writers of one tenant wait for each
    other from here to their commit.
    """
    connection = session.connection()
    session.flush()
    connection.execute(_BUMP, {"tenant": tenant})
    marks = [{"tenant": tenant, "product_id": one} for one in sorted(set(product_ids))]
    if marks:
        connection.execute(_MARK, marks)


def touch_all(session: Session, tenant: str) -> None:
    """As `touch`, for every product of the tenant: its factors or its method changed."""
    touch(session, tenant)
    session.connection().execute(_MARK_ALL, {"tenant": tenant})


def generation_of(session: Session, tenant: str) -> int:
    """How often the tenant was touched. Read it before the figures: what is newer than its key is harmless."""
    return session.connection().execute(_READ, {"tenant": tenant}).scalar() or 0


def hold_writers(session: Session, tenant: str) -> None:
    """Makes every `touch` of the tenant wait until this writing transaction ends."""
    session.connection().execute(_HOLD, {"tenant": tenant})  # the row that every touch writes; made if it is missing
