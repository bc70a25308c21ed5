"""sell elsewhere.

Where a lot is sold if not in this hall, who approved it, and how the court says it ended.

Revision e5a72c90d418, follows e7a2c4d91f38.
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e5a72c90d418"
down_revision = "e7a2c4d91f38"
branch_labels = None
depends_on = None

PLAN, RESULT = "auction_venue_plan", "auction_outside_result"
#: Acts a lot learns.
ACTIONS = ("approve_venue", "record_sale", "record_failure")
MAX_FEN = 999999999999999


def _known(table: str, column: str) -> list[str]:
    """Return the words a column holds now, whoever taught it them."""
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": f"ck_{table}_{column}_known"},
    )
    return re.findall(r"'(\w+)'::character varying", found.scalar_one())


def _check(table: str, name: str, condition: str) -> None:
    full = op.f(f"ck_{table}_{name}")
    op.drop_constraint(full, table, type_="check")
    op.create_check_constraint(full, table, condition)


def _hold_actions(words: list[str]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    _check("auction_act", "action_known", f"action IN ({listed})")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Bring the schema forward."""
    _hold_actions([*_known("auction_act", "action"), *ACTIONS])
    _check(
        "auction_lot",
        "price_with_bids",
        "(price IS NULL) = (last_seq = 0) OR (venue <> 'internal' AND last_seq = 0)",
    )
    _check(
        "auction_result",
        "sold_with_price",
        "(outcome = 'sold') = (price IS NOT NULL AND paddle IS NOT NULL) "
        "AND (outcome = 'sold' OR bid_seq IS NULL)",
    )
    _plan()
    _result()


def _plan() -> None:
    op.create_table(
        PLAN,
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "venue", _words("venue_known", "internal", "external", "traditional"), nullable=False
        ),
        sa.Column("platform_name", sa.String(length=120), nullable=True),
        sa.Column("platform_code", sa.String(length=18), nullable=True),
        sa.Column("listing_url", sa.String(length=400), nullable=True),
        sa.Column(
            "ground",
            _words("ground_known", "other_way_required", "unfit_for_online"),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("is_ship", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "committee",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.Column("house_code", sa.String(length=40), nullable=True),
        sa.Column("house_name", sa.String(length=120), nullable=True),
        sa.Column("draw_no", sa.String(length=40), nullable=True),
        sa.Column("reserve_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reserve_commitment", sa.String(length=64), nullable=True),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("venue <> 'internal'", name=op.f(f"ck_{PLAN}_elsewhere")),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)",
            name=op.f(f"ck_{PLAN}_approved_at_moment"),
        ),
        sa.CheckConstraint("asked_by <> approved_by", name=op.f(f"ck_{PLAN}_two_people")),
        sa.CheckConstraint(
            "(reserve_sealed IS NULL) = (reserve_commitment IS NULL)",
            name=op.f(f"ck_{PLAN}_reserve_committed"),
        ),
        sa.CheckConstraint(
            "reserve_sealed IS NULL OR is_ship", name=op.f(f"ck_{PLAN}_secret_for_ships")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{PLAN}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("lot_id", name=op.f(f"pk_{PLAN}")),
    )


def _result() -> None:
    op.create_table(
        RESULT,
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "venue", _words("venue_known", "internal", "external", "traditional"), nullable=False
        ),
        sa.Column("outcome", _words("outcome_known", "sold", "unsold"), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deposit", sa.BigInteger(), nullable=False),
        sa.Column("commission", sa.BigInteger(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("evidence_media_id", sa.BigInteger(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"price BETWEEN 1 AND {MAX_FEN}", name=op.f(f"ck_{RESULT}_price_range")),
        sa.CheckConstraint(
            f"deposit BETWEEN 0 AND {MAX_FEN}", name=op.f(f"ck_{RESULT}_deposit_range")
        ),
        sa.CheckConstraint(
            f"commission BETWEEN 0 AND {MAX_FEN}", name=op.f(f"ck_{RESULT}_commission_range")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{RESULT}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("lot_id", name=op.f(f"pk_{RESULT}")),
    )
    refusal = "EXECUTE FUNCTION store_refuse_change()"
    op.execute(
        f"CREATE TRIGGER {RESULT}_append_only BEFORE UPDATE OR DELETE ON {RESULT} "
        f"FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {RESULT}_no_truncate BEFORE TRUNCATE ON {RESULT} "
        f"FOR EACH STATEMENT {refusal}"
    )


def downgrade() -> None:
    """Bring the schema back; refused by the database where a sale was held elsewhere."""
    op.drop_table(RESULT)
    op.drop_table(PLAN)
    _check(
        "auction_result",
        "sold_with_price",
        "(outcome = 'sold') = (price IS NOT NULL AND paddle IS NOT NULL AND bid_seq IS NOT NULL)",
    )
    _check("auction_lot", "price_with_bids", "(price IS NULL) = (last_seq = 0)")
    _hold_actions([word for word in _known("auction_act", "action") if word not in ACTIONS])
