"""Papers of a default on site: by 法释〔2020〕21号 art. 22, not by the article of a sale online.

Revision ID: d7b92e64f105
Revises: c6e80d41b972
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "d7b92e64f105"
down_revision = "c6e80d41b972"
branch_labels = None
depends_on = None

KINDS = ("default_ruling_on_site", "loss_statement")
TABLES = ("documents_paper", "documents_text")


def _known(table: str) -> list[str]:
    """Return the kinds of paper that a table knows now, whatever came before this."""
    found = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": f"ck_{table}_kind_known"},
    )
    return re.findall(r"'([a-z_]+)'", found or "")


def _hold(table: str, kinds: list[str]) -> None:
    name = op.f(f"ck_{table}_kind_known")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"kind IN ({', '.join(repr(kind) for kind in kinds)})")


def upgrade() -> None:
    """Bring the schema forward."""
    for table in TABLES:
        _hold(table, [*_known(table), *KINDS])


def downgrade() -> None:
    """Take it back."""
    for table in TABLES:
        _hold(table, [kind for kind in _known(table) if kind not in KINDS])
