"""act on lots.

What a court decides about a lot's course, with ground, reason and paper.

Revision 2c8e5d7f9a14, follows 7d2f4b9c1e63.
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2c8e5d7f9a14"
down_revision = "7d2f4b9c1e63"
branch_labels = None
depends_on = None

_ACTIONS = (
    "choose_venue", "approve", "notify", "excuse_delay", "announce", "enroll", "open", "suspend",
    "stay", "resume", "knock_down", "leave_unsold", "ask_approval", "receive_price",
    "prove_buyer", "rule", "hand_over", "settle", "default", "annul", "draft_next",
    "offer_in_kind", "close_offer", "rule_in_kind", "manage", "return", "allow_self_disposal",
    "lapse_self_disposal", "end_self_disposal", "withdraw", "stop",
)  # fmt: skip
_STATES = (
    "draft", "approved", "announced", "open", "suspended", "stayed", "sold", "awaiting_approval",
    "paid", "qualified", "ruled", "handed_over", "settled", "defaulted", "annulled", "unsold",
    "in_kind_offered", "in_kind", "managed", "returned", "self_disposal", "self_disposed",
    "withdrawn", "stopped",
)  # fmt: skip


def _known(table: str, column: str) -> list[str]:
    """Return the words a column holds now, whoever taught it them."""
    name = f"ck_{table}_{column}_known"
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": name},
    )
    return re.findall(r"'(\w+)'::character varying", found.scalar_one())


def _hold(table: str, column: str, words: list[str]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *words, name=f"{name}_known", native_enum=False, create_constraint=True, length=40
    )


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "auction_act",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("action", _words("action", _ACTIONS), nullable=False),
        sa.Column("left_state", _words("left_state", _STATES), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("citations", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("acted_by", sa.String(length=80), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_act_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_act")),
    )
    op.create_index("ix_auction_act_lot_id", "auction_act", ["lot_id", "id"])
    op.create_index(
        "ix_auction_act_unprinted",
        "auction_act",
        ["id"],
        postgresql_where=sa.text("paper_no IS NULL"),
    )
    op.add_column("auction_lot", sa.Column("halt_ended_on", sa.Date(), nullable=True))
    _hold("auction_settlement", "state", [*_known("auction_settlement", "state"), "annulled"])


def downgrade() -> None:
    """Bring the schema back."""
    kept = [word for word in _known("auction_settlement", "state") if word != "annulled"]
    _hold("auction_settlement", "state", kept)
    op.drop_column("auction_lot", "halt_ended_on")
    op.drop_table("auction_act")
