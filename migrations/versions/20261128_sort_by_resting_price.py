"""sort by resting price.

What a lot is sorted by in a list while nobody bids on it; none under bidding, so that a bid
writes no index for it (ADR 15).

Revision b8d15e7f2c60, follows a2f6c1d08e37.
"""

import sqlalchemy as sa
from alembic import op

revision = "b8d15e7f2c60"
down_revision = "a2f6c1d08e37"
branch_labels = None
depends_on = None

TABLE, COLUMN, INDEX = "auction_lot", "resting_price", "ix_auction_lot_resting_price"
RULE = "CASE WHEN state <> 'open' THEN coalesce(price, start_price) END"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(
        TABLE, sa.Column(COLUMN, sa.BigInteger(), sa.Computed(RULE, persisted=True), nullable=True)
    )
    op.create_index(op.f(INDEX), TABLE, [COLUMN, "id"])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index(op.f(INDEX), table_name=TABLE)
    op.drop_column(TABLE, COLUMN)
