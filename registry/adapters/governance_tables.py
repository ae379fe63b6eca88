"""Tables of governance: the audit log, approvals, users of a tenant, its factor sets and the versions of its models.

Hashes are lower-case 0x hex, times Unix seconds, documents the canonical JSON text that was hashed. Triggers of the
database refuse to change or delete an audit entry.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Text
from sqlmodel import Field, SQLModel


class AuditRow(SQLModel, table=True):
    """One entry of the audit log; each names the hash of the one before, over all tenants."""

    __tablename__ = "audit_entry"

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_type=BigInteger)
    tenant: str = Field(max_length=64)
    actor: str = Field(max_length=254)
    action: str = Field(max_length=64)
    subject: str = Field(max_length=300)
    facts: str = Field(sa_type=Text)
    previous_hash: str = Field(max_length=66)
    hash: str = Field(max_length=66, unique=True)


class ApprovalRow(SQLModel, table=True):
    """A change that somebody proposed; decider, time and reason are null until another person has decided."""

    __tablename__ = "approval"

    id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=64)
    kind: str = Field(max_length=32)
    proposer: str = Field(max_length=254)
    proposed_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    payload: str = Field(sa_type=Text)
    payload_hash: str = Field(max_length=66)
    state: str = Field(max_length=16)
    decider: str | None = Field(default=None, max_length=254)
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    reason: str | None = Field(default=None, sa_type=Text)


class UserRow(SQLModel, table=True):
    """A person whom a tenant admits, with roles as a comma-separated list; a token holds no role beyond these."""

    __tablename__ = "tenant_user"

    tenant: str = Field(primary_key=True, max_length=64)
    subject: str = Field(primary_key=True, max_length=254)
    roles: str = Field(max_length=400)
    active: bool
    changed_at: int = Field(sa_type=BigInteger)


class FactorOverrideRow(SQLModel, table=True):
    """A tenant's own factor set, number `version` from 1; `document` is the whole set, not a difference."""

    __tablename__ = "factor_override"

    tenant: str = Field(primary_key=True, max_length=64)
    version: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    base_set: str = Field(max_length=64)
    document: str = Field(sa_type=Text)
    hash: str = Field(max_length=66)
    approval: str = Field(foreign_key="approval.id", max_length=64, unique=True)
    valid_from: int = Field(sa_type=BigInteger)


class ModelVersionRow(SQLModel, table=True):
    """Version number `version` from 1 of a model or factor set, by the hash of its content."""

    __tablename__ = "model_version"

    tenant: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=64)
    version: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    hash: str = Field(max_length=66)
    approval: str | None = Field(default=None, foreign_key="approval.id", max_length=64)
    recorded_at: int = Field(sa_type=BigInteger)
