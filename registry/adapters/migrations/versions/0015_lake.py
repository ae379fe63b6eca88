"""Sealed hours of the lake, its data sets and the gaps of each channel."""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
