"""stop when enough.

When the lots sold of a case cover its debts, and what a judge decided on the remaining ones.

Revision d90b6e2f4a71, follows e7b24c90d351.
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d90b6e2f4a71"
down_revision = "e7b24c90d351"
branch_labels = None
depends_on = None

TABLE = "auction_coverage"
PAPER = "sale_stop_covered"
PAPER_TABLES = ("documents_paper", "documents_text")


def _known(table: str) -> list[str]:
    """Return the kinds of paper that a table knows now, whatever came before this."""
    found = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": f"ck_{table}_kind_known"},
    )
    return re.findall(r"'([a-z_]+)'", found or "")


def _hold_papers(kinds: dict[str, list[str]]) -> None:
    for table, words in kinds.items():
        name = op.f(f"ck_{table}_kind_known")
        listed = ", ".join(f"'{word}'" for word in words)
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"kind IN ({listed})")


def upgrade() -> None:
    """Bring the schema forward."""
    _hold_papers({table: [*_known(table), PAPER] for table in PAPER_TABLES})
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_number", sa.String(length=80), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("calculation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decision IN ('stopped', 'goes_on')", name=op.f("ck_auction_coverage_decision_known")
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_auction_coverage_decided_at_a_moment"),
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (reason IS NULL)",
            name=op.f("ck_auction_coverage_decided_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_coverage_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_coverage")),
    )
    op.create_index(
        "uq_auction_coverage_case_number_open",
        TABLE,
        ["case_number"],
        unique=True,
        postgresql_where=sa.text("decision IS NULL"),
    )
    op.create_index("ix_auction_coverage_court_id", TABLE, ["court_id", "id"])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table(TABLE)
    _hold_papers(
        {table: [kind for kind in _known(table) if kind != PAPER] for table in PAPER_TABLES}
    )
