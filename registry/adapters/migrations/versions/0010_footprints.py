"""Footprints as they were last computed, and what a cache must know of a tenant."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MASSES = ("scope1_mg", "scope2_mg", "scope3_mg", "all1_mg", "all2_mg", "all3_mg")


def upgrade() -> None:
    op.create_table(
        "tenant_generation",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("generation", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "product_footprint",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("product_id", sa.String(64), primary_key=True),
        sa.Column("stale", sa.Boolean, nullable=False),
        sa.Column("category", sa.String(200), nullable=False, server_default=""),
        sa.Column("industry", sa.String(200), nullable=False, server_default=""),
        sa.Column("methodology", sa.String(200), nullable=False, server_default=""),
        sa.Column("factor_set", sa.String(200), nullable=False, server_default=""),
        sa.Column("factor_set_hash", sa.String(66), nullable=False, server_default=""),
        sa.Column("units", sa.BigInteger),
        *(sa.Column(name, sa.BigInteger, nullable=False, server_default="0") for name in MASSES),
        sa.Column("grade", sa.String(12), nullable=False, server_default=""),
        sa.Column("basis", sa.String(9), nullable=False, server_default=""),
        sa.Column("fault", sa.Text, nullable=False, server_default=""),
    )
    op.create_index(
        "product_footprint_stale",
        "product_footprint",
        ["tenant", "product_id"],
        sqlite_where=sa.text("stale"),
        postgresql_where=sa.text("stale"),
    )
    op.create_index("product_footprint_grade", "product_footprint", ["tenant", "grade"])
    op.execute("INSERT INTO product_footprint (tenant, product_id, stale) SELECT tenant, id, true FROM product")


def downgrade() -> None:
    op.drop_table("product_footprint")
    op.drop_table("tenant_generation")
