"""Months of footprints, claims, sustainability certificates, GTINs, what a tenant lets the public see, benchmarks."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _history()
    _claims()
    op.create_table(
        "sustainability_certificate",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("subject_kind", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("scheme", sa.String(200), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.String(10), nullable=False),
        sa.Column("valid_until", sa.String(10), nullable=False),
    )
    op.create_index(
        "ix_sustainability_certificate_subject",
        "sustainability_certificate",
        ["tenant", "subject_kind", "subject_id"],
    )
    op.create_table(
        "product_gtin",
        sa.Column("gtin", sa.String(14), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False, index=True),
        sa.Column("product_id", sa.String(64), nullable=False, unique=True),
    )
    op.create_table(
        "tenant_disclosure",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("set_by", sa.String(120), nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "benchmark_release",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )


def _history() -> None:
    op.create_table(
        "footprint_history",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("product_id", sa.String(64), primary_key=True),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("total_mg", sa.BigInteger, nullable=False),
        sa.Column("scope1_mg", sa.BigInteger, nullable=False),
        sa.Column("scope2_mg", sa.BigInteger, nullable=False),
        sa.Column("scope3_mg", sa.BigInteger, nullable=False),
        sa.Column("methodology", sa.String(200), nullable=False),
        sa.Column("factor_set_hash", sa.String(66), nullable=False),
        sa.Column("shipments", sa.BigInteger, nullable=False),
        sa.Column("storage_events", sa.BigInteger, nullable=False),
        sa.Column("own_figure", sa.Boolean, nullable=False),
        sa.Column("cause", sa.String(500), nullable=False),
        sa.Column("evidence", sa.String(66), nullable=False),
        sa.Column("kept_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_footprint_history_month", "footprint_history", ["tenant", "month"])


def _claims() -> None:
    op.create_table(
        "product_claim",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("product_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("amount", sa.String(32), nullable=False),
        sa.Column("since_month", sa.String(7), nullable=False),
        sa.Column("certificate_id", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "benchmark_release",
        "tenant_disclosure",
        "product_gtin",
        "sustainability_certificate",
        "product_claim",
        "footprint_history",
    ):
        op.drop_table(table)
