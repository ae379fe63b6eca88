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


class EvidenceChainRow(SQLModel, table=True):
    """One item of a tenant's evidence chain; `hash` is the SHA-256 of its statement, which names the hash before."""

    __tablename__ = "evidence_chain"

    tenant: str = Field(primary_key=True, max_length=64)
    sequence: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=66, index=True)
    cid: str = Field(max_length=59)
    tags: str = Field(max_length=400)
    previous_hash: str = Field(max_length=66)
    hash: str = Field(max_length=66, unique=True)


class EvidenceMarkRow(SQLModel, table=True):
    """What holds a tenant's chain up to an item: a signature over its hash, then a time-stamp, then a seal."""

    __tablename__ = "evidence_mark"

    tenant: str = Field(primary_key=True, max_length=64)
    sequence: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hash: str = Field(max_length=66)
    at: int = Field(sa_type=BigInteger)
    signer: str = Field(max_length=42)
    signature: str = Field(max_length=132)
    token: bytes | None = Field(default=None, sa_type=LargeBinary)
    token_time: int | None = Field(default=None, sa_type=BigInteger)
    root: str | None = Field(default=None, max_length=66)
