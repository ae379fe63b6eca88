"""Tables of the ground floor: blocks, events, intents, tenants, accounts.

The migrations create them; these classes read and write them. Hashes and addresses are lower-case 0x hex; times are
Unix seconds; arguments of events are JSON text whose integers are exact at any size.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class BlockRow(SQLModel, table=True):
    """The spine: one row per followed block."""

    __tablename__ = "block"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hash: str = Field(unique=True, max_length=66)
    parent_hash: str = Field(max_length=66)
    time: int = Field(sa_type=BigInteger)


class EventRow(SQLModel, table=True):
    """One decoded event of one of our contracts."""

    __tablename__ = "chain_event"

    block: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("block.number", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    log_index: int = Field(primary_key=True)
    transaction: str = Field(max_length=66, index=True)
    contract: str = Field(max_length=64)
    name: str = Field(max_length=64, index=True)
    arguments: str = Field(sa_type=Text)


class IntentRow(SQLModel, table=True):
    """The outbox: a signed transaction, stored before it was sent. `block` and its time are null until it was mined."""

    __tablename__ = "chain_intent"
    __table_args__ = (UniqueConstraint("deployment", "sender", "nonce"),)

    key: str = Field(primary_key=True, max_length=300)
    deployment: str = Field(max_length=64)
    sender: str = Field(max_length=42)
    nonce: int = Field(sa_type=BigInteger)
    raw: str = Field(sa_type=Text)
    transaction: str = Field(max_length=66, unique=True)
    contract: str = Field(max_length=64)
    function: str = Field(max_length=64)
    block: int | None = Field(default=None, sa_type=BigInteger)
    time: int | None = Field(default=None, sa_type=BigInteger)
    failed: bool = Field(default=False)


class TenantRow(SQLModel, table=True):
    """A company, community or household that uses the platform."""

    __tablename__ = "tenant"

    id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=200)
    created_at: int = Field(sa_type=BigInteger)


class AccountRow(SQLModel, table=True):
    """A person or machine of a tenant, with its roles as a comma-separated list in alphabetical order."""

    __tablename__ = "user_account"

    subject: str = Field(primary_key=True, max_length=120)
    tenant: str = Field(foreign_key="tenant.id", max_length=64, index=True)
    roles: str = Field(max_length=400)
    created_at: int = Field(sa_type=BigInteger)


class IdempotentAnswerRow(SQLModel, table=True):
    """What a door answered to a request with an Idempotency-Key, kept in the transaction of its effect."""

    __tablename__ = "idempotent_answer"

    tenant: str = Field(primary_key=True, max_length=64)
    key: str = Field(primary_key=True, max_length=255)
    door: str = Field(max_length=64)
    fingerprint: str = Field(max_length=66)
    answer: str = Field(sa_type=Text)
    at: int = Field(sa_type=BigInteger)
