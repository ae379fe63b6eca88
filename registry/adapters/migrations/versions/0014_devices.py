"""Devices, their keys and places, calibration certificates, and what the replay guard has seen."""

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
