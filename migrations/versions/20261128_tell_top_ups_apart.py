"""tell top-ups apart.

What an assignee in kind makes up is not what a buyer in default does: another article, another
name. And what an annulled sale had brought may be owed back to its buyer.

Revision 6b0d3f8a21c5, follows 4e7a9c2b8d61.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "6b0d3f8a21c5"
down_revision = "4e7a9c2b8d61"
branch_labels = None
depends_on = None

_LEARNED = (
    ("ledger_payment_order", "purpose", "in_kind_top_up"),
    ("ledger_transfer", "purpose", "in_kind_top_up"),
    ("ledger_bank_instruction", "purpose", "in_kind_top_up"),
    ("auction_settlement", "state", "returned"),
)


def _known(table: str, column: str) -> list[str]:
    """Return the words a column holds now."""
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": f"ck_{table}_{column}_known"},
    )
    return re.findall(r"'(\w+)'::character varying", found.scalar_one())


def _hold(table: str, column: str, words: list[str]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def upgrade() -> None:
    """Bring the schema forward."""
    for table, column, word in _LEARNED:
        _hold(table, column, [*_known(table, column), word])


def downgrade() -> None:
    """Take it back; fails where such a row stands."""
    for table, column, word in _LEARNED:
        _hold(table, column, [known for known in _known(table, column) if known != word])
