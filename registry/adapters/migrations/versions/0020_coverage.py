"""What lower bounds turned out to be worth."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bound_outcome",
        sa.Column("methodology", sa.String(66), primary_key=True),
        sa.Column("project", sa.String(39), primary_key=True),
        sa.Column("start_s", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("end_s", sa.BigInteger, nullable=False),
        sa.Column("lower_kg", sa.BigInteger, nullable=False),
        sa.Column("truth_kg", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("bound_outcome")
