"""Tables of the oracle room: readings as received, refusals, reports, attestations.

Readings are only ever added. Times are Unix seconds, power is in microwatts, hashes are lower-case 0x hex; a project's
number can exceed 64 bits and is decimal text.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class ImportRow(SQLModel, table=True):
    """One piece of content that brought rows of one meter."""

    __tablename__ = "reading_import"
    __table_args__ = (UniqueConstraint("meter", "cid"),)

    number: int | None = Field(default=None, primary_key=True)
    meter: str = Field(max_length=64)
    cid: str = Field(max_length=59)
    rows: int = Field(sa_type=BigInteger)
    accepted: int = Field(sa_type=BigInteger)


class ReadingRow(SQLModel, table=True):
    """One accepted reading: value and unit as received, and the exact power that they state."""

    __tablename__ = "meter_reading"

    meter: str = Field(primary_key=True, max_length=64)
    start_s: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    row: int = Field(sa_type=BigInteger)
    power_uw: int = Field(sa_type=BigInteger)
    value: str = Field(max_length=32)
    unit: str = Field(max_length=8)
    import_number: int = Field(foreign_key="reading_import.number")


class RefusalRow(SQLModel, table=True):
    """One refused row: the error's name and what it said; `place` counts the refusals of an import from 0."""

    __tablename__ = "reading_refusal"

    import_number: int = Field(
        sa_column=Column(Integer, ForeignKey("reading_import.number"), primary_key=True, autoincrement=False)
    )
    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    row: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=64)
    field: str = Field(max_length=32)
    value: str = Field(sa_type=Text)
    rule: str = Field(sa_type=Text)


class MeterProjectRow(SQLModel, table=True):
    """The one project that a meter's readings belong to."""

    __tablename__ = "meter_project"

    meter: str = Field(primary_key=True, max_length=64)
    project: str = Field(max_length=39, index=True)


class ReportRow(SQLModel, table=True):
    """One report of a project's period; `sent` from the moment before it is first sent to the chain."""

    __tablename__ = "monitoring_report"

    project: str = Field(primary_key=True, max_length=39)
    period_start: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    period_end: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    report_hash: str = Field(unique=True, max_length=66)
    meter: str = Field(max_length=64)
    fields: str = Field(sa_type=Text)
    document: bytes = Field(sa_type=LargeBinary)
    model: bytes = Field(sa_type=LargeBinary)
    files: str = Field(sa_type=Text)
    sent: bool = False
    transaction: str | None = Field(default=None, max_length=66)


class AttestationRow(SQLModel, table=True):
    """One verifier's signature over a report."""

    __tablename__ = "report_attestation"

    report_hash: str = Field(primary_key=True, max_length=66)
    signer: str = Field(primary_key=True, max_length=42)
    layer: int
    organisation: str = Field(max_length=66)
    signature: str = Field(max_length=132)


class LossRow(SQLModel, table=True):
    """The report of a loss, once per project and reference; `sent` from the moment before it is first sent."""

    __tablename__ = "loss_report"

    project: str = Field(primary_key=True, max_length=39)
    reference: str = Field(primary_key=True, max_length=64)
    report_hash: str = Field(unique=True, max_length=66)
    batch: str = Field(max_length=78)
    fields: str = Field(sa_type=Text)
    document: bytes = Field(sa_type=LargeBinary)
    method: bytes = Field(sa_type=LargeBinary)
    sent: bool = False
