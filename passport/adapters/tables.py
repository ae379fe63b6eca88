"""Tables of the passport room. A product is kept as its document, a passport as the very bytes of its leaf."""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlmodel import Field, SQLModel


class ProductRow(SQLModel, table=True):
    """A product of a tenant; `document` is JSON of format carbonix/product/1."""

    __tablename__ = "product"

    id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=64, index=True)
    document: str = Field(sa_type=Text)


class PassportRow(SQLModel, table=True):
    """A sealed passport, by the hash of its leaf."""

    __tablename__ = "passport"

    subject: str = Field(primary_key=True, max_length=66)
    product: str = Field(foreign_key="product.id", max_length=64, index=True)
    leaf: bytes = Field(sa_type=LargeBinary)
    seal_id: int = Field(sa_type=BigInteger)
    root: str = Field(max_length=66)
    transaction: str = Field(max_length=66)
    block: int = Field(sa_type=BigInteger)
