"""Reports of the oracle's nodes, and what a key may spend."""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
