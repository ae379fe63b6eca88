"""Rounds of the oracle's nodes; the outbox's replacements, and what a key may spend in a day."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rounds()
    _outbox()


def _rounds() -> None:
    op.create_table(
        "oracle_round",
        sa.Column("id", sa.String(66), primary_key=True),
        sa.Column("report_hash", sa.String(66), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.UniqueConstraint("report_hash", "attempt"),
    )
    op.create_table(
        "oracle_node_word",
        sa.Column("round", sa.String(66), sa.ForeignKey("oracle_round.id"), primary_key=True),
        sa.Column("node", sa.String(42), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("digest", sa.String(66), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "chain_attempt",
        sa.Column("transaction", sa.String(66), primary_key=True),
        sa.Column("intent", sa.String(300), sa.ForeignKey("chain_intent.key"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.UniqueConstraint("intent", "number"),
    )
    op.create_table(
        "key_spending",
        sa.Column("deployment", sa.String(64), primary_key=True),
        sa.Column("sender", sa.String(42), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("reserved_wei", sa.Text, nullable=False),
    )
    op.create_table(
        "key_spending_cap",
        sa.Column("deployment", sa.String(64), primary_key=True),
        sa.Column("sender", sa.String(42), primary_key=True),
        sa.Column("cap_wei", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("key_spending_cap", "key_spending", "chain_attempt", "oracle_node_word", "oracle_round"):
        op.drop_table(table)
