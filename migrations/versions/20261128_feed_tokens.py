"""feed tokens.

Tokens by which the systems of a court read its facts.

Revision f1a9c0de0001, follows d5a91c3e7f24.
"""

import sqlalchemy as sa
from alembic import op

revision = "f1a9c0de0001"
down_revision = "d5a91c3e7f24"
branch_labels = None
depends_on = None

TABLE = "feed_system_token"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("token_hash", name=op.f(f"uq_{TABLE}_token_hash")),
    )
    op.create_index(op.f(f"ix_{TABLE}_court_id_id"), TABLE, ["court_id", "id"])


def downgrade() -> None:
    """Bring the schema back; tokens made since stop working."""
    op.drop_table(TABLE)
