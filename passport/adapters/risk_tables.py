"""Tables of risk and of what goes out: months of footprints, claims, sustainability certificates, GTINs, benchmarks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel


class HistoryRow(SQLModel, table=True):
    """A product's footprint as it stood when the month was kept; `cause` and `evidence` are declared, or empty."""

    __tablename__ = "footprint_history"

    tenant: str = Field(primary_key=True, max_length=64)
    product_id: str = Field(primary_key=True, max_length=64)
    month: str = Field(primary_key=True, max_length=7)
    total_mg: int = Field(sa_type=BigInteger)
    scope1_mg: int = Field(sa_type=BigInteger)
    scope2_mg: int = Field(sa_type=BigInteger)
    scope3_mg: int = Field(sa_type=BigInteger)
    methodology: str = Field(max_length=200)
    factor_set_hash: str = Field(max_length=66)
    shipments: int = Field(sa_type=BigInteger)
    storage_events: int = Field(sa_type=BigInteger)
    own_figure: bool
    cause: str = Field(max_length=500)
    evidence: str = Field(max_length=66)
    kept_at: int = Field(sa_type=BigInteger)


class ClaimRow(SQLModel, table=True):
    """What a tenant says of a product in public; unused parts are empty."""

    __tablename__ = "product_claim"

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    product_id: str = Field(max_length=64)
    kind: str = Field(max_length=32)
    amount: str = Field(max_length=32)
    since_month: str = Field(max_length=7)
    certificate_id: str = Field(max_length=64)
    made_by: str = Field(max_length=120)
    made_at: int = Field(sa_type=BigInteger)


class SustainabilityRow(SQLModel, table=True):
    """A sustainability certificate of a product or partner; days are ISO 8601 dates."""

    __tablename__ = "sustainability_certificate"

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    subject_kind: str = Field(max_length=16)
    subject_id: str = Field(max_length=64)
    scheme: str = Field(max_length=200)
    number: str = Field(max_length=200)
    issuer: str = Field(max_length=200)
    valid_from: str = Field(max_length=10)
    valid_until: str = Field(max_length=10)


class GtinRow(SQLModel, table=True):
    """A GTIN in its form of 14 digits names one product of one tenant."""

    __tablename__ = "product_gtin"

    gtin: str = Field(primary_key=True, max_length=14)
    tenant: str = Field(max_length=64, index=True)
    product_id: str = Field(max_length=64, unique=True)


class DisclosureRow(SQLModel, table=True):
    """What a tenant lets somebody without an account see."""

    __tablename__ = "tenant_disclosure"

    tenant: str = Field(primary_key=True, max_length=64)
    level: str = Field(max_length=16)
    set_by: str = Field(max_length=120)
    set_at: int = Field(sa_type=BigInteger)


class BenchmarkRow(SQLModel, table=True):
    """The benchmark of a month as it was released once; it is never computed again."""

    __tablename__ = "benchmark_release"

    month: str = Field(primary_key=True, max_length=7)
    document: str = Field(sa_type=Text)
    made_at: int = Field(sa_type=BigInteger)
