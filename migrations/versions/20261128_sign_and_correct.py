"""sign and correct.

The members of a panel sign its record, a notice lists its taxes and says why it was corrected, and
a service of it may carry a file as proof.

Revision e7b24c90d351, follows e5a72c90d418.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e7b24c90d351"
down_revision = "e5a72c90d418"
branch_labels = None
depends_on = None

SIGNATURE, NOTICE, SERVICE = (
    "auction_panel_signature",
    "auction_notice",
    "auction_notice_service",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        SIGNATURE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "session",
                "drawn",
                name="way_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_by", sa.String(length=80), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(way = 'drawn') = (media_id IS NOT NULL)",
            name=op.f("ck_auction_panel_signature_picture_when_drawn"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["auction_panel_decision.id"],
            name=op.f("fk_auction_panel_signature_decision_id_auction_panel_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_panel_signature")),
        sa.UniqueConstraint(
            "decision_id", "place", name=op.f("uq_auction_panel_signature_decision_id_place")
        ),
    )
    op.execute(
        f"CREATE TRIGGER {SIGNATURE}_append_only BEFORE UPDATE OR DELETE ON {SIGNATURE} "
        "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {SIGNATURE}_no_truncate BEFORE TRUNCATE ON {SIGNATURE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.add_column(
        NOTICE,
        sa.Column("taxes", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.add_column(NOTICE, sa.Column("reason", sa.String(length=400), nullable=True))
    op.add_column(SERVICE, sa.Column("proof_media_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column(SERVICE, "proof_media_id")
    op.drop_column(NOTICE, "reason")
    op.drop_column(NOTICE, "taxes")
    op.drop_table(SIGNATURE)
