"""issue receipts.

What was issued to a payer, who paid a receipt, and the way from an order to its receipts.

Revision 5a1c0d7e9b31, follows ebc9f0745b88.
"""

import sqlalchemy as sa
from alembic import op

revision = "5a1c0d7e9b31"
down_revision = "ceb11c578503"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "ledger_voucher",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("file_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('payment', 'refund')", name=op.f("ck_ledger_voucher_kind_known")
        ),
        sa.CheckConstraint(
            "amount_fen BETWEEN 1 AND 999999999999999",
            name=op.f("ck_ledger_voucher_amount_fen_range"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["ledger_payment_order.id"], name=op.f("fk_ledger_voucher_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_voucher")),
        sa.UniqueConstraint("no", name=op.f("uq_ledger_voucher_no")),
        sa.UniqueConstraint("subject", name=op.f("uq_ledger_voucher_subject")),
    )
    op.create_index(op.f("ix_ledger_voucher_order_id"), "ledger_voucher", ["order_id"])
    op.execute(
        "CREATE TRIGGER ledger_voucher_append_only BEFORE UPDATE OR DELETE ON ledger_voucher FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER ledger_voucher_no_truncate BEFORE TRUNCATE ON ledger_voucher FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.add_column(
        "ledger_bank_receipt", sa.Column("payer_digest", sa.String(length=64), nullable=True)
    )
    op.create_index("ix_ledger_bank_receipt_order_id", "ledger_bank_receipt", ["order_id"])
    op.create_index(
        "ix_ledger_bank_instruction_receipt_id", "ledger_bank_instruction", ["receipt_id"]
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index("ix_ledger_bank_instruction_receipt_id", table_name="ledger_bank_instruction")
    op.drop_index("ix_ledger_bank_receipt_order_id", table_name="ledger_bank_receipt")
    op.drop_column("ledger_bank_receipt", "payer_digest")
    op.drop_index(op.f("ix_ledger_voucher_order_id"), table_name="ledger_voucher")
    op.drop_table("ledger_voucher")
