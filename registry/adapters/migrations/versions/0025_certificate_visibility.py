"""What certificates show of their beneficiaries."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_visibility",
        sa.Column("certificate", sa.String(78), primary_key=True),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("salt", sa.String(200), nullable=False),
        sa.Column("chosen_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("certificate_visibility")
