"""Tables of the oracle's models: cards under their hash, and the files that the cards name.

A company's models and files are its own. Which version of a model is in force stands in the table of model versions.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlmodel import Field, SQLModel


class ModelRow(SQLModel, table=True):
    """One model that was proposed, approved or not: `hash` is the SHA-256 of its canonical card, 0x hex."""

    __tablename__ = "oracle_model"

    tenant: str = Field(primary_key=True, max_length=64)
    hash: str = Field(primary_key=True, max_length=66)
    name: str = Field(max_length=40, index=True)
    card: str = Field(sa_type=Text)
    proposer: str = Field(max_length=254)
    proposed_at: int = Field(sa_type=BigInteger)


class ModelFileRow(SQLModel, table=True):
    """A file of a company's models, by its SHA-256; two models can share one."""

    __tablename__ = "oracle_model_file"

    tenant: str = Field(primary_key=True, max_length=64)
    hash: str = Field(primary_key=True, max_length=66)
    content: bytes = Field(sa_type=LargeBinary)
