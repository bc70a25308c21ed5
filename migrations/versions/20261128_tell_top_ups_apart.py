"""tell top-ups apart.

What an assignee in kind makes up is not what a buyer in default does: another article, another
name.

Revision 6b0d3f8a21c5, follows 4e7a9c2b8d61.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "6b0d3f8a21c5"
down_revision = "4e7a9c2b8d61"
branch_labels = None
depends_on = None

_TABLES = ("ledger_payment_order", "ledger_transfer", "ledger_bank_instruction")
_WORD = "in_kind_top_up"


def _known(table: str) -> list[str]:
    """Return the purposes a table holds now."""
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": f"ck_{table}_purpose_known"},
    )
    return re.findall(r"'(\w+)'::character varying", found.scalar_one())


def _hold(table: str, words: list[str]) -> None:
    name = op.f(f"ck_{table}_purpose_known")
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"purpose IN ({listed})")


def upgrade() -> None:
    """Bring the schema forward."""
    for table in _TABLES:
        _hold(table, [*_known(table), _WORD])


def downgrade() -> None:
    """Take it back; fails where an order of the kind stands."""
    for table in _TABLES:
        _hold(table, [word for word in _known(table) if word != _WORD])
