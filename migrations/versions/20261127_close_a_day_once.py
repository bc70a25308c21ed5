"""close a day once.

A day is closed by the two who sign its reconciliation. What was closed before, court by court,
stays as a record that no one adds to; proposals that nobody closed are no record and go.

Revision 7c3e91d05a42, follows 5a1c0d7e9b31.
"""

import sqlalchemy as sa
from alembic import op

revision = "7c3e91d05a42"
down_revision = "5a1c0d7e9b31"
branch_labels = None
depends_on = None

_ALWAYS = (
    "sums",
    "sums_digest",
    "maker_id",
    "maker",
    "proposed_at",
    "approver_id",
    "approver",
    "closed_at",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.execute("DELETE FROM ledger_day WHERE state <> 'closed'")
    for name in ("proposed_by", "closed_by", "closed_when", "state_known"):
        op.drop_constraint(op.f(f"ck_ledger_day_{name}"), "ledger_day", type_="check")
    op.drop_column("ledger_day", "state")
    for column in _ALWAYS:
        op.alter_column("ledger_day", column, nullable=False)
    op.execute(
        "CREATE TRIGGER ledger_day_append_only BEFORE UPDATE OR DELETE ON ledger_day FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER ledger_day_no_truncate BEFORE TRUNCATE ON ledger_day FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.execute("DROP TRIGGER ledger_day_no_truncate ON ledger_day")
    op.execute("DROP TRIGGER ledger_day_append_only ON ledger_day")
    for column in _ALWAYS:
        op.alter_column("ledger_day", column, nullable=True)
    op.add_column(
        "ledger_day",
        sa.Column("state", sa.String(length=40), server_default="closed", nullable=False),
    )
    op.alter_column("ledger_day", "state", server_default=None)
    for name, rule in (
        ("state_known", "state IN ('open', 'proposed', 'closed')"),
        ("closed_when", "(state = 'closed') = (closed_at IS NOT NULL)"),
        ("closed_by", "(state = 'closed') = (approver_id IS NOT NULL)"),
        ("proposed_by", "(state = 'open') = (maker_id IS NULL)"),
    ):
        op.create_check_constraint(op.f(f"ck_ledger_day_{name}"), "ledger_day", rule)
