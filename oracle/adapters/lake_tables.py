"""Tables of the lake: the sealed parts of the bronze log. Readings themselves stand in files, not here."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field, SQLModel


class BronzePartRow(SQLModel, table=True):
    """One part of the log: `size` readings from number `first` on, all received in `hour` (hours since 1970).

    `sealing` is the number of the first part that was sealed together with it; the seal's leaves are the documents.
    """

    __tablename__ = "bronze_part"

    first: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    size: int = Field(sa_type=BigInteger)
    hour: int = Field(sa_type=BigInteger, index=True)
    root: str = Field(max_length=66)
    sealing: int = Field(sa_type=BigInteger, index=True)
    document: bytes = Field(sa_type=LargeBinary)
    seal_id: int | None = Field(default=None, sa_type=BigInteger)
    transaction: str | None = Field(default=None, max_length=66)
