"""published in order.

What was published last is found without a walk over every notice and every result.

Revision f1a9c0de0003, follows f1a9c0de0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "f1a9c0de0003"
down_revision = "f1a9c0de0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index(
        "ix_auction_notice_published_at",
        "auction_notice",
        ["published_at"],
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index("ix_auction_result_closed_at", "auction_result", ["closed_at"])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index("ix_auction_result_closed_at", table_name="auction_result")
    op.drop_index("ix_auction_notice_published_at", table_name="auction_notice")
