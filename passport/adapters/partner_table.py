"""Reads partners with what their shipments say of them: counted in the database, never row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, text
from sqlmodel import Session

from passport.domain.partners import Partner
from registry.adapters.database import Database

# The counts are read from the index over (tenant, partner_id, late) alone.
_COUNTED = (
    "SELECT partner_id, COUNT(late), SUM(CASE WHEN late THEN 1 ELSE 0 END) FROM shipment"
    " WHERE tenant = :tenant AND partner_id IS NOT NULL"
)
_ALL_COUNTED = text(f"{_COUNTED} GROUP BY partner_id")
_SOME_COUNTED = text(f"{_COUNTED} AND partner_id IN :ids GROUP BY partner_id").bindparams(
    bindparam("ids", expanding=True)
)
_PARTNERS = (
    "SELECT id, name, country, trust_score, violations, kyc_status, total_shipments, late_shipments FROM partner"
    " WHERE tenant = :tenant"
)
_ALL_PARTNERS = text(_PARTNERS)
_SOME_PARTNERS = text(f"{_PARTNERS} AND id IN :ids").bindparams(bindparam("ids", expanding=True))


class PartnerTable:
    """A tenant's partners. Shipments that say whether they came late count; without any, the partner's own figures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def partners(self, tenant: str) -> list[Partner]:
        """Every partner of the tenant."""
        key = {"tenant": tenant}
        with self._database.reading() as session:
            return _joined(_rows(session, _ALL_PARTNERS, key), _rows(session, _ALL_COUNTED, key))

    def some(self, tenant: str, ids: Iterable[str]) -> list[Partner]:
        """Those of the ids that are partners of the tenant."""
        key = {"tenant": tenant, "ids": list(ids)}
        with self._database.reading() as session:
            return _joined(_rows(session, _SOME_PARTNERS, key), _rows(session, _SOME_COUNTED, key))


def _rows(session: Session, statement: Any, key: dict[str, Any]) -> Sequence[Any]:
    return session.connection().execute(statement, key).all()


def _joined(partners: Sequence[Any], counted: Sequence[Any]) -> list[Partner]:
    counts = {row[0]: (int(row[1]), int(row[2])) for row in counted if row[1]}
    return [_partner(row, counts.get(row[0])) for row in partners]


def _partner(row: Any, counted: tuple[int, int] | None) -> Partner:
    total, late = counted or (int(row[6] or 0), int(row[7] or 0))
    return Partner(
        partner_id=row[0],
        name=row[1],
        country=row[2],
        trust_score=None if row[3] is None else Decimal(row[3]),
        violations=int(row[4]),
        kyc_status=row[5],
        total_shipments=total,
        late_shipments=late,
    )
