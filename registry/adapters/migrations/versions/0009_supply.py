"""Partners, routes, warehouses, shipments, storage events, imports and captured EPCIS events."""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
