"""Signed orders, the journal of the book, trades and settlement batches."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signed_order",
        sa.Column("hash", sa.String(66), primary_key=True),
        sa.Column("maker", sa.String(42), nullable=False, index=True),
        sa.Column("taker", sa.String(42), nullable=False),
        sa.Column("recipient", sa.String(42), nullable=False),
        sa.Column("batch", sa.String(78), nullable=False),
        sa.Column("payment", sa.String(42), nullable=False),
        sa.Column("side", sa.Integer, nullable=False),
        sa.Column("credits", sa.String(20), nullable=False),
        sa.Column("price", sa.String(39), nullable=False),
        sa.Column("expiry", sa.String(20), nullable=False),
        sa.Column("epoch", sa.String(20), nullable=False),
        sa.Column("max_fee_bps", sa.Integer, nullable=False),
        sa.Column("flags", sa.Integer, nullable=False),
        sa.Column("min_fill", sa.String(20), nullable=False),
        sa.Column("salt", sa.String(78), nullable=False),
        sa.Column("memo", sa.String(66), nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
    )
    op.create_table(
        "book_step",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("order_hash", sa.String(66), sa.ForeignKey("signed_order.hash"), nullable=False, index=True),
        sa.Column("credits", sa.String(20)),
        sa.Column("at_s", sa.BigInteger),
        sa.Column("reason", sa.String(64)),
    )
    op.create_table(
        "settlement_batch",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),
        sa.Column("transaction", sa.String(66)),
        sa.Column("block", sa.BigInteger),
        sa.Column("chain_time_s", sa.BigInteger),
    )
    op.create_table(
        "matched_trade",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, sa.ForeignKey("book_step.sequence"), nullable=False),
        sa.Column("batch", sa.String(78), nullable=False),
        sa.Column("payment", sa.String(42), nullable=False),
        sa.Column("buy", sa.String(66), sa.ForeignKey("signed_order.hash"), nullable=False),
        sa.Column("sell", sa.String(66), sa.ForeignKey("signed_order.hash"), nullable=False),
        sa.Column("credits", sa.String(20), nullable=False),
        sa.Column("price", sa.String(39), nullable=False),
        sa.Column("batch_no", sa.BigInteger, sa.ForeignKey("settlement_batch.number"), index=True),
        sa.Column("notional", sa.String(60)),
        sa.Column("fee", sa.String(60)),
        sa.Column("failure", sa.String(64)),
        sa.Column("failure_facts", sa.Text),
        sa.Column("failure_sentence", sa.Text),
    )


def downgrade() -> None:
    for table in ("matched_trade", "settlement_batch", "book_step", "signed_order"):
        op.drop_table(table)
