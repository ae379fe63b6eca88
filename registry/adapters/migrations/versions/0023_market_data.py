"""Candles, the tape and the history of orders as they are read; all of it follows from the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tape()
    _candles()
    _orders()


def _tape() -> None:
    op.create_table(
        "tape_trade",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("time_ms", sa.BigInteger, nullable=False, index=True),
        sa.Column("batch", sa.String(78), nullable=False),
        sa.Column("payment", sa.String(42), nullable=False),
        sa.Column("buy", sa.String(66), nullable=False, index=True),
        sa.Column("sell", sa.String(66), nullable=False, index=True),
        sa.Column("buyer", sa.String(42), nullable=False),
        sa.Column("seller", sa.String(42), nullable=False),
        sa.Column("credits", sa.String(20), nullable=False),
        sa.Column("price", sa.String(39), nullable=False),
        sa.Column("buyer_took", sa.Boolean, nullable=False),
        sa.Column("block", sa.Boolean, nullable=False),
    )
    op.create_index("ix_tape_trade_market", "tape_trade", ["batch", "payment", "number"])
    op.create_index("ix_tape_trade_buyer", "tape_trade", ["buyer", "number"])
    op.create_index("ix_tape_trade_seller", "tape_trade", ["seller", "number"])


def _candles() -> None:
    op.create_table(
        "candle",
        sa.Column("batch", sa.String(78), primary_key=True),
        sa.Column("payment", sa.String(42), primary_key=True),
        sa.Column("width_s", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("start_s", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("open", sa.String(39)),
        sa.Column("high", sa.String(39)),
        sa.Column("low", sa.String(39)),
        sa.Column("close", sa.String(39)),
        sa.Column("credits", sa.String(39), nullable=False),
        sa.Column("notional", sa.String(78), nullable=False),
        sa.Column("block_credits", sa.String(39), nullable=False),
        sa.Column("trades", sa.BigInteger, nullable=False),
    )


def _orders() -> None:
    op.create_table(
        "order_history",
        sa.Column("hash", sa.String(66), primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
        sa.Column("time_ms", sa.BigInteger, nullable=False),
        sa.Column("maker", sa.String(42), nullable=False),
        sa.Column("account", sa.String(128)),
        sa.Column("client_order_id", sa.String(128)),
        sa.Column("batch", sa.String(78), nullable=False),
        sa.Column("payment", sa.String(42), nullable=False),
        sa.Column("side", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("tif", sa.String(8), nullable=False),
        sa.Column("taker", sa.String(42)),
        sa.Column("criteria", sa.Text),
        sa.Column("credits", sa.String(20), nullable=False),
        sa.Column("price", sa.String(39), nullable=False),
        sa.Column("expiry", sa.String(20), nullable=False),
        sa.Column("filled", sa.String(20), nullable=False),
        sa.Column("remaining", sa.String(20), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(64)),
        sa.Column("last_sequence", sa.BigInteger, nullable=False),
        sa.Column("last_time_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_order_history_maker", "order_history", ["maker", "sequence"])
    op.create_index("ix_order_history_state", "order_history", ["state", "batch", "sequence"])


def downgrade() -> None:
    for table in ("order_history", "candle", "tape_trade"):
        op.drop_table(table)
