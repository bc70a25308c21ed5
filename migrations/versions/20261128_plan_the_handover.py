"""plan the handover.

The way from the ruling to the keys is planned step by step, and which office the notice to assist
reached is kept.

Revision c94e27b5d816, follows b8d31f7a60c4.
"""

import sqlalchemy as sa
from alembic import op

revision = "c94e27b5d816"
down_revision = "b8d31f7a60c4"
branch_labels = None
depends_on = None

STEP, SERVICE = "auction_planned_step", "auction_assistance_service"
STEPS = (
    "inspection",
    "order_to_leave",
    "president_notice",
    "inventory",
    "clearance",
    "meters",
    "keys",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        STEP,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                *STEPS, name="step_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_reason", sa.String(length=400), nullable=True),
        sa.Column("planned_by", sa.String(length=80), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("leave_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("done_by", sa.String(length=80), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(done_on IS NULL) = (done_at IS NULL)", name=op.f(f"ck_{STEP}_done_at_a_moment")
        ),
        sa.CheckConstraint(
            "leave_until IS NULL OR (step = 'president_notice' AND done_on <= leave_until)",
            name=op.f(f"ck_{STEP}_leave_after_notice"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{STEP}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{STEP}")),
        sa.UniqueConstraint("lot_id", "step", name=op.f(f"uq_{STEP}_lot_id_step")),
    )
    op.create_table(
        SERVICE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{SERVICE}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SERVICE}")),
    )
    op.create_index(f"ix_{SERVICE}_lot_id", SERVICE, ["lot_id"])
    op.execute(
        f"CREATE TRIGGER {SERVICE}_append_only BEFORE UPDATE OR DELETE ON {SERVICE} "
        "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {SERVICE}_no_truncate BEFORE TRUNCATE ON {SERVICE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table(SERVICE)
    op.drop_table(STEP)
