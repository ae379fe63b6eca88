"""The journal's projection: what the desk was told, how far the tables have followed it, and trades that stand alone.

The book itself left the database: steps of the time before are kept beside, for the desk carries them over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEPT = (
    *("number", "sequence", "batch", "payment", "buy", "sell", "credits", "price"),
    *("batch_no", "notional", "fee", "failure", "failure_facts", "failure_sentence"),
)


def upgrade() -> None:
    op.create_table(
        "journal_step",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("time_ms", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("order_hash", sa.String(66), index=True),
        sa.Column("account", sa.String(255)),
        sa.Column("client_order_id", sa.String(255)),
        sa.Column("events", sa.Text, nullable=False),
    )
    op.create_table(
        "journal_cursor",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    _remake_trades(tied=False)


def downgrade() -> None:
    _remake_trades(tied=True)
    op.drop_table("journal_cursor")
    op.drop_table("journal_step")


def _remake_trades(*, tied: bool) -> None:
    """The same trades in a table whose rows are tied to book steps and signed orders, or to none of them."""
    step, order = ("book_step.sequence",), ("signed_order.hash",)
    told = [] if tied else [sa.Column("time_ms", sa.BigInteger, nullable=False, server_default="0")]
    op.create_table(
        "matched_trade_new",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, *map(sa.ForeignKey, step if tied else ()), nullable=False),
        sa.Column("batch", sa.String(78), nullable=False),
        sa.Column("payment", sa.String(42), nullable=False),
        sa.Column("buy", sa.String(66), *map(sa.ForeignKey, order if tied else ()), nullable=False),
        sa.Column("sell", sa.String(66), *map(sa.ForeignKey, order if tied else ()), nullable=False),
        sa.Column("credits", sa.String(20), nullable=False),
        sa.Column("price", sa.String(39), nullable=False),
        *told,
        sa.Column("batch_no", sa.BigInteger, sa.ForeignKey("settlement_batch.number")),
        sa.Column("notional", sa.String(60)),
        sa.Column("fee", sa.String(60)),
        sa.Column("failure", sa.String(64)),
        sa.Column("failure_facts", sa.Text),
        sa.Column("failure_sentence", sa.Text),
    )
    names = ", ".join(KEPT)
    op.execute(f"INSERT INTO matched_trade_new ({names}) SELECT {names} FROM matched_trade")
    op.drop_table("matched_trade")
    op.rename_table("matched_trade_new", "matched_trade")
    op.create_index("ix_matched_trade_batch_no", "matched_trade", ["batch_no"])
