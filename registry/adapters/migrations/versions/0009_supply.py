"""Partners, routes, warehouses, shipments, storage events, imports and captured EPCIS events."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _owned(name: str, *columns: "sa.Column[Any]", id_length: int = 64) -> None:
    key = [
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(id_length), primary_key=True),
    ]
    op.create_table(name, *key, *columns)


def upgrade() -> None:
    _owned(
        "partner",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("trust_score", sa.String(16)),
        sa.Column("violations", sa.BigInteger, nullable=False),
        sa.Column("kyc_status", sa.String(32), nullable=False),
        sa.Column("total_shipments", sa.BigInteger),
        sa.Column("late_shipments", sa.BigInteger),
    )
    _owned(
        "warehouse",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(200)),
        sa.Column("country", sa.String(2)),
    )
    _owned(
        "route",
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("destination", sa.String(200), nullable=False),
        sa.Column("mode", sa.String(200)),
        sa.Column("distance_m", sa.BigInteger),
    )
    _shipments()
    _owned(
        "storage_event",
        sa.Column("product_id", sa.String(64), nullable=False),
        sa.Column("warehouse_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("dwell_seconds", sa.BigInteger),
        id_length=78,
    )
    op.create_index("storage_of_product", "storage_event", ["tenant", "product_id"])
    op.create_table(
        "epcis_event",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("event_hash", sa.String(200), primary_key=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("event_time", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    _imports()


def _shipments() -> None:
    _owned(
        "shipment",
        sa.Column("product_id", sa.String(64)),
        sa.Column("partner_id", sa.String(64)),
        sa.Column("carrier", sa.String(200), nullable=False),
        sa.Column("mode", sa.String(200)),
        sa.Column("distance_m", sa.BigInteger),
        sa.Column("route_id", sa.String(64)),
        sa.Column("points", sa.Text, nullable=False),
        sa.Column("weight_g", sa.BigInteger),
        sa.Column("quantity", sa.BigInteger),
        sa.Column("late", sa.Boolean),
        sa.Column("shipped_on", sa.String(10)),
        sa.Column("received_on", sa.String(10)),
        sa.Column("country", sa.String(2)),
        sa.Column("quality", sa.Text, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("source_row", sa.BigInteger),
    )
    op.create_index("shipment_of_partner", "shipment", ["tenant", "partner_id", "late"])
    op.create_index("shipment_of_product", "shipment", ["tenant", "product_id"])
    op.create_index("shipment_of_route", "shipment", ["tenant", "route_id"])


def _imports() -> None:
    _owned(
        "import_batch",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("profile", sa.String(64), nullable=False),
        sa.Column("file_sha256", sa.String(66), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("kept", sa.BigInteger, nullable=False),
        sa.Column("refused", sa.BigInteger, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("seen", sa.String(64), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "import_record",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("import_id", sa.String(64), primary_key=True),
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )


def downgrade() -> None:
    tables = "import_record import_batch epcis_event storage_event shipment route warehouse partner"
    for table in tables.split():
        op.drop_table(table)
