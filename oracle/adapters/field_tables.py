"""Tables of the field: boundaries, classes of participants, inspections with their photos and answers.

Coordinates are whole micro-degrees, areas m2, times Unix seconds, hashes 0x hex; a project's number is decimal text.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class BoundaryRow(SQLModel, table=True):
    """The ground of one project, with its box for a first look."""

    __tablename__ = "project_boundary"

    project: str = Field(primary_key=True, max_length=39)
    tenant: str = Field(max_length=64, index=True)
    kind: str = Field(max_length=16)
    expected_t: int = Field(sa_type=BigInteger)
    west: int
    south: int
    east: int
    north: int
    area_m2: int = Field(sa_type=BigInteger)
    geometry: str = Field(sa_type=Text)
    hash: str = Field(max_length=66)
    drawn_by: str = Field(max_length=254)
    drawn_at: int = Field(sa_type=BigInteger)


class ClassRow(SQLModel, table=True):
    """One computed class; an earlier one of the same year stays."""

    __tablename__ = "participant_class"

    number: int | None = Field(default=None, primary_key=True)
    tenant: str = Field(max_length=64, index=True)
    year_end: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=16)
    document: str = Field(sa_type=Text)
    series_hash: str = Field(max_length=66)
    computed_by: str = Field(max_length=254)
    computed_at: int = Field(sa_type=BigInteger)


class InspectionRow(SQLModel, table=True):
    """One organisation's inspection of one claim; what is signed is kept byte for byte."""

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("tenant", "report_hash"),)

    id: str = Field(primary_key=True, max_length=32)
    tenant: str = Field(max_length=64, index=True)
    report_hash: str = Field(max_length=66)
    project: str = Field(max_length=39)
    owner: str = Field(max_length=42, index=True)
    verifier: str = Field(max_length=42)
    organisation: str = Field(max_length=66)
    methodology: str = Field(max_length=200)
    opened_by: str = Field(max_length=254)
    opened_at: int = Field(sa_type=BigInteger)
    document: bytes | None = Field(default=None, sa_type=LargeBinary)
    signature: str | None = Field(default=None, sa_type=Text)
    attestation: str | None = Field(default=None, sa_type=Text)
    signed_at: int | None = Field(default=None, sa_type=BigInteger)


class PhotoRow(SQLModel, table=True):
    """One signed photo; its bytes stay here, where they can be erased, and never reach chain or IPFS."""

    __tablename__ = "inspection_photo"

    sha256: str = Field(primary_key=True, max_length=66)
    inspection: str = Field(max_length=32, index=True)
    tenant: str = Field(max_length=64)
    picture_hash: str = Field(max_length=16)
    longitude_udeg: int
    latitude_udeg: int
    taken_at: int = Field(sa_type=BigInteger)
    distance_m: int | None = Field(default=None, sa_type=BigInteger)
    signer: str = Field(max_length=42)
    signature: str = Field(sa_type=Text)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added_by: str = Field(max_length=254)
    added_at: int = Field(sa_type=BigInteger)


class AnswerRow(SQLModel, table=True):
    """The answer to one point of an inspection's list; the audit log keeps the earlier ones."""

    __tablename__ = "inspection_answer"

    inspection: str = Field(primary_key=True, max_length=32)
    point: str = Field(primary_key=True, max_length=64)
    answer: str = Field(max_length=16)
    note: str = Field(sa_type=Text)
    answered_by: str = Field(max_length=254)
    answered_at: int = Field(sa_type=BigInteger)
