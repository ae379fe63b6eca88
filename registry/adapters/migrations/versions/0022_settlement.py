"""Settlements with their states, from matched to final: strikes, and what chain and book disagree on.

What the time before noted of batches and outcomes moves over; trades keep only what the journal told.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TOLD = ("number", "sequence", "batch", "payment", "buy", "sell", "credits", "price", "time_ms")
SAID = ("notional", "fee", "failure", "failure_facts", "failure_sentence")


def upgrade() -> None:
    _settlements()
    _strikes_and_differences()
    _move_over()
    _remake_trades(())
    op.drop_table("settlement_batch")


def downgrade() -> None:
    op.create_table(
        "settlement_batch",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("transaction", sa.String(66)),
        sa.Column("block", sa.BigInteger),
        sa.Column("chain_time_s", sa.BigInteger),
    )
    _remake_trades(
        (
            sa.Column("batch_no", sa.BigInteger, sa.ForeignKey("settlement_batch.number")),
            sa.Column("notional", sa.String(60)),
            sa.Column("fee", sa.String(60)),
            sa.Column("failure", sa.String(64)),
            sa.Column("failure_facts", sa.Text),
            sa.Column("failure_sentence", sa.Text),
        )
    )
    op.create_index("ix_matched_trade_batch_no", "matched_trade", ["batch_no"])
    for table in ("settlement_difference", "reconciled_block", "account_strike", "settling_trade", "settlement"):
        op.drop_table(table)


def _settlements() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False, index=True),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("formed_at_s", sa.BigInteger, nullable=False),
        sa.Column("transaction", sa.String(66)),
        sa.Column("block", sa.BigInteger, index=True),
        sa.Column("chain_time_s", sa.BigInteger),
        sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_table(
        "settling_trade",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("batch", sa.String(78), nullable=False),
        sa.Column("payment", sa.String(42), nullable=False),
        sa.Column("buy", sa.String(66), nullable=False, index=True),
        sa.Column("sell", sa.String(66), nullable=False, index=True),
        sa.Column("credits", sa.String(20), nullable=False),
        sa.Column("price", sa.String(39), nullable=False),
        sa.Column("taker", sa.Integer),
        sa.Column("agreed", sa.Boolean, nullable=False),
        sa.Column("seen_at_s", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("settlement", sa.Integer, sa.ForeignKey("settlement.id"), index=True),
        sa.Column("position", sa.Integer),
        sa.Column("notional", sa.String(60)),
        sa.Column("fee", sa.String(60)),
        sa.Column("certificate", sa.String(78)),
        sa.Column("failure", sa.String(64)),
        sa.Column("failure_facts", sa.Text),
        sa.Column("failure_sentence", sa.Text),
        sa.Column("compensated", sa.Boolean, nullable=False),
    )


def _strikes_and_differences() -> None:
    op.create_table(
        "account_strike",
        sa.Column("trade", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("order_hash", sa.String(66), primary_key=True),
        sa.Column("account", sa.String(42), nullable=False, index=True),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "reconciled_block",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(66), nullable=False),
    )
    op.create_table(
        "settlement_difference",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("block", sa.BigInteger, nullable=False, index=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("expected", sa.Text, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
    )


def _move_over() -> None:
    op.execute(
        "INSERT INTO settlement (number, attempt, state, formed_at_s, transaction_, block, chain_time_s, moves) "
        "SELECT number, attempt, CASE WHEN transaction_ IS NULL THEN 'submitted' ELSE 'final' END, "
        "COALESCE(chain_time_s, 0), transaction_, block, chain_time_s, 0 FROM settlement_batch ORDER BY number".replace(
            "transaction_", '"transaction"'
        )
    )
    said = ", ".join(f"t.{name}" for name in SAID)
    op.execute(
        "INSERT INTO settling_trade (number, batch, payment, buy, sell, credits, price, agreed, seen_at_s, state, "
        f"settlement, position, {', '.join(SAID)}, compensated) "
        "SELECT t.number, t.batch, t.payment, t.buy, t.sell, t.credits, t.price, false, COALESCE(b.chain_time_s, 0), "
        "CASE WHEN t.fee IS NOT NULL THEN 'final' WHEN t.failure IS NOT NULL THEN 'failed' "
        "WHEN t.batch_no IS NOT NULL THEN 'submitted' ELSE 'matched' END, s.id, "
        "CASE WHEN t.batch_no IS NULL THEN NULL ELSE "
        "ROW_NUMBER() OVER (PARTITION BY t.batch_no ORDER BY t.number) - 1 END, "
        f"{said}, t.failure IS NOT NULL FROM matched_trade t "
        "LEFT JOIN settlement_batch b ON b.number = t.batch_no LEFT JOIN settlement s ON s.number = t.batch_no "
        "ORDER BY t.number"
    )


def _remake_trades(more: tuple[sa.Column[object], ...]) -> None:
    """The same trades in a table that ends with the given columns."""
    op.create_table(
        "matched_trade_new",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.String(78), nullable=False),
        sa.Column("payment", sa.String(42), nullable=False),
        sa.Column("buy", sa.String(66), nullable=False),
        sa.Column("sell", sa.String(66), nullable=False),
        sa.Column("credits", sa.String(20), nullable=False),
        sa.Column("price", sa.String(39), nullable=False),
        sa.Column("time_ms", sa.BigInteger, nullable=False, server_default="0"),
        *more,
    )
    names = ", ".join(TOLD)
    op.execute(f"INSERT INTO matched_trade_new ({names}) SELECT {names} FROM matched_trade")
    op.drop_table("matched_trade")
    op.rename_table("matched_trade_new", "matched_trade")
