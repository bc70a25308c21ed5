"""break the glass.

An operator asks for one sealed name, a second person answers; both rows are never changed.

Revision f3a8d25b7c14, follows b81d4f06c2e9.
"""

import sqlalchemy as sa
from alembic import op

revision = "f3a8d25b7c14"
down_revision = "b81d4f06c2e9"
branch_labels = None
depends_on = None

REQUEST, ANSWER = "auction_glass_request", "auction_glass_answer"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        REQUEST,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("paddle", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_account", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f(f"ck_{REQUEST}_some_minutes")),
        sa.CheckConstraint("lapses_at > asked_at", name=op.f(f"ck_{REQUEST}_lapses_later")),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{REQUEST}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REQUEST}")),
        sa.UniqueConstraint("id", "asked_by", name=op.f(f"uq_{REQUEST}_id_asked_by")),
    )
    op.create_index("ix_auction_glass_request_lot_id", REQUEST, ["lot_id", "id"])
    op.create_table(
        ANSWER,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=False),
        sa.Column("answered_account", sa.String(length=80), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answered_by <> asked_by", name=op.f(f"ck_{ANSWER}_two_people")),
        sa.CheckConstraint(
            "is_granted = (ends_at IS NOT NULL)", name=op.f(f"ck_{ANSWER}_granted_until")
        ),
        sa.ForeignKeyConstraint(
            ["request_id", "asked_by"],
            [f"{REQUEST}.id", f"{REQUEST}.asked_by"],
            name=f"fk_{ANSWER}_request",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ANSWER}")),
        sa.UniqueConstraint("request_id", name=op.f(f"uq_{ANSWER}_request_id")),
    )
    for table in (REQUEST, ANSWER):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
        )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table(ANSWER)
    op.drop_table(REQUEST)
