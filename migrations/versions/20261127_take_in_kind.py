"""take in kind.

Creditors answer whether they take an unsold asset; they are ranked, and whoever is called tops up.

Revision 9b1f6e3d7c52, follows 2c8e5d7f9a14.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "9b1f6e3d7c52"
down_revision = "2c8e5d7f9a14"
branch_labels = None
depends_on = None

OFFER = "auction_in_kind_offer"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "auction_in_kind_answer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("party_name", sa.String(length=120), nullable=False),
        sa.Column("takes_it", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("fell_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], [f"{OFFER}.id"], name=op.f("fk_auction_in_kind_answer_offer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_in_kind_answer")),
        sa.UniqueConstraint(
            "offer_id", "party_id", name=op.f("uq_auction_in_kind_answer_offer_id_party_id")
        ),
    )
    op.add_column(OFFER, sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        OFFER,
        sa.Column(
            "drawn",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column(OFFER, sa.Column("assignee_id", sa.BigInteger(), nullable=True))
    for name in ("entitled", "top_up"):
        op.add_column(OFFER, sa.Column(name, sa.BigInteger(), nullable=True))
        op.create_check_constraint(
            op.f(f"ck_{OFFER}_{name}_range"), OFFER, f"{name} BETWEEN 0 AND 999999999999999"
        )
    op.add_column(OFFER, sa.Column("top_up_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(OFFER, sa.Column("top_up_order", sa.String(length=60), nullable=True))
    op.add_column(OFFER, sa.Column("top_up_paid_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Bring the schema back."""
    for name in ("entitled", "top_up"):
        op.drop_constraint(op.f(f"ck_{OFFER}_{name}_range"), OFFER, type_="check")
    for name in (
        "top_up_paid_at", "top_up_order", "top_up_due_at", "top_up", "entitled", "assignee_id",
        "drawn", "ranked_at",
    ):  # fmt: skip
        op.drop_column(OFFER, name)
    op.drop_table("auction_in_kind_answer")
