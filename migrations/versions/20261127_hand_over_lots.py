"""hand over lots.

When a ruling was served, whether equity waits for approval, and a debtor's own sale. A lot that was
settled before stays so.

Revision 4e7a9c2b8d61, follows 9b1f6e3d7c52.
"""

import sqlalchemy as sa
from alembic import op

revision = "4e7a9c2b8d61"
down_revision = "9b1f6e3d7c52"
branch_labels = None
depends_on = None

LOT = "auction_lot"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(
        LOT,
        sa.Column("needs_approval", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(LOT, sa.Column("ruling_served_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(LOT, sa.Column("self_disposal_price", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_auction_lot_self_disposal_price_range"),
        LOT,
        "self_disposal_price BETWEEN 1 AND 999999999999999",
    )
    op.add_column(LOT, sa.Column("self_disposal_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_column(LOT, "self_disposal_until")
    op.drop_constraint(op.f("ck_auction_lot_self_disposal_price_range"), LOT, type_="check")
    op.drop_column(LOT, "self_disposal_price")
    op.drop_column(LOT, "ruling_served_at")
    op.drop_column(LOT, "needs_approval")
