"""Readings as received, what was refused of them, and the reports made from them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading_import",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("meter", sa.String(64), nullable=False),
        sa.Column("cid", sa.String(59), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("accepted", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("meter", "cid", name="one_import_per_content"),
    )
    op.create_table(
        "meter_reading",
        sa.Column("meter", sa.String(64), primary_key=True),
        sa.Column("start_s", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("row", sa.BigInteger, nullable=False),
        sa.Column("power_uw", sa.BigInteger, nullable=False),
        sa.Column("value", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(8), nullable=False),
        sa.Column("import_number", sa.Integer, sa.ForeignKey("reading_import.number"), nullable=False),
    )
    op.create_table(
        "reading_refusal",
        sa.Column("import_number", sa.Integer, sa.ForeignKey("reading_import.number"), primary_key=True),
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("row", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
    )
    op.create_table(
        "meter_project",
        sa.Column("meter", sa.String(64), primary_key=True),
        sa.Column("project", sa.String(39), nullable=False, index=True),
    )
    op.create_table(
        "monitoring_report",
        sa.Column("project", sa.String(39), primary_key=True),
        sa.Column("period_start", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("period_end", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("report_hash", sa.String(66), nullable=False, unique=True),
        sa.Column("meter", sa.String(64), nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("model", sa.LargeBinary, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("transaction", sa.String(66)),
    )
    op.create_table(
        "report_attestation",
        sa.Column("report_hash", sa.String(66), primary_key=True),
        sa.Column("signer", sa.String(42), primary_key=True),
        sa.Column("layer", sa.Integer, nullable=False),
        sa.Column("organisation", sa.String(66), nullable=False),
        sa.Column("signature", sa.String(132), nullable=False),
    )


def downgrade() -> None:
    for table in (
        "report_attestation",
        "monitoring_report",
        "meter_project",
        "reading_refusal",
        "meter_reading",
        "reading_import",
    ):
        op.drop_table(table)
