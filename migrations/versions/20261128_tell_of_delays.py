"""tell of delays.

Who heads a court, what is counted of its delays, and what was said of them.

Revision 5d3b7c1e9a40, follows a94f17c3e6b8.
"""

import sqlalchemy as sa
from alembic import op

revision = "5d3b7c1e9a40"
down_revision = "a94f17c3e6b8"
branch_labels = None
depends_on = None

HEAD = "identity_court_head"
SCREEN = "supervision_court_screen"
NOTICE = "supervision_delay_notice"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        HEAD,
        sa.Column("court_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity_person.id"],
            name=op.f(f"fk_{HEAD}_person_id"),
        ),
        sa.PrimaryKeyConstraint("court_id", name=op.f(f"pk_{HEAD}")),
    )
    op.create_table(
        SCREEN,
        sa.Column("court_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
            for name in ("soon", "late", "escalated", "idle")
        ),
        sa.CheckConstraint("escalated <= late", name=op.f(f"ck_{SCREEN}_escalated_is_late")),
        sa.CheckConstraint(
            "soon >= 0 AND escalated >= 0 AND idle >= 0", name=op.f(f"ck_{SCREEN}_counts")
        ),
        sa.PrimaryKeyConstraint("court_id", name=op.f(f"pk_{SCREEN}")),
    )
    op.create_table(
        NOTICE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "level IN ('near', 'missed', 'escalated', 'idle', 'idle_escalated')",
            name=op.f(f"ck_{NOTICE}_level_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NOTICE}")),
        sa.UniqueConstraint("key", "since", "level", name=op.f(f"uq_{NOTICE}_key_since_level")),
    )
    op.create_index(f"ix_{NOTICE}_court_id", NOTICE, ["court_id", "id"])
    refusal = "EXECUTE FUNCTION store_refuse_change()"
    op.execute(
        f"CREATE TRIGGER {NOTICE}_append_only BEFORE UPDATE OR DELETE ON {NOTICE} "
        f"FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {NOTICE}_no_truncate BEFORE TRUNCATE ON {NOTICE} "
        f"FOR EACH STATEMENT {refusal}"
    )


def downgrade() -> None:
    """Bring the schema back; refused by the database where something was said."""
    op.drop_table(NOTICE)
    op.drop_table(SCREEN)
    op.drop_table(HEAD)
