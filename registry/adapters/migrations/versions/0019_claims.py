"""The monitoring plans that reports of any methodology rest on."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "monitoring_plan",
        sa.Column("project", sa.String(39), primary_key=True),
        sa.Column("sha256", sa.String(66), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("monitoring_plan")
