"""see readers that stopped, and when a sale went on.

Since when a reader has been stopped at its cursor and by what, so that /readyz can name it; and
the moment a sale went on, before which no bid of the rest counts.

Revision d1f49b7e3c02, follows c3e81f5a60b9.
"""

import sqlalchemy as sa
from alembic import op

revision = "d1f49b7e3c02"
down_revision = "c3e81f5a60b9"
branch_labels = None
depends_on = None

CURSOR = "trail_cursor"
LOT = "auction_lot"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(CURSOR, sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(CURSOR, sa.Column("fault", sa.String(length=80), nullable=True))
    op.create_check_constraint(
        op.f("ck_trail_cursor_fault_with_moment"), CURSOR, "(stopped_at IS NULL) = (fault IS NULL)"
    )
    op.add_column(LOT, sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_column(LOT, "resumed_at")
    op.drop_column(CURSOR, "fault")
    op.drop_column(CURSOR, "stopped_at")
