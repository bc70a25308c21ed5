"""feed subscriptions.

Receivers of events, and what each was sent.

Revision f1a9c0de0002, follows f1a9c0de0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "f1a9c0de0002"
down_revision = "f1a9c0de0001"
branch_labels = None
depends_on = None

SUBSCRIPTION, DELIVERY, ENTRY = "feed_subscription", "feed_delivery", "feed_delivered_entry"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        SUBSCRIPTION,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("types", sa.ARRAY(sa.String(length=80)), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("pause_cause", sa.String(length=40), nullable=True),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('active', 'paused', 'ended')", name=op.f(f"ck_{SUBSCRIPTION}_state_known")
        ),
        sa.CheckConstraint(
            "pause_cause IN ('ordered', 'failed', 'gone')",
            name=op.f(f"ck_{SUBSCRIPTION}_pause_cause_known"),
        ),
        sa.CheckConstraint(
            "(state = 'paused') = (pause_cause IS NOT NULL)",
            name=op.f(f"ck_{SUBSCRIPTION}_pause_with_its_cause"),
        ),
        sa.CheckConstraint(
            "(failures = 0) = (failing_since IS NULL)",
            name=op.f(f"ck_{SUBSCRIPTION}_failures_with_moment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SUBSCRIPTION}")),
        sa.UniqueConstraint("reference", name=op.f(f"uq_{SUBSCRIPTION}_reference")),
    )
    op.create_index(
        f"ix_{SUBSCRIPTION}_due",
        SUBSCRIPTION,
        ["next_try_at"],
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        DELIVERY,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("subscription_id", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            [f"{SUBSCRIPTION}.id"],
            name=op.f(f"fk_{DELIVERY}_subscription_id_{SUBSCRIPTION}"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{DELIVERY}")),
        sa.UniqueConstraint("reference", name=op.f(f"uq_{DELIVERY}_reference")),
    )
    op.create_index(
        f"uq_{DELIVERY}_open",
        DELIVERY,
        ["subscription_id", "run"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(f"ix_{DELIVERY}_subscription_id_id", DELIVERY, ["subscription_id", "id"])
    op.create_table(
        ENTRY,
        sa.Column("subscription_id", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            [f"{SUBSCRIPTION}.id"],
            name=op.f(f"fk_{ENTRY}_subscription_id_{SUBSCRIPTION}"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["trail_entry.id"], name=op.f(f"fk_{ENTRY}_entry_id_trail_entry")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            [f"{DELIVERY}.id"],
            name=op.f(f"fk_{ENTRY}_delivery_id_{DELIVERY}"),
        ),
        sa.PrimaryKeyConstraint("subscription_id", "run", "entry_id", name=op.f(f"pk_{ENTRY}")),
    )
    op.create_index(op.f(f"ix_{ENTRY}_delivery_id"), ENTRY, ["delivery_id"])


def downgrade() -> None:
    """Bring the schema back; receivers and what they were sent are forgotten."""
    for table in (ENTRY, DELIVERY, SUBSCRIPTION):
        op.drop_table(table)
