"""Tables of evidence: what was stored under which CID, which roots were sealed, and every leaf under them.

Hashes are lower-case 0x hex. `seal_id`, `transaction` and `block` of a root are null until the chain has it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel


class EvidenceRow(SQLModel, table=True):
    """One piece of content in the evidence store; a document is found by its SHA-256."""

    __tablename__ = "evidence_item"

    cid: str = Field(primary_key=True, max_length=59)
    sha256: str = Field(max_length=66, index=True)
    size: int = Field(sa_type=BigInteger)


class SealedRootRow(SQLModel, table=True):
    """One root of a kind, kept before it is sent to the chain."""

    __tablename__ = "sealed_root"

    kind: int = Field(primary_key=True)
    root: str = Field(primary_key=True, max_length=66)
    size: int = Field(sa_type=BigInteger)
    uri: str = Field(sa_type=Text)
    seal_id: int | None = Field(default=None, sa_type=BigInteger)
    transaction: str | None = Field(default=None, max_length=66)
    block: int | None = Field(default=None, sa_type=BigInteger)


class SealedLeafRow(SQLModel, table=True):
    """One leaf under a root; `data` are the very bytes that were hashed."""

    __tablename__ = "sealed_leaf"
    __table_args__ = (ForeignKeyConstraint(["kind", "root"], ["sealed_root.kind", "sealed_root.root"]),)

    kind: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    root: str = Field(primary_key=True, max_length=66)
    position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    leaf_hash: str = Field(max_length=66, index=True)
    data: bytes = Field(sa_type=LargeBinary)
