"""third auction on site.

What is no movable is offered three times on site before it is sold off (法释〔2020〕21号 art. 25).

Revision c9e26f8a3d71, follows b8d15e7f2c60.
"""

from alembic import op

revision = "c9e26f8a3d71"
down_revision = "b8d15e7f2c60"
branch_labels = None
depends_on = None

TABLE, NAME = "auction_lot", "ck_auction_lot_round_known"
KNOWN = "round IN ('first', 'second', 'sell_off')"
WIDER = "round IN ('first', 'second', 'third', 'sell_off')"


def _allow(words: str) -> None:
    op.drop_constraint(op.f(NAME), TABLE, type_="check")
    op.create_check_constraint(op.f(NAME), TABLE, words)


def upgrade() -> None:
    """Bring the schema forward."""
    _allow(WIDER)


def downgrade() -> None:
    """Bring the schema back."""
    _allow(KNOWN)
