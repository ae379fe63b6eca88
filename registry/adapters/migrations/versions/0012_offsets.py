"""Offset certificates, the evidence chain and time-stamps."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _evidence()
    _offsets()
    op.create_table(
        "idempotent_answer",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("door", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(66), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )


def _evidence() -> None:
    op.create_table(
        "evidence_chain",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(66), nullable=False),
        sa.Column("cid", sa.String(59), nullable=False),
        sa.Column("tags", sa.String(400), nullable=False),
        sa.Column("previous_hash", sa.String(66), nullable=False),
        sa.Column("hash", sa.String(66), nullable=False, unique=True),
    )
    op.create_index("ix_evidence_chain_sha256", "evidence_chain", ["sha256"])
    op.create_table(
        "evidence_mark",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(66), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("signer", sa.String(42), nullable=False),
        sa.Column("signature", sa.String(132), nullable=False),
        sa.Column("token", sa.LargeBinary),
        sa.Column("token_time", sa.BigInteger),
        sa.Column("root", sa.String(66)),
    )


def _offsets() -> None:
    op.create_table(
        "offset_record",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("nullifier", sa.String(66), nullable=False),
        sa.Column("sha256", sa.String(66), nullable=False, unique=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("grams", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("proposer", sa.String(254), nullable=False),
        sa.Column("approval", sa.String(64), nullable=False),
        sa.Column("evidence_sequence", sa.BigInteger, nullable=False),
        sa.Column("namespace", sa.String(400), nullable=False),
        sa.Column("serial_first", sa.BigInteger),
        sa.Column("serial_last", sa.BigInteger),
        sa.Column("nullified", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("refused", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("root", sa.String(66)),
        sa.Column("position", sa.BigInteger),
        sa.Column("anchored_at", sa.BigInteger),
    )
    op.create_index("ix_offset_record_tenant", "offset_record", ["tenant", "at", "id"])
    op.create_index("ix_offset_record_nullifier", "offset_record", ["nullifier"])
    op.create_index("ix_offset_record_serials", "offset_record", ["namespace", "serial_first", "serial_last"])
    op.create_index("ix_offset_record_approval", "offset_record", ["approval"])
    op.create_index("ix_offset_record_open", "offset_record", ["anchored_at", "refused"])
    op.create_table(
        "offset_alarm",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("nullifier", sa.String(66), primary_key=True),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("first_tenant", sa.String(64)),
        sa.Column("first_offset", sa.String(64)),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("sent", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("idempotent_answer", "offset_alarm", "offset_record", "evidence_mark", "evidence_chain"):
        op.drop_table(table)
