"""keep findings.

What the screens found, how a judge closed it, and the marks they compare; never changed.

Revision a94f17c3e6b8, follows f1a9c0de0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a94f17c3e6b8"
down_revision = "f1a9c0de0004"
branch_labels = None
depends_on = None

FINDING, CLOSURE = "screening_finding", "screening_closure"
SEAT, PRICE = "auction_screen_seat", "auction_screen_price"
KINDS = (
    "movable",
    "immovable",
    "other",
)
ROUNDS = (
    "first",
    "second",
    "third",
    "sell_off",
)
SCREENS = tuple(f"S{number}" for number in range(1, 14))


def _known(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_known"))


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _json(name: str) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False)


def _lot(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{table}_lot_id"))


def _findings() -> None:
    op.create_table(
        FINDING,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("screen", sa.String(length=40), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("case_number", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        _json("paddles"),
        _json("signals"),
        sa.Column("points_tenths", sa.BigInteger(), nullable=False),
        sa.Column("threshold_tenths", sa.BigInteger(), nullable=False),
        sa.Column("card", sa.String(length=40), nullable=False),
        _moment("made_at"),
        sa.CheckConstraint(
            "points_tenths >= threshold_tenths", name=op.f(f"ck_{FINDING}_over_threshold")
        ),
        _known(FINDING, "screen", SCREENS),
        _known(FINDING, "phase", ("live", "ended")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FINDING}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{FINDING}_key")),
    )
    op.create_index("ix_screening_finding_court_id", FINDING, ["court_id", "id"])
    op.create_index("ix_screening_finding_subject", FINDING, ["subject", "id"])
    op.create_table(
        CLOSURE,
        sa.Column("finding_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=False),
        sa.Column("closed_name", sa.String(length=120), nullable=False),
        _moment("closed_at"),
        _known(CLOSURE, "verdict", ("founded", "unfounded")),
        sa.ForeignKeyConstraint(
            ["finding_id"], [f"{FINDING}.id"], name=op.f(f"fk_{CLOSURE}_finding_id")
        ),
        sa.PrimaryKeyConstraint("finding_id", name=op.f(f"pk_{CLOSURE}")),
    )


def _kept() -> None:
    op.create_table(
        SEAT,
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("paddle", sa.String(length=8), nullable=False),
        sa.Column("person_mark", sa.String(length=64), nullable=False),
        _json("payer_marks"),
        sa.Column("is_namesake", sa.Boolean(), nullable=False),
        _moment("kept_at"),
        _lot(SEAT),
        sa.PrimaryKeyConstraint("lot_id", "paddle", name=op.f(f"pk_{SEAT}")),
    )
    op.create_index("ix_auction_screen_seat_person_mark", SEAT, ["person_mark"])
    op.create_table(
        PRICE,
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("round", sa.String(length=40), nullable=False),
        sa.Column("agency_code", sa.String(length=18), nullable=False),
        sa.Column("ratio_ppm", sa.BigInteger(), nullable=False),
        _moment("kept_at"),
        sa.CheckConstraint("ratio_ppm > 0", name=op.f(f"ck_{PRICE}_ratio_positive")),
        _lot(PRICE),
        _known(PRICE, "kind", KINDS),
        _known(PRICE, "round", ROUNDS),
        sa.PrimaryKeyConstraint("lot_id", name=op.f(f"pk_{PRICE}")),
    )
    op.create_index("ix_auction_screen_price_kind", PRICE, ["kind", "round", "lot_id"])


def upgrade() -> None:
    """Bring the schema forward."""
    _findings()
    _kept()
    for table in (FINDING, CLOSURE, SEAT, PRICE):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
        )


def downgrade() -> None:
    """Bring the schema back."""
    for table in (PRICE, SEAT, CLOSURE, FINDING):
        op.drop_table(table)
