"""Keeps what companies say of their products, and the sustainability certificates of products and partners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from passport.adapters.risk_tables import ClaimRow, SustainabilityRow
from passport.domain.certificates import SubjectKind, SustainabilityCertificate
from passport.domain.greenwashing import Claim, ClaimKind
from registry.adapters.database import Database

MOST_CERTIFICATES_SHOWN = 100
# Asked at every passport.
_OF_SUBJECT = text(
    "SELECT id, subject_kind, subject_id, scheme, number, issuer, valid_from, valid_until"
    " FROM sustainability_certificate WHERE tenant = :tenant AND subject_kind = :kind AND subject_id = :subject_id"
    f" ORDER BY valid_until DESC, id LIMIT {MOST_CERTIFICATES_SHOWN}"
)


class ClaimTable:
    """Claims by tenant and id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, session: Session, claim: Claim, tenant: str, *, by: str, at: int) -> None:
        """Stores or replaces a claim."""
        self._database.serialise(session, f"claim:{tenant}:{claim.identity}")
        session.merge(
            ClaimRow(
                tenant=tenant,
                id=claim.identity,
                product_id=claim.product_id,
                kind=claim.kind.value,
                amount="" if claim.amount is None else str(claim.amount),
                since_month=claim.since_month,
                certificate_id=claim.certificate_id,
                made_by=by,
                made_at=at,
            )
        )

    def page(self, tenant: str, after: str, limit: int) -> list[Claim]:
        """At most `limit` claims with an id beyond `after`, in the order of ids."""
        row = ClaimRow
        query = select(row).where(row.tenant == tenant, row.id > after).order_by(col(row.id)).limit(limit)
        with self._database.reading() as session:
            return [_claim(one) for one in session.exec(query)]


class CertificateTable:
    """Sustainability certificates by tenant and id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, session: Session, certificate: SustainabilityCertificate, tenant: str) -> None:
        """Stores or replaces a certificate."""
        self._database.serialise(session, f"certificate:{tenant}:{certificate.identity}")
        session.merge(
            SustainabilityRow(
                tenant=tenant,
                id=certificate.identity,
                subject_kind=certificate.subject_kind.value,
                subject_id=certificate.subject_id,
                scheme=certificate.scheme,
                number=certificate.number,
                issuer=certificate.issuer,
                valid_from=certificate.valid_from.isoformat(),
                valid_until=certificate.valid_until.isoformat(),
            )
        )

    def page(self, tenant: str, after: str, limit: int) -> list[SustainabilityCertificate]:
        """At most `limit` certificates with an id beyond `after`, in the order of ids."""
        row = SustainabilityRow
        query = select(row).where(row.tenant == tenant, row.id > after).order_by(col(row.id)).limit(limit)
        with self._database.reading() as session:
            return _certificates(session.exec(query).all())

    def of(self, tenant: str, kind: SubjectKind, subject_id: str) -> list[SustainabilityCertificate]:
        """The certificates of one product or partner, at most MOST_CERTIFICATES_SHOWN, those valid longest first."""
        asked = {"tenant": tenant, "kind": kind.value, "subject_id": subject_id}
        with self._database.reading() as session:
            return _certificates(session.connection().execute(_OF_SUBJECT, asked).all())


def _claim(row: ClaimRow) -> Claim:
    amount = Decimal(row.amount) if row.amount else None
    return Claim(row.id, row.product_id, ClaimKind(row.kind), amount, row.since_month, row.certificate_id)


def _certificates(rows: Sequence[Any]) -> list[SustainabilityCertificate]:
    return [
        SustainabilityCertificate(
            identity=row.id,
            subject_kind=SubjectKind(row.subject_kind),
            subject_id=row.subject_id,
            scheme=row.scheme,
            number=row.number,
            issuer=row.issuer,
            valid_from=date.fromisoformat(row.valid_from),
            valid_until=date.fromisoformat(row.valid_until),
        )
        for row in rows
    ]
