"""state elsewhere.

Where a sale on another platform stands, as that platform says.

Revision c6e80d41b972, follows b3d1f7a20c64.
"""

import sqlalchemy as sa
from alembic import op

revision = "c6e80d41b972"
down_revision = "b3d1f7a20c64"
branch_labels = None
depends_on = None

TABLE = "auction_outside_state"
MAX_FEN = 999999999999999


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("bids", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("platform", sa.String(length=120), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("evidence_media_id", sa.BigInteger(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "standing IN ('announced', 'bidding', 'extended', 'suspended')",
            name=op.f(f"ck_{TABLE}_standing_known"),
        ),
        sa.CheckConstraint(f"price BETWEEN 1 AND {MAX_FEN}", name=op.f(f"ck_{TABLE}_price_range")),
        sa.CheckConstraint("bids >= 0", name=op.f(f"ck_{TABLE}_bids_counted")),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{TABLE}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "lot_id", "content_sha256", name=op.f(f"uq_{TABLE}_lot_id_content_sha256")
        ),
        sa.UniqueConstraint("lot_id", "stated_at", name=op.f(f"uq_{TABLE}_lot_id_stated_at")),
    )
    refusal = "EXECUTE FUNCTION store_refuse_change()"
    op.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT {refusal}"
    )


def downgrade() -> None:
    """Bring the schema back; refused by the database where a state was taken in."""
    op.drop_table(TABLE)
