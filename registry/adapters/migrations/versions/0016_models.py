"""Models of the oracle: cards under their hash, and their files; approvals and versions have their tables already."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oracle_model",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("hash", sa.String(66), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False, index=True),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("proposer", sa.String(254), nullable=False),
        sa.Column("proposed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "oracle_model_file",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("hash", sa.String(66), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("oracle_model_file")
    op.drop_table("oracle_model")
