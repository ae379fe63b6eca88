"""Tables of market data: a projection of the journal that can be dropped and folded anew.

Numbers that may exceed 63 bits are decimal text; hashes and addresses are lower-case 0x hex; times are Unix ms.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text
from sqlmodel import Field, SQLModel


class TapeRow(SQLModel, table=True):
    """A trade with both parties: the tape shows it without them, the fills of each show it to its own."""

    __tablename__ = "tape_trade"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sequence: int = Field(sa_type=BigInteger)
    time_ms: int = Field(sa_type=BigInteger, index=True)
    batch: str = Field(max_length=78)
    payment: str = Field(max_length=42)
    buy: str = Field(max_length=66, index=True)
    sell: str = Field(max_length=66, index=True)
    buyer: str = Field(max_length=42)
    seller: str = Field(max_length=42)
    credits: str = Field(max_length=20)
    price: str = Field(max_length=39)
    buyer_took: bool
    block: bool


class CandleRow(SQLModel, table=True):
    """A candle of one market and one width; prices are null where only blocks were printed."""

    __tablename__ = "candle"

    batch: str = Field(primary_key=True, max_length=78)
    payment: str = Field(primary_key=True, max_length=42)
    width_s: int = Field(primary_key=True)
    start_s: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    open: str | None = Field(default=None, max_length=39)
    high: str | None = Field(default=None, max_length=39)
    low: str | None = Field(default=None, max_length=39)
    close: str | None = Field(default=None, max_length=39)
    credits: str = Field(max_length=39)
    notional: str = Field(max_length=78)
    block_credits: str = Field(max_length=39)
    trades: int = Field(sa_type=BigInteger)


class OrderHistoryRow(SQLModel, table=True):
    """An order that the book accepted, and what became of it. `batch` 0 with criteria is an attribute bid."""

    __tablename__ = "order_history"

    hash: str = Field(primary_key=True, max_length=66)
    sequence: int = Field(sa_type=BigInteger, unique=True)
    time_ms: int = Field(sa_type=BigInteger)
    maker: str = Field(max_length=42)
    account: str | None = Field(default=None, max_length=128)
    client_order_id: str | None = Field(default=None, max_length=128)
    batch: str = Field(max_length=78)
    payment: str = Field(max_length=42)
    side: int
    kind: str = Field(max_length=8)
    tif: str = Field(max_length=8)
    taker: str | None = Field(default=None, max_length=42)
    criteria: str | None = Field(default=None, sa_type=Text)
    credits: str = Field(max_length=20)
    price: str = Field(max_length=39)
    expiry: str = Field(max_length=20)
    filled: str = Field(max_length=20)
    remaining: str = Field(max_length=20)
    state: str = Field(max_length=8)
    reason: str | None = Field(default=None, max_length=64)
    last_sequence: int = Field(sa_type=BigInteger)
    last_time_ms: int = Field(sa_type=BigInteger)


def table_of(row: type[SQLModel]) -> Table:
    """The table of a row's class, for plain rows."""
    return SQLModel.metadata.tables[str(row.__tablename__)]
