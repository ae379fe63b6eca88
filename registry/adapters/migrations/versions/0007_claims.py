"""The chain time of each sent transaction, and reports of losses."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chain_intent", sa.Column("time", sa.BigInteger))
    op.create_table(
        "loss_report",
        sa.Column("project", sa.String(39), primary_key=True),
        sa.Column("reference", sa.String(64), primary_key=True),
        sa.Column("report_hash", sa.String(66), nullable=False, unique=True),
        sa.Column("batch", sa.String(78), nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("method", sa.LargeBinary, nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_table("loss_report")
    op.drop_column("chain_intent", "time")
