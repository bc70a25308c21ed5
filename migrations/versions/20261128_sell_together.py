"""sell together.

Several things of one case sold as one lot, each part with its own fixed price.

Revision b3d1f7a20c64, follows f3a8d25b7c14.
"""

import sqlalchemy as sa
from alembic import op

revision = "b3d1f7a20c64"
down_revision = "f3a8d25b7c14"
branch_labels = None
depends_on = None

MERGER, PART = "auction_lot_merger", "auction_lot_part"
ACTION = "split"
MAX_FEN = 999999999999999
NATURES = (
    "housing",
    "commercial",
    "industrial",
    "land_use",
    "vehicle",
    "equipment",
    "equity",
    "mining_right",
    "jewelry",
    "other_right",
)


def _words() -> list[str]:
    """Return the acts of a lot the database knows now."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT regexp_matches(pg_get_constraintdef(oid), '''([^'']+)''::', 'g') "
            "FROM pg_constraint WHERE conname = 'ck_auction_act_action_known'"
        )
    )
    return [row[0][0] for row in found]


def _allow(words: list[str]) -> None:
    name = op.f("ck_auction_act_action_known")
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, "auction_act", type_="check")
    op.create_check_constraint(name, "auction_act", f"action IN ({listed})")


def _known(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_known"))


def _only_grows(table: str) -> None:
    refusal = "EXECUTE FUNCTION store_refuse_change()"
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT {refusal}"
    )


def upgrade() -> None:
    """Bring the schema forward."""
    _allow([*_words(), ACTION])
    op.create_table(
        MERGER,
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("merged_by", sa.String(length=80), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        _known(MERGER, "ground", "indivisible", "value_lost"),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{MERGER}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("lot_id", name=op.f(f"pk_{MERGER}")),
    )
    op.create_table(
        PART,
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("asset_no", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column("appraisal_no", sa.String(length=40), nullable=False),
        sa.Column("reference_price", sa.BigInteger(), nullable=False),
        sa.Column("reference_valid_until", sa.Date(), nullable=False),
        sa.Column("report_sha256", sa.String(length=64), nullable=False),
        _known(PART, "kind", "movable", "immovable", "other"),
        _known(PART, "nature", *NATURES),
        sa.CheckConstraint(
            f"reference_price BETWEEN 1 AND {MAX_FEN}",
            name=op.f(f"ck_{PART}_reference_price_range"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{PART}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("lot_id", "place", name=op.f(f"pk_{PART}")),
        sa.UniqueConstraint("lot_id", "asset_no", name=op.f(f"uq_{PART}_lot_id_asset_no")),
    )
    op.create_index("ix_auction_lot_part_asset_no", PART, ["asset_no"])
    for table in (MERGER, PART):
        _only_grows(table)


def downgrade() -> None:
    """Bring the schema back; refused by the database where something was sold together."""
    op.drop_table(PART)
    op.drop_table(MERGER)
    _allow([word for word in _words() if word != ACTION])
