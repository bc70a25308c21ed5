"""prove the qualification.

A home under purchase limits is marked as one; who buys it promises to be qualified and proves it,
and a judge accepts or refuses each proof (法释〔2021〕18号).

Revision b8d31f7a60c4, follows c9e26f8a3d71.
"""

import sqlalchemy as sa
from alembic import op

revision = "b8d31f7a60c4"
down_revision = "c9e26f8a3d71"
branch_labels = None
depends_on = None

PROMISE, PROOF, VERDICT = (
    "auction_purchase_promise",
    "auction_purchase_proof",
    "auction_purchase_verdict",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("auction_lot", sa.Column("purchase_limit", sa.String(length=400), nullable=True))
    op.create_table(
        PROMISE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("holder_digest", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{PROMISE}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PROMISE}")),
        sa.UniqueConstraint(
            "lot_id", "holder_digest", name=op.f(f"uq_{PROMISE}_lot_id_holder_digest")
        ),
    )
    op.create_table(
        PROOF,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("holder_digest", sa.String(length=64), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=False),
        sa.Column("covers_until", sa.Date(), nullable=False),
        sa.Column("paper_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("handed_in_by", sa.String(length=80), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("covers_from <= covers_until", name=op.f(f"ck_{PROOF}_covers_days")),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f(f"fk_{PROOF}_lot_id_auction_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PROOF}")),
    )
    op.create_index(f"ix_{PROOF}_lot_id_holder_digest", PROOF, ["lot_id", "holder_digest"])
    op.create_table(
        VERDICT,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("proof_id", sa.BigInteger(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("judged_by", sa.String(length=80), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proof_id"], [f"{PROOF}.id"], name=op.f(f"fk_{VERDICT}_proof_id_{PROOF}")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{VERDICT}")),
        sa.UniqueConstraint("proof_id", name=op.f(f"uq_{VERDICT}_proof_id")),
    )
    for table in (PROMISE, PROOF, VERDICT):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
        )


def downgrade() -> None:
    """Take it back."""
    op.drop_table(VERDICT)
    op.drop_table(PROOF)
    op.drop_table(PROMISE)
    op.drop_column("auction_lot", "purchase_limit")
