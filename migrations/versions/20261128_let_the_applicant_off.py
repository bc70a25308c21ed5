"""let the applicant off the deposit.

What of a deposit the claim of an applicant who buys stood for, so that nothing is kept which was
never paid.

Revision d1f6a0c83b52, follows d1f49b7e3c02.
"""

import sqlalchemy as sa
from alembic import op

revision = "d1f6a0c83b52"
down_revision = "d1f49b7e3c02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(
        "auction_settlement",
        sa.Column("set_off", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_auction_settlement_set_off_range"),
        "auction_settlement",
        "set_off BETWEEN 0 AND 999999999999999",
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_constraint(op.f("ck_auction_settlement_set_off_range"), "auction_settlement")
    op.drop_column("auction_settlement", "set_off")
