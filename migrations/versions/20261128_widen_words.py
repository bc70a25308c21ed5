"""widen words.

The database knew fewer acts of a lot and ways of service than the platform does.

Revision a2f6c1d08e37, follows d90b6e2f4a71.
"""

import sqlalchemy as sa
from alembic import op

revision = "a2f6c1d08e37"
down_revision = "d90b6e2f4a71"
branch_labels = None
depends_on = None

#: Table, column, the word added.
WIDENED = (
    ("auction_act", "action", "correct_notice"),
    ("appraisal_inquiry_service", "method", "publication"),
)


def _words(table: str, column: str) -> tuple[str, list[str]]:
    """Return the check of a column and the words it allows now."""
    name = f"ck_{table}_{column}_known"
    found = op.get_bind().execute(
        sa.text(
            "SELECT regexp_matches(pg_get_constraintdef(oid), '''([^'']+)''::', 'g') "
            "FROM pg_constraint WHERE conname = :name AND conrelid = CAST(:table AS regclass)"
        ),
        {"name": name, "table": table},
    )
    return name, [row[0][0] for row in found]


def _allow(table: str, column: str, name: str, words: list[str]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f(name), table, type_="check")
    op.create_check_constraint(op.f(name), table, f"{column} IN ({listed})")


def upgrade() -> None:
    """Bring the schema forward."""
    for table, column, word in WIDENED:
        name, words = _words(table, column)
        _allow(table, column, name, [*words, word])


def downgrade() -> None:
    """Bring the schema back."""
    for table, column, word in WIDENED:
        name, words = _words(table, column)
        _allow(table, column, name, [one for one in words if one != word])
