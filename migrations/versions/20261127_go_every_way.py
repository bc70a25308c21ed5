"""go every way.

A lot knows every state of its life, since when it stands there, where a stop leads back to, and
which lot of the same asset it follows; unsold, it is offered to the creditors.

Revision 7d2f4b9c1e63, follows 7c3e91d05a42.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "7d2f4b9c1e63"
down_revision = "7c3e91d05a42"
branch_labels = None
depends_on = None

#: States a lot learns.
_STATES = (
    "stayed", "awaiting_approval", "qualified", "ruled", "handed_over", "annulled",
    "in_kind_offered", "in_kind", "managed", "returned", "self_disposal", "self_disposed",
    "stopped",
)  # fmt: skip
#: Papers of a sale's own course.
_PAPERS = (
    "in_kind_inquiry",
    "in_kind_ruling",
    "management_ruling",
    "release_ruling",
    "sale_suspension",
    "sale_stay",
    "sale_resumption",
    "sale_withdrawal",
    "sale_stop",
    "sale_annulment",
    "self_disposal_permit",
    "default_ruling",
    "sale_ruling",
    "assistance_notice",
    "handover_record",
)
_PAPER_TABLES = ("documents_paper", "documents_text")
_COMPLETE = (
    "start_price IS NOT NULL AND bid_step > 0 AND deposit IS NOT NULL AND opens_at IS NOT NULL "
    "AND scheduled_close_at IS NOT NULL AND closes_at IS NOT NULL"
)


def _known(table: str, column: str) -> list[str]:
    """Return the words a column holds now, whoever taught it them."""
    name = f"ck_{table}_{column}_known"
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": name},
    )
    return re.findall(r"'(\w+)'::character varying", found.scalar_one())


def _check(name: str, condition: str, *, is_new: bool = False) -> None:
    full = op.f(f"ck_auction_lot_{name}")
    if not is_new:
        op.drop_constraint(full, "auction_lot", type_="check")
    op.create_check_constraint(full, "auction_lot", condition)


def _hold(column: str, words: list[str], *, is_new: bool = False) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    _check(f"{column}_known", f"{column} IN ({listed})", is_new=is_new)


def _hold_papers(words: dict[str, list[str]]) -> None:
    for table, kinds in words.items():
        name = op.f(f"ck_{table}_kind_known")
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"kind IN ({listed})")


def _live_when(*lifeless: str) -> None:
    """An asset is in one sale at a time; these states leave it free for another."""
    op.drop_index("uq_auction_lot_asset_no_live", table_name="auction_lot")
    listed = ", ".join(f"'{state}'" for state in lifeless)
    op.create_index(
        "uq_auction_lot_asset_no_live",
        "auction_lot",
        ["asset_no"],
        unique=True,
        postgresql_where=sa.text(f"state NOT IN ({listed})"),
    )


def upgrade() -> None:
    """Bring the schema forward."""
    states = [*_known("auction_lot", "state"), *_STATES]
    _hold("state", states)
    op.add_column("auction_lot", sa.Column("stopped_from", sa.String(length=40), nullable=True))
    _hold("stopped_from", states, is_new=True)
    op.execute("UPDATE auction_lot SET stopped_from = 'open' WHERE state = 'suspended'")
    op.add_column(
        "auction_lot", sa.Column("state_since", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(
        "UPDATE auction_lot SET state_since = "
        "coalesce(ended_at, suspended_at, announced_at, created_at)"
    )
    op.alter_column("auction_lot", "state_since", nullable=False)
    _check(
        "complete_when_announced",
        f"state IN ('draft', 'approved', 'withdrawn', 'stopped') OR ({_COMPLETE})",
    )
    _check(
        "suspended_with_moment", "(state IN ('suspended', 'stayed')) = (suspended_at IS NOT NULL)"
    )
    _check(
        "stopped_from_somewhere",
        "(suspended_at IS NULL) = (stopped_from IS NULL)",
        is_new=True,
    )
    _live_when("unsold", "defaulted", "annulled", "withdrawn", "stopped", "managed", "returned")
    _hold_papers({table: [*_known(table, "kind"), *_PAPERS] for table in _PAPER_TABLES})
    _follow()
    _offer()


def _follow() -> None:
    """Let a lot follow another, and let the first bid of a sell-off bring the end forward."""
    op.add_column("auction_lot", sa.Column("follows_id", sa.BigInteger(), nullable=True))
    op.add_column("auction_lot", sa.Column("previous_start", sa.BigInteger(), nullable=True))
    op.add_column("auction_lot", sa.Column("previous_failed_on", sa.Date(), nullable=True))
    op.add_column("auction_lot", sa.Column("delay_reason", sa.String(length=400), nullable=True))
    op.create_foreign_key(
        op.f("fk_auction_lot_follows_id"), "auction_lot", "auction_lot", ["follows_id"], ["id"]
    )
    op.create_index("ix_auction_lot_follows_id", "auction_lot", ["follows_id"])
    _check("previous_start_range", "previous_start BETWEEN 1 AND 999999999999999", is_new=True)
    _check("never_closes_earlier", "round = 'sell_off' OR closes_at >= scheduled_close_at")
    name = op.f("ck_auction_bid_never_closes_earlier")
    op.drop_constraint(name, "auction_bid", type_="check")
    op.create_check_constraint(name, "auction_bid", "seq = 1 OR closes_after >= closes_before")


def _offer() -> None:
    op.create_table(
        "auction_in_kind_offer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ending",
            sa.Enum(
                "nobody",
                "fell_through",
                "taken",
                name="ending_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ending IS NULL)",
            name=op.f("ck_auction_in_kind_offer_ended_somehow"),
        ),
        sa.CheckConstraint(
            "price BETWEEN 1 AND 999999999999999",
            name=op.f("ck_auction_in_kind_offer_price_range"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_in_kind_offer_lot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_in_kind_offer")),
    )
    op.create_index(
        "uq_auction_in_kind_offer_open",
        "auction_in_kind_offer",
        ["lot_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_auction_in_kind_offer_until_at",
        "auction_in_kind_offer",
        ["until_at"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table("auction_in_kind_offer")
    name = op.f("ck_auction_bid_never_closes_earlier")
    op.drop_constraint(name, "auction_bid", type_="check")
    op.create_check_constraint(name, "auction_bid", "closes_after >= closes_before")
    _check("never_closes_earlier", "closes_at >= scheduled_close_at")
    op.drop_index("ix_auction_lot_follows_id", table_name="auction_lot")
    op.drop_constraint(op.f("fk_auction_lot_follows_id"), "auction_lot", type_="foreignkey")
    op.drop_constraint(op.f("ck_auction_lot_previous_start_range"), "auction_lot", type_="check")
    for column in ("delay_reason", "previous_failed_on", "previous_start", "follows_id"):
        op.drop_column("auction_lot", column)
    _hold_papers(
        {
            table: [kind for kind in _known(table, "kind") if kind not in _PAPERS]
            for table in _PAPER_TABLES
        }
    )
    _live_when("unsold", "defaulted", "withdrawn")
    op.drop_constraint(op.f("ck_auction_lot_stopped_from_somewhere"), "auction_lot", type_="check")
    _check("suspended_with_moment", "(state = 'suspended') = (suspended_at IS NOT NULL)")
    _check(
        "complete_when_announced", f"state IN ('draft', 'approved', 'withdrawn') OR ({_COMPLETE})"
    )
    op.drop_column("auction_lot", "state_since")
    op.drop_constraint(op.f("ck_auction_lot_stopped_from_known"), "auction_lot", type_="check")
    op.drop_column("auction_lot", "stopped_from")
    _hold("state", [word for word in _known("auction_lot", "state") if word not in _STATES])
