"""bid together or by agent.

Who stands behind one paddle where it is not one person alone, sealed; and who of them is barred
after a default.

Revision e7a2c4d91f38, follows d1f6a0c83b52.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e7a2c4d91f38"
down_revision = "d1f6a0c83b52"
branch_labels = None
depends_on = None

GROUP, MEMBER = "auction_bidding_group", "auction_group_member"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        GROUP,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "joint",
                "agent",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lead_digest", sa.String(length=64), nullable=False),
        sa.Column("mandate_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mandate_sha256", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (is_confirmed IS NULL)",
            name=op.f("ck_auction_bidding_group_decided_at_a_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_bidding_group_lot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_bidding_group")),
    )
    op.create_index("ix_auction_bidding_group_lot_id_lead_digest", GROUP, ["lot_id", "lead_digest"])
    op.create_table(
        MEMBER,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("holder_digest", sa.String(length=64), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("identity_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_standing", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "share_percent BETWEEN 0 AND 100", name=op.f("ck_auction_group_member_share_range")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["auction_bidding_group.id"],
            name=op.f("fk_auction_group_member_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_group_member_lot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_group_member")),
    )
    op.create_index("ix_auction_group_member_group_id", MEMBER, ["group_id"])
    op.create_index(
        "uq_auction_group_member_lot_id_holder_digest",
        MEMBER,
        ["lot_id", "holder_digest"],
        unique=True,
        postgresql_where=sa.text("is_standing"),
    )
    op.add_column(
        "auction_default",
        sa.Column(
            "also_barred",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("auction_default", "also_barred")
    op.drop_table(MEMBER)
    op.drop_table(GROUP)
