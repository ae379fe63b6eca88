"""Tables of computed footprints and of the generations that caches compare. Masses are milligrams of CO2e."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel


class GenerationRow(SQLModel, table=True):
    """How often a tenant's figures were touched by a writer; a tenant without a row was never touched."""

    __tablename__ = "tenant_generation"

    tenant: str = Field(primary_key=True, max_length=64)
    generation: int = Field(sa_type=BigInteger)


class FootprintRow(SQLModel, table=True):
    """A product's footprint as it was last computed; where `stale` is set it has to be computed again before use.

    `scope*_mg` is of one unit, `all*_mg` of all its `units` (of one, where `units` is null); each is rounded half to
    even by itself. `fault` is the sentence for which it cannot be computed; the masses are zero then.
    """

    __tablename__ = "product_footprint"
    __table_args__ = (
        Index("product_footprint_grade", "tenant", "grade"),
        Index(
            "product_footprint_stale",
            "tenant",
            "product_id",
            sqlite_where=text("stale"),
            postgresql_where=text("stale"),
        ),
    )

    tenant: str = Field(primary_key=True, max_length=64)
    product_id: str = Field(primary_key=True, max_length=64)
    stale: bool
    category: str = Field(default="", max_length=200)
    industry: str = Field(default="", max_length=200)
    methodology: str = Field(default="", max_length=200)
    factor_set: str = Field(default="", max_length=200)
    factor_set_hash: str = Field(default="", max_length=66)
    units: int | None = Field(default=None, sa_type=BigInteger)
    scope1_mg: int = Field(default=0, sa_type=BigInteger)
    scope2_mg: int = Field(default=0, sa_type=BigInteger)
    scope3_mg: int = Field(default=0, sa_type=BigInteger)
    all1_mg: int = Field(default=0, sa_type=BigInteger)
    all2_mg: int = Field(default=0, sa_type=BigInteger)
    all3_mg: int = Field(default=0, sa_type=BigInteger)
    grade: str = Field(default="", max_length=12)
    basis: str = Field(default="", max_length=9)
    fault: str = Field(default="", sa_type=Text)
