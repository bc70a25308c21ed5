"""tell of corrections.

A corrected notice keeps what it changed, a service says which version was told, parties and
priority purchasers confirm what they read, and a bidder may leave after a change that counts.

Revision b81d4f06c2e9, follows c94e27b5d816.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b81d4f06c2e9"
down_revision = "c94e27b5d816"
branch_labels = None
depends_on = None

READING, NOTICE, SERVICE, ENROLLMENT = (
    "auction_notice_reading",
    "auction_notice",
    "auction_notice_service",
    "auction_enrollment",
)
STATES = ("applied", "qualified", "lapsed", "won", "lost")


def _states(*more: str) -> None:
    """Let an enrollment stand in these states, and say which of them have no paddle."""
    listed = ", ".join(f"'{state}'" for state in (*STATES, *more))
    bare = ", ".join(f"'{state}'" for state in ("applied", "lapsed", *more))
    for name, condition in (
        ("state_known", f"state IN ({listed})"),
        ("paddle_when_qualified", f"state IN ({bare}) OR paddle IS NOT NULL"),
    ):
        full = f"ck_{ENROLLMENT}_{name}"
        op.drop_constraint(op.f(full), ENROLLMENT, type_="check")
        op.create_check_constraint(op.f(full), ENROLLMENT, condition)


def upgrade() -> None:
    """Bring the schema forward."""
    _states("left")
    op.create_table(
        READING,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("holder_digest", sa.String(length=64), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(party_id IS NULL) <> (holder_digest IS NULL)", name=op.f(f"ck_{READING}_one_reader")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{READING}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{READING}")),
        sa.UniqueConstraint(
            "lot_id", "version", "party_id", name=op.f(f"uq_{READING}_lot_id_version_party_id")
        ),
        sa.UniqueConstraint(
            "lot_id",
            "version",
            "holder_digest",
            name=op.f(f"uq_{READING}_lot_id_version_holder_digest"),
        ),
    )
    op.execute(
        f"CREATE TRIGGER {READING}_append_only BEFORE UPDATE OR DELETE ON {READING} "
        "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {READING}_no_truncate BEFORE TRUNCATE ON {READING} "
        "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.add_column(
        NOTICE,
        sa.Column("changes", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.add_column(
        NOTICE,
        sa.Column("is_restarted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        SERVICE,
        sa.Column("notice_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_column(SERVICE, "notice_version")
    op.drop_column(NOTICE, "is_restarted")
    op.drop_column(NOTICE, "changes")
    op.drop_table(READING)
    op.execute("UPDATE auction_enrollment SET state = 'lapsed' WHERE state = 'left'")
    _states()
