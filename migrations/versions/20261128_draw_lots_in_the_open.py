"""draw lots in the open.

What the court binds itself to before creditors answer, what they add, and the transcript by
which the lots among equals can be drawn again.

Revision 8e2a6c4f17d9, follows 6b0d3f8a21c5.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8e2a6c4f17d9"
down_revision = "6b0d3f8a21c5"
branch_labels = None
depends_on = None

OFFER, ANSWER = "auction_in_kind_offer", "auction_in_kind_answer"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(OFFER, sa.Column("nonce_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(OFFER, sa.Column("commitment", sa.String(length=64), nullable=True))
    op.add_column(
        OFFER,
        sa.Column(
            "transcripts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column(
        ANSWER, sa.Column("figure", sa.String(length=80), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column(ANSWER, "figure")
    for name in ("transcripts", "commitment", "nonce_sealed"):
        op.drop_column(OFFER, name)
