"""Devices with their keys and certificates, what the replay guard has seen, and what was refused at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("project", sa.String(39), nullable=True, index=True),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("enrolled_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "device_guard",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("device", sa.String(64), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_table(
        "intake_mark",
        sa.Column("log", sa.String(64), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "intake_problem",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("row", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("boot", sa.BigInteger, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("alarm", sa.Boolean, nullable=False),
    )
    op.create_index("ix_intake_problem_device", "intake_problem", ["tenant", "device", "at_ms"])


def downgrade() -> None:
    for table in ("intake_problem", "intake_mark", "device_guard", "device"):
        op.drop_table(table)
