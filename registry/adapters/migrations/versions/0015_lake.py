"""Sealed parts of the bronze log."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bronze_part",
        sa.Column("first", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("hour", sa.BigInteger, nullable=False, index=True),
        sa.Column("root", sa.String(66), nullable=False),
        sa.Column("sealing", sa.BigInteger, nullable=False, index=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("seal_id", sa.BigInteger, nullable=True),
        sa.Column("transaction", sa.String(66), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("bronze_part")
