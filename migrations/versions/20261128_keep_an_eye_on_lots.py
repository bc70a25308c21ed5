"""keep an eye on lots.

Lots a visitor marked, under a keyed digest of the person instead of a name.

Revision 7a4d0b9e2c16, follows 5f1c8d3a9e74.
"""

import sqlalchemy as sa
from alembic import op

revision = "7a4d0b9e2c16"
down_revision = "5f1c8d3a9e74"
branch_labels = None
depends_on = None

FAVORITE = "auction_favorite"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        FAVORITE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("visitor_digest", sa.String(length=64), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_favorite_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_favorite")),
        sa.UniqueConstraint(
            "visitor_digest", "lot_id", name=op.f("uq_auction_favorite_visitor_digest_lot_id")
        ),
    )
    op.create_index("ix_auction_favorite_lot_id", FAVORITE, ["lot_id"])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table(FAVORITE)
