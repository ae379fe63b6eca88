"""Tables of sign-in: challenges that wait for a signature, wallets of accounts, and where their value may go."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class ChallengeRow(SQLModel, table=True):
    """A nonce that may be signed once, under exactly this statement, before Unix second `expires_at`."""

    __tablename__ = "sign_in_challenge"

    nonce: str = Field(primary_key=True, max_length=64)
    statement: str = Field(max_length=1_000)
    expires_at: int = Field(sa_type=BigInteger, index=True)


class WalletRow(SQLModel, table=True):
    """A wallet acts for one account at most; roles are those that the account had when it linked it."""

    __tablename__ = "account_wallet"

    address: str = Field(primary_key=True, max_length=42)
    tenant: str = Field(max_length=64, index=True)
    subject: str = Field(max_length=254)
    roles: str = Field(max_length=400)
    linked_at: int = Field(sa_type=BigInteger)


class DestinationRow(SQLModel, table=True):
    """An address that the account's orders may name as recipient."""

    __tablename__ = "account_destination"

    tenant: str = Field(primary_key=True, max_length=64)
    subject: str = Field(primary_key=True, max_length=254)
    address: str = Field(primary_key=True, max_length=42)
    allowed_at: int = Field(sa_type=BigInteger)
