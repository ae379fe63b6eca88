"""The criteria of a signed order; an order from before has none, as it was signed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("kind", sa.Integer, nullable=False, server_default="0"),
    sa.Column("standard", sa.Integer, nullable=False, server_default="0"),
    sa.Column("country", sa.String(6), nullable=False, server_default="0x0000"),
    sa.Column("vintage_from", sa.Integer, nullable=False, server_default="0"),
    sa.Column("vintage_to", sa.Integer, nullable=False, server_default="0"),
    sa.Column("labels", sa.BigInteger, nullable=False, server_default="0"),
)


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("signed_order", column.copy())


def downgrade() -> None:
    with op.batch_alter_table("signed_order") as table:
        for column in COLUMNS:
            table.drop_column(column.name)
