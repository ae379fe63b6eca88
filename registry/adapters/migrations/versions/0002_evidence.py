"""Evidence, sealed roots and their leaves."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_item",
        sa.Column("cid", sa.String(59), primary_key=True),
        sa.Column("sha256", sa.String(66), nullable=False, index=True),
        sa.Column("size", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sealed_root",
        sa.Column("kind", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("root", sa.String(66), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("seal_id", sa.BigInteger),
        sa.Column("transaction", sa.String(66)),
        sa.Column("block", sa.BigInteger),
    )
    op.create_table(
        "sealed_leaf",
        sa.Column("kind", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("root", sa.String(66), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("leaf_hash", sa.String(66), nullable=False, index=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["kind", "root"], ["sealed_root.kind", "sealed_root.root"]),
    )


def downgrade() -> None:
    op.drop_table("sealed_leaf")
    op.drop_table("sealed_root")
    op.drop_table("evidence_item")
