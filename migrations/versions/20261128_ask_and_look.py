"""ask and look.

Questions about a lot with the court's answers, and times to look at it with their bookings; people
stand in them as keyed digests.

Revision c3e81f5a60b9, follows 7a4d0b9e2c16.
"""

import sqlalchemy as sa
from alembic import op

revision = "c3e81f5a60b9"
down_revision = "7a4d0b9e2c16"
branch_labels = None
depends_on = None

LOT, QUESTION, VIEWING, BOOKING = (
    "auction_lot",
    "auction_question",
    "auction_viewing",
    "auction_viewing_booking",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        QUESTION,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("visitor_digest", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_auction_question_answered_at_a_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], [f"{LOT}.id"], name=op.f("fk_auction_question_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_question")),
        sa.UniqueConstraint(
            "lot_id",
            "visitor_digest",
            "words",
            name=op.f("uq_auction_question_lot_id_visitor_digest_words"),
        ),
    )
    op.create_index(
        "ix_auction_question_waiting",
        QUESTION,
        ["lot_id"],
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        VIEWING,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("offered_by", sa.String(length=80), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "starts_at < ends_at", name=op.f("ck_auction_viewing_starts_before_it_ends")
        ),
        sa.CheckConstraint(
            "taken BETWEEN 0 AND capacity", name=op.f("ck_auction_viewing_taken_within_capacity")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (reason IS NULL)",
            name=op.f("ck_auction_viewing_withdrawn_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], [f"{LOT}.id"], name=op.f("fk_auction_viewing_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_viewing")),
    )
    op.create_index(
        "uq_auction_viewing_lot_id_starts_at",
        VIEWING,
        ["lot_id", "starts_at"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        BOOKING,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("viewing_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("visitor_digest", sa.String(length=64), nullable=False),
        sa.Column("called", sa.String(length=20), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["lot_id"], [f"{LOT}.id"], name=op.f("fk_auction_viewing_booking_lot_id_auction_lot")
        ),
        sa.ForeignKeyConstraint(
            ["viewing_id"],
            [f"{VIEWING}.id"],
            name=op.f("fk_auction_viewing_booking_viewing_id_auction_viewing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_viewing_booking")),
    )
    op.create_index(
        "uq_auction_viewing_booking_lot_id_visitor_digest",
        BOOKING,
        ["lot_id", "visitor_digest"],
        unique=True,
        postgresql_where=sa.text("canceled_at IS NULL"),
    )
    op.create_index("ix_auction_viewing_booking_viewing_id", BOOKING, ["viewing_id"])
    op.create_index("ix_auction_viewing_booking_visitor_digest", BOOKING, ["visitor_digest"])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table(BOOKING)
    op.drop_table(VIEWING)
    op.drop_table(QUESTION)
