"""Tables of settlement: trades on their way to the chain, their batches, strikes, and what did not reconcile.

Numbers that may exceed 63 bits are decimal text; hashes and addresses are lower-case 0x hex; times are of the chain.
They are no projection of the journal: what became of a trade on chain stands here and nowhere else.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel


class SettlementRow(SQLModel, table=True):
    """A batch under its number, stored before it is sent. A dissolved one stays, for its name is used up."""

    __tablename__ = "settlement"

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(sa_type=BigInteger, index=True)
    attempt: int
    state: str = Field(max_length=16, index=True)
    formed_at_s: int = Field(sa_type=BigInteger)
    transaction: str | None = Field(default=None, max_length=66)
    block: int | None = Field(default=None, sa_type=BigInteger, index=True)
    chain_time_s: int | None = Field(default=None, sa_type=BigInteger)
    moves: int = Field(default=0)


class SettlingTradeRow(SQLModel, table=True):
    """A trade of the book from the moment that settlement first saw it."""

    __tablename__ = "settling_trade"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    batch: str = Field(max_length=78)
    payment: str = Field(max_length=42)
    buy: str = Field(max_length=66, index=True)
    sell: str = Field(max_length=66, index=True)
    credits: str = Field(max_length=20)
    price: str = Field(max_length=39)
    taker: int | None = Field(default=None)
    agreed: bool = Field(default=False)
    seen_at_s: int = Field(sa_type=BigInteger)
    state: str = Field(max_length=16, index=True)
    settlement: int | None = Field(default=None, foreign_key="settlement.id", index=True)
    position: int | None = Field(default=None)
    notional: str | None = Field(default=None, max_length=60)
    fee: str | None = Field(default=None, max_length=60)
    certificate: str | None = Field(default=None, max_length=78)
    failure: str | None = Field(default=None, max_length=64)
    failure_facts: str | None = Field(default=None, sa_type=Text)
    failure_sentence: str | None = Field(default=None, sa_type=Text)
    compensated: bool = Field(default=False)


class AccountStrikeRow(SQLModel, table=True):
    """A failed trade that an account answers for, once per trade and order."""

    __tablename__ = "account_strike"

    trade: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    order_hash: str = Field(primary_key=True, max_length=66)
    account: str = Field(max_length=42, index=True)
    reason: str = Field(max_length=64)
    at_s: int = Field(sa_type=BigInteger)


class ReconciledBlockRow(SQLModel, table=True):
    """A block that was compared with the book; the newest ones are kept, so that a fork is noticed."""

    __tablename__ = "reconciled_block"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hash: str = Field(max_length=66)


class SettlementDifferenceRow(SQLModel, table=True):
    """One thing on which chain and book differ."""

    __tablename__ = "settlement_difference"

    id: int | None = Field(default=None, primary_key=True)
    block: int = Field(sa_type=BigInteger, index=True)
    kind: str = Field(max_length=32)
    subject: str = Field(max_length=200)
    expected: str = Field(sa_type=Text)
    found: str = Field(sa_type=Text)
