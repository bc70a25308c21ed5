"""pay out.

The bank also pays to accounts we name; it may refuse for good, and a payout may come back.

Revision 3fd1a9c07b52, follows ebc9f0745b88.
"""

import sqlalchemy as sa
from alembic import op

revision = "3fd1a9c07b52"
down_revision = "b1d8e7f3a052"
branch_labels = None
depends_on = None

TABLE = "ledger_bank_instruction"
KINDS = "ck_ledger_bank_instruction_kind_known"
STATES = "ck_ledger_bank_instruction_state_known"
DONE = "ck_ledger_bank_instruction_done_when"
UNDONE = "ck_ledger_bank_instruction_undone_when"
SERIAL = "uq_ledger_bank_instruction_return_serial"


def _check(name: str, rule: str) -> None:
    op.drop_constraint(op.f(name), TABLE, type_="check")
    op.create_check_constraint(op.f(name), TABLE, rule)


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("return_serial", sa.String(length=64), nullable=True))
    op.create_unique_constraint(op.f(SERIAL), TABLE, ["return_serial"])
    _check(KINDS, "kind IN ('order', 'refund', 'payout', 'collect')")
    _check(STATES, "state IN ('queued', 'done', 'refused', 'returned')")
    _check(DONE, "(state IN ('done', 'returned')) = (done_at IS NOT NULL)")
    op.create_check_constraint(
        op.f(UNDONE), TABLE, "(state IN ('refused', 'returned')) = (undone_at IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f(UNDONE), TABLE, type_="check")
    _check(DONE, "(state = 'done') = (done_at IS NOT NULL)")
    _check(STATES, "state IN ('queued', 'done')")
    _check(KINDS, "kind IN ('order', 'refund')")
    op.drop_constraint(op.f(SERIAL), TABLE, type_="unique")
    op.drop_column(TABLE, "return_serial")
    op.drop_column(TABLE, "undone_at")
