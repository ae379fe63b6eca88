"""Project boundaries, classifications, and the verifier workbench."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project_boundary",
        sa.Column("project", sa.String(39), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("expected_t", sa.BigInteger, nullable=False),
        *(sa.Column(edge, sa.Integer, nullable=False) for edge in ("west", "south", "east", "north")),
        sa.Column("area_m2", sa.BigInteger, nullable=False),
        sa.Column("geometry", sa.Text, nullable=False),
        sa.Column("hash", sa.String(66), nullable=False),
        sa.Column("drawn_by", sa.String(254), nullable=False),
        sa.Column("drawn_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_project_boundary_box", "project_boundary", ["west", "east"])
    op.create_table(
        "participant_class",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False, index=True),
        sa.Column("year_end", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("series_hash", sa.String(66), nullable=False),
        sa.Column("computed_by", sa.String(254), nullable=False),
        sa.Column("computed_at", sa.BigInteger, nullable=False),
    )
    _inspections()


def _inspections() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False, index=True),
        sa.Column("report_hash", sa.String(66), nullable=False),
        sa.Column("project", sa.String(39), nullable=False),
        sa.Column("owner", sa.String(42), nullable=False, index=True),
        sa.Column("verifier", sa.String(42), nullable=False),
        sa.Column("organisation", sa.String(66), nullable=False),
        sa.Column("methodology", sa.String(200), nullable=False),
        sa.Column("opened_by", sa.String(254), nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("document", sa.LargeBinary),
        sa.Column("signature", sa.Text),
        sa.Column("attestation", sa.Text),
        sa.Column("signed_at", sa.BigInteger),
        sa.UniqueConstraint("tenant", "report_hash"),
    )
    op.create_table(
        "inspection_photo",
        sa.Column("sha256", sa.String(66), primary_key=True),
        sa.Column("inspection", sa.String(32), nullable=False, index=True),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("picture_hash", sa.String(16), nullable=False),
        sa.Column("longitude_udeg", sa.Integer, nullable=False),
        sa.Column("latitude_udeg", sa.Integer, nullable=False),
        sa.Column("taken_at", sa.BigInteger, nullable=False),
        sa.Column("distance_m", sa.BigInteger),
        sa.Column("signer", sa.String(42), nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("added_by", sa.String(254), nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "inspection_answer",
        sa.Column("inspection", sa.String(32), primary_key=True),
        sa.Column("point", sa.String(64), primary_key=True),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("answered_by", sa.String(254), nullable=False),
        sa.Column("answered_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("inspection_answer", "inspection_photo", "inspection", "participant_class", "project_boundary"):
        op.drop_table(table)
