"""find what stands still.

The publications read the newest sales that stand still or fell without walking over all lots.

Revision e5b70c2d9a18, follows c4e19a7d3b62.
"""

import sqlalchemy as sa
from alembic import op

revision = "e5b70c2d9a18"
down_revision = "c4e19a7d3b62"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Find lots by since when they stand where no bidding goes on and nothing was sold."""
    op.create_index(
        "ix_auction_lot_halted_since",
        "auction_lot",
        ["state_since"],
        postgresql_where=sa.text(
            "state IN ('suspended', 'stayed', 'withdrawn', 'stopped', 'defaulted', 'annulled')"
        ),
    )


def downgrade() -> None:
    """Read all lots again."""
    op.drop_index("ix_auction_lot_halted_since", table_name="auction_lot")
