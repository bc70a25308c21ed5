"""find what is over.

Deliveries that were taken long ago, and the last root a retired key signed, are found by index.

Revision a7d1094e6b35, follows 8e2f6a9c1d57.
"""

import sqlalchemy as sa
from alembic import op

revision = "a7d1094e6b35"
down_revision = "8e2f6a9c1d57"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index(
        "ix_feed_delivery_done_at",
        "feed_delivery",
        ["done_at"],
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_index("ix_log_checkpoint_signed_at", "log_checkpoint", ["signed_at"])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index("ix_log_checkpoint_signed_at", table_name="log_checkpoint")
    op.drop_index("ix_feed_delivery_done_at", table_name="feed_delivery")
