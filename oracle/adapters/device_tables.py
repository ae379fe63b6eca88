"""Tables of devices and of what came in from them: declarations, the guard's memory, refusals.

Times of devices are Unix milliseconds, of people Unix seconds. Every row carries its tenant.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel


class DeviceRow(SQLModel, table=True):
    """A device as two people enrolled it; `facts` is canonical JSON, `version` counts its changes."""

    __tablename__ = "device"

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    project: str | None = Field(default=None, max_length=39, index=True)
    facts: str = Field(sa_type=Text)
    version: int = Field(sa_type=BigInteger)
    active: bool = True
    enrolled_at: int = Field(sa_type=BigInteger)


class DeviceGuardRow(SQLModel, table=True):
    """What was seen of a device, as JSON."""

    __tablename__ = "device_guard"

    tenant: str = Field(primary_key=True, max_length=64)
    device: str = Field(primary_key=True, max_length=64)
    state: str = Field(sa_type=Text)


class IntakeMarkRow(SQLModel, table=True):
    """How many readings of a log the guard has seen; one row for each log."""

    __tablename__ = "intake_mark"

    log: str = Field(primary_key=True, max_length=64)
    position: int = Field(sa_type=BigInteger)


class IntakeProblemRow(SQLModel, table=True):
    """A refusal of a message (row 0) or of one of its readings; the same one again is not kept again."""

    __tablename__ = "intake_problem"

    tenant: str = Field(primary_key=True, max_length=64)
    digest: str = Field(primary_key=True, max_length=64)
    row: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    code: str = Field(primary_key=True, max_length=64)
    device: str = Field(max_length=64)
    boot: int = Field(sa_type=BigInteger)
    counter: int = Field(sa_type=BigInteger)
    at_ms: int = Field(sa_type=BigInteger)
    field: str = Field(max_length=64)
    value: str = Field(sa_type=Text)
    rule: str = Field(sa_type=Text)
    alarm: bool = False
