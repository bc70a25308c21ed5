"""keep statistics.

Counts of lots by place, period and facet, and the months that are to be counted anew.

Revision d5a91c3e7f24, follows f1a7c39e5b28.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d5a91c3e7f24"
down_revision = "f1a7c39e5b28"
branch_labels = None
depends_on = None

CELL, TOUCHED = "auction_statistics_cell", "auction_statistics_touched"


def upgrade() -> None:
    """Bring the schema forward; the reader counts what happened before as it reads on."""
    op.create_table(
        CELL,
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("facet", sa.String(length=60), nullable=False),
        sa.Column("parent", sa.String(length=20), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("spreads", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "level IN ('court', 'city', 'province', 'platform')",
            name=op.f(f"ck_{CELL}_level_known"),
        ),
        sa.PrimaryKeyConstraint("level", "place", "period", "facet", name=op.f(f"pk_{CELL}")),
    )
    op.create_index(f"ix_{CELL}_parent", CELL, ["level", "parent", "period", "facet"])
    op.create_table(
        TOUCHED,
        sa.Column("court_code", sa.String(length=20), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("touches", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("touches > 0", name=op.f(f"ck_{TOUCHED}_touched")),
        sa.PrimaryKeyConstraint("court_code", "month", name=op.f(f"pk_{TOUCHED}")),
    )
    op.create_index(
        "ix_auction_lot_court_code_announced_at", "auction_lot", ["court_code", "announced_at"]
    )
    op.create_index("ix_auction_lot_court_code_ended_at", "auction_lot", ["court_code", "ended_at"])


def downgrade() -> None:
    """Bring the schema back; the counts can be made anew."""
    op.drop_index("ix_auction_lot_court_code_ended_at", "auction_lot")
    op.drop_index("ix_auction_lot_court_code_announced_at", "auction_lot")
    op.drop_table(TOUCHED)
    op.drop_table(CELL)
