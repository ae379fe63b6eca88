"""Blocks, events, the outbox, tenants and accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "block",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(66), nullable=False, unique=True),
        sa.Column("parent_hash", sa.String(66), nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "chain_event",
        sa.Column(
            "block",
            sa.BigInteger,
            sa.ForeignKey("block.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("log_index", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("transaction", sa.String(66), nullable=False, index=True),
        sa.Column("contract", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False, index=True),
        sa.Column("arguments", sa.Text, nullable=False),
    )
    op.create_table(
        "chain_intent",
        sa.Column("key", sa.String(300), primary_key=True),
        sa.Column("deployment", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(42), nullable=False),
        sa.Column("nonce", sa.BigInteger, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("transaction", sa.String(66), nullable=False, unique=True),
        sa.Column("contract", sa.String(64), nullable=False),
        sa.Column("function", sa.String(64), nullable=False),
        sa.Column("block", sa.BigInteger),
        sa.Column("failed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("deployment", "sender", "nonce", name="one_intent_per_nonce"),
    )
    op.create_table(
        "tenant",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "user_account",
        sa.Column("subject", sa.String(120), primary_key=True),
        sa.Column("tenant", sa.String(64), sa.ForeignKey("tenant.id"), nullable=False, index=True),
        sa.Column("roles", sa.String(400), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("user_account", "tenant", "chain_intent", "chain_event", "block"):
        op.drop_table(table)
