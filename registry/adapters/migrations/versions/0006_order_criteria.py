"""The criteria of a signed order; an order from before has none, as it was signed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CRITERIA: dict[str, tuple[sa.types.TypeEngine[Any], str]] = {
    "kind": (sa.Integer(), "0"),
    "standard": (sa.Integer(), "0"),
    "country": (sa.String(6), "0x0000"),
    "vintage_from": (sa.Integer(), "0"),
    "vintage_to": (sa.Integer(), "0"),
    "labels": (sa.BigInteger(), "0"),
}


def upgrade() -> None:
    for name, (kind, none) in CRITERIA.items():
        op.add_column("signed_order", sa.Column(name, kind, nullable=False, server_default=none))


def downgrade() -> None:
    with op.batch_alter_table("signed_order") as table:
        for name in CRITERIA:
            table.drop_column(name)
