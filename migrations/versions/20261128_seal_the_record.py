"""seal the record.

The tree over all facts: leaves, cached roots, signed checkpoints, tokens, lines of witnesses.

Revision f1a7c39e5b28, follows d7b92e64f105.
"""

import sqlalchemy as sa
from alembic import op

revision = "f1a7c39e5b28"
down_revision = "d7b92e64f105"
branch_labels = None
depends_on = None

TABLES = ("log_leaf", "log_node", "log_key", "log_checkpoint", "log_token", "log_cosignature")


def _keep(table: str) -> None:
    refusal = "EXECUTE FUNCTION store_refuse_change()"
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refusal}"
    )


def upgrade() -> None:
    """Bring the schema forward."""
    big, when, raw = sa.BigInteger(), sa.DateTime(timezone=True), sa.LargeBinary(length=32)
    op.create_table(
        "log_leaf",
        sa.Column("idx", big, autoincrement=False, nullable=False),
        sa.Column("entry_id", big, nullable=False),
        sa.Column("hash", raw, nullable=False),
        sa.CheckConstraint("idx >= 0 AND octet_length(hash) = 32", name=op.f("ck_log_leaf_placed")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["trail_entry.id"], name=op.f("fk_log_leaf_entry_id")
        ),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_log_leaf_entry_id")),
    )
    op.create_index(op.f("ix_log_leaf_hash"), "log_leaf", ["hash"])
    op.create_table(
        "log_node",
        sa.Column("level", big, autoincrement=False, nullable=False),
        sa.Column("place", big, autoincrement=False, nullable=False),
        sa.Column("hash", raw, nullable=False),
        sa.CheckConstraint(
            "level > 0 AND level % 8 = 0 AND octet_length(hash) = 32",
            name=op.f("ck_log_node_cached"),
        ),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_log_node")),
    )
    op.create_table(
        "log_key",
        sa.Column("id", big, nullable=False),
        sa.Column("vkey", sa.String(length=300), nullable=False),
        sa.Column("added_at", when, nullable=False),
        sa.Column("overlap_until", when, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_key")),
        sa.UniqueConstraint("vkey", name=op.f("uq_log_key_vkey")),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("size", big, autoincrement=False, nullable=False),
        sa.Column("root", raw, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", when, nullable=False),
        sa.Column("horizon", big, nullable=False),
        sa.CheckConstraint(
            "size > 0 AND octet_length(root) = 32", name=op.f("ck_log_checkpoint_counted")
        ),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_checkpoint")),
    )
    op.create_table(
        "log_token",
        sa.Column("id", big, nullable=False),
        sa.Column("size", big, nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("stated_at", when, nullable=False),
        sa.Column("received_at", when, nullable=False),
        sa.ForeignKeyConstraint(["size"], ["log_checkpoint.size"], name=op.f("fk_log_token_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_token")),
    )
    op.create_index(op.f("ix_log_token_size"), "log_token", ["size"])
    op.create_table(
        "log_cosignature",
        sa.Column("id", big, nullable=False),
        sa.Column("size", big, nullable=False),
        sa.Column("vkey", sa.String(length=300), nullable=False),
        sa.Column("line", sa.String(length=400), nullable=False),
        sa.Column("received_at", when, nullable=False),
        sa.ForeignKeyConstraint(
            ["size"], ["log_checkpoint.size"], name=op.f("fk_log_cosignature_size")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_cosignature")),
        sa.UniqueConstraint("size", "vkey", name=op.f("uq_log_cosignature_size_vkey")),
    )
    for table in TABLES:
        _keep(table)


def downgrade() -> None:
    """Take the schema back."""
    for table in reversed(TABLES):
        op.drop_table(table)
