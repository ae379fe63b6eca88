"""Tables of reports: what was proposed, its files byte for byte, and the base year that a company's targets stand on.

Times are Unix seconds, hashes lower-case 0x hex, masses milligrams of CO2e. A report is released where `released_at`
is set, and sealed where `seal_id` is; whether it still waits is told by its approval.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String
from sqlmodel import Field, SQLModel


class ReportRow(SQLModel, table=True):
    """A report of a tenant; `document` is its canonical JSON, from which the files were made."""

    __tablename__ = "report"

    id: str = Field(primary_key=True, max_length=32)
    tenant: str = Field(max_length=64, index=True)
    framework: str = Field(max_length=32)
    language: str = Field(max_length=2)
    period: int
    document: bytes = Field(sa_type=LargeBinary)
    proposer: str = Field(max_length=254)
    proposed_at: int = Field(sa_type=BigInteger)
    approval: str = Field(max_length=64, index=True)
    released_at: int | None = Field(default=None, sa_type=BigInteger)
    statement: bytes | None = Field(default=None, sa_type=LargeBinary)
    seal_id: int | None = Field(default=None, sa_type=BigInteger)
    root: str | None = Field(default=None, max_length=66)


class ReportFileRow(SQLModel, table=True):
    """One file of a report."""

    __tablename__ = "report_file"

    report: str = Field(sa_column=Column(String(32), ForeignKey("report.id"), primary_key=True))
    format: str = Field(primary_key=True, max_length=4)
    sha256: str = Field(max_length=66, index=True)
    content: bytes = Field(sa_type=LargeBinary)


class BaseYearRow(SQLModel, table=True):
    """The figures that a tenant's first released report froze: its targets are shares of them for ever."""

    __tablename__ = "report_base_year"

    tenant: str = Field(primary_key=True, max_length=64)
    year: int
    scope1_mg: int = Field(sa_type=BigInteger)
    scope2_mg: int = Field(sa_type=BigInteger)
    scope3_mg: int = Field(sa_type=BigInteger)
    methodology: str = Field(max_length=200)
    factor_set: str = Field(max_length=200)
    factor_set_hash: str = Field(max_length=66)
    gwp_set: str = Field(max_length=32)
    report: str = Field(sa_column=Column(String(32), ForeignKey("report.id"), nullable=False))
