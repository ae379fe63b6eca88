"""Issued reports."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False, index=True),
        sa.Column("framework", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("period", sa.Integer, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("proposer", sa.String(254), nullable=False),
        sa.Column("proposed_at", sa.BigInteger, nullable=False),
        sa.Column("approval", sa.String(64), nullable=False, index=True),
        sa.Column("released_at", sa.BigInteger),
        sa.Column("statement", sa.LargeBinary),
        sa.Column("seal_id", sa.BigInteger),
        sa.Column("root", sa.String(66)),
    )
    op.create_table(
        "report_file",
        sa.Column("report", sa.String(32), sa.ForeignKey("report.id"), primary_key=True),
        sa.Column("format", sa.String(4), primary_key=True),
        sa.Column("sha256", sa.String(66), nullable=False, index=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "report_base_year",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("scope1_mg", "scope2_mg", "scope3_mg")),
        sa.Column("methodology", sa.String(200), nullable=False),
        sa.Column("factor_set", sa.String(200), nullable=False),
        sa.Column("factor_set_hash", sa.String(66), nullable=False),
        sa.Column("gwp_set", sa.String(32), nullable=False),
        sa.Column("report", sa.String(32), sa.ForeignKey("report.id"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("report_base_year")
    op.drop_table("report_file")
    op.drop_table("report")
