"""Tables of the panel of nodes: rounds, and every word in them. Words are only ever added; hashes are 0x hex."""

from __future__ import annotations

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class RoundRow(SQLModel, table=True):
    """One round on one report; `terms` and `verdict` are JSON, the verdict null until the round is closed."""

    __tablename__ = "oracle_round"
    __table_args__ = (UniqueConstraint("report_hash", "attempt"),)

    id: str = Field(primary_key=True, max_length=66)
    report_hash: str = Field(max_length=66)
    attempt: int
    phase: str = Field(max_length=16)
    terms: str = Field(sa_type=Text)
    verdict: str | None = Field(default=None, sa_type=Text)


class NodeWordRow(SQLModel, table=True):
    """One word of a node: kind `commit` or `reveal` as signed, or `fault` with the reason of its silence.

    `digest` is the commitment that the word makes or opens; a fault has none.
    """

    __tablename__ = "oracle_node_word"

    round: str = Field(primary_key=True, foreign_key="oracle_round.id", max_length=66)
    node: str = Field(primary_key=True, max_length=42)
    kind: str = Field(primary_key=True, max_length=8)
    digest: str = Field(primary_key=True, max_length=66)
    content: str = Field(sa_type=Text)
