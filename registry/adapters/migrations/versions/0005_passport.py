"""Products and their sealed passports."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False, index=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "passport",
        sa.Column("subject", sa.String(66), primary_key=True),
        sa.Column("product", sa.String(64), sa.ForeignKey("product.id"), nullable=False, index=True),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("seal_id", sa.BigInteger, nullable=False),
        sa.Column("root", sa.String(66), nullable=False),
        sa.Column("transaction", sa.String(66), nullable=False),
        sa.Column("block", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("passport")
    op.drop_table("product")
