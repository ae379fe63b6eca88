"""Tables of the hardened outbox: replacements of a transaction, and what a key may spend in a day of chain time.

Wei are decimal text: a day's spending can exceed 64 bits.
"""

from __future__ import annotations

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class AttemptRow(SQLModel, table=True):
    """One of several signed transactions of an intent with one nonce; number 1 is the first. Stored before sent."""

    __tablename__ = "chain_attempt"
    __table_args__ = (UniqueConstraint("intent", "number"),)

    transaction: str = Field(primary_key=True, max_length=66)
    intent: str = Field(foreign_key="chain_intent.key", max_length=300, index=True)
    number: int
    raw: str = Field(sa_type=Text)


class SpendingRow(SQLModel, table=True):
    """What the transactions that a key signed on a UTC day of chain time can cost at most, in wei."""

    __tablename__ = "key_spending"

    deployment: str = Field(primary_key=True, max_length=64)
    sender: str = Field(primary_key=True, max_length=42)
    day: str = Field(primary_key=True, max_length=10)
    reserved_wei: str = Field(sa_type=Text)


class SpendingCapRow(SQLModel, table=True):
    """What a key may spend in a day, in wei, where it is not the installation's own cap."""

    __tablename__ = "key_spending_cap"

    deployment: str = Field(primary_key=True, max_length=64)
    sender: str = Field(primary_key=True, max_length=42)
    cap_wei: str = Field(sa_type=Text)
