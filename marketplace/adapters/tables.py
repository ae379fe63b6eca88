"""Tables of the market.

Numbers that may exceed 63 bits are decimal text; hashes and addresses are lower-case 0x hex.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from registry.domain.orders import ANY_COUNTRY


class SignedOrderRow(SQLModel, table=True):
    """An order as its maker signed it."""

    __tablename__ = "signed_order"

    hash: str = Field(primary_key=True, max_length=66)
    maker: str = Field(max_length=42, index=True)
    taker: str = Field(max_length=42)
    recipient: str = Field(max_length=42)
    batch: str = Field(max_length=78)
    kind: int = Field(default=0)
    standard: int = Field(default=0)
    country: str = Field(default=ANY_COUNTRY, max_length=6)
    vintage_from: int = Field(default=0)
    vintage_to: int = Field(default=0)
    labels: int = Field(default=0, sa_type=BigInteger)
    payment: str = Field(max_length=42)
    side: int
    credits: str = Field(max_length=20)
    price: str = Field(max_length=39)
    expiry: str = Field(max_length=20)
    epoch: str = Field(max_length=20)
    max_fee_bps: int
    flags: int
    min_fill: str = Field(max_length=20)
    salt: str = Field(max_length=78)
    memo: str = Field(max_length=66)
    signature: str = Field(sa_type=Text)


class JournalStepRow(SQLModel, table=True):
    """A record of the journal: what kind of command it was, who sent it, and what the engine answered, as JSON."""

    __tablename__ = "journal_step"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    time_ms: int = Field(sa_type=BigInteger)
    kind: str = Field(max_length=16)
    order_hash: str | None = Field(default=None, max_length=66, index=True)
    account: str | None = Field(default=None, max_length=255)
    client_order_id: str | None = Field(default=None, max_length=255)
    events: str = Field(sa_type=Text)


class JournalCursorRow(SQLModel, table=True):
    """How far the tables have followed the journal: the number of the last record whose meaning they hold."""

    __tablename__ = "journal_cursor"

    name: str = Field(primary_key=True, max_length=32)
    number: int = Field(sa_type=BigInteger)


class MatchedTradeRow(SQLModel, table=True):
    """A match of the book, as the journal told it; what became of it stands in `settling_trade`."""

    __tablename__ = "matched_trade"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sequence: int = Field(sa_type=BigInteger)
    batch: str = Field(max_length=78)
    payment: str = Field(max_length=42)
    buy: str = Field(max_length=66)
    sell: str = Field(max_length=66)
    credits: str = Field(max_length=20)
    price: str = Field(max_length=39)
    time_ms: int = Field(default=0, sa_type=BigInteger)
