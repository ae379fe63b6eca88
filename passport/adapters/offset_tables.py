"""Tables of offset certificates: what each tenant recorded, and the alarms that a certificate used twice raised.

An offset is kept as the very bytes of its leaf. Times are Unix seconds, hashes lower-case 0x hex, amounts grams.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlmodel import Field, SQLModel


class OffsetRow(SQLModel, table=True):
    """An offset certificate that a tenant recorded; its state follows from its approval and the columns at the end."""

    __tablename__ = "offset_record"

    id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=64)
    nullifier: str = Field(max_length=66)
    sha256: str = Field(max_length=66, unique=True)
    document: bytes = Field(sa_type=LargeBinary)
    grams: int = Field(sa_type=BigInteger)
    at: int = Field(sa_type=BigInteger)
    proposer: str = Field(max_length=254)
    approval: str = Field(max_length=64)
    evidence_sequence: int = Field(sa_type=BigInteger)
    namespace: str = Field(max_length=400)
    serial_first: int | None = Field(default=None, sa_type=BigInteger)
    serial_last: int | None = Field(default=None, sa_type=BigInteger)
    nullified: bool = Field(default=False)
    refused: bool = Field(default=False)
    root: str | None = Field(default=None, max_length=66)
    position: int | None = Field(default=None, sa_type=BigInteger)
    anchored_at: int | None = Field(default=None, sa_type=BigInteger)


class OffsetAlarmRow(SQLModel, table=True):
    """A tenant offered a certificate that was used before. `first_tenant` and `first_offset` are for super admins."""

    __tablename__ = "offset_alarm"

    tenant: str = Field(primary_key=True, max_length=64)
    nullifier: str = Field(primary_key=True, max_length=66)
    rule: str = Field(max_length=32)
    first_tenant: str | None = Field(default=None, max_length=64)
    first_offset: str | None = Field(default=None, max_length=64)
    at: int = Field(sa_type=BigInteger)
    last_at: int = Field(sa_type=BigInteger)
    attempts: int = Field(sa_type=BigInteger)
    actor: str = Field(max_length=254)
    sent: str = Field(sa_type=Text)
