"""Approvals, audit log, users and factor sets of a tenant."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REFUSAL = "audit_entry is append-only"


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(66), nullable=False),
        sa.Column("hash", sa.String(66), nullable=False, unique=True),
    )
    op.create_index("audit_entry_of_tenant", "audit_entry", ["tenant", "seq"])
    _forbid_changes()
    op.create_table(
        "approval",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("proposer", sa.String(254), nullable=False),
        sa.Column("proposed_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("payload_hash", sa.String(66), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decider", sa.String(254)),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("reason", sa.Text),
    )
    op.create_index("approval_of_tenant", "approval", ["tenant", "proposed_at", "id"])
    op.create_index("approval_of_payload", "approval", ["tenant", "kind", "payload_hash"])
    op.create_table(
        "tenant_user",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("subject", sa.String(254), primary_key=True),
        sa.Column("roles", sa.String(400), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "factor_override",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("base_set", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("hash", sa.String(66), nullable=False),
        sa.Column("approval", sa.String(64), sa.ForeignKey("approval.id"), nullable=False, unique=True),
        sa.Column("valid_from", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "model_version",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(66), nullable=False),
        sa.Column("approval", sa.String(64), sa.ForeignKey("approval.id")),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("model_version", "factor_override", "tenant_user", "approval", "audit_entry"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_stands()")


def _forbid_changes() -> None:
    """The database itself refuses to change or delete an entry, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_entry_stands() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stands()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
