"""Challenges of sign-in, wallets of accounts and their destinations."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_challenge",
        sa.Column("nonce", sa.String(64), primary_key=True),
        sa.Column("statement", sa.String(1_000), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "account_wallet",
        sa.Column("address", sa.String(42), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False, index=True),
        sa.Column("subject", sa.String(254), nullable=False),
        sa.Column("roles", sa.String(400), nullable=False),
        sa.Column("linked_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "account_destination",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("subject", sa.String(254), primary_key=True),
        sa.Column("address", sa.String(42), primary_key=True),
        sa.Column("allowed_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("account_destination", "account_wallet", "sign_in_challenge"):
        op.drop_table(table)
