"""open more channels.

Money may come by WeChat Pay, and go out by files where the bank has no interface.

Revision 8c2e5b71f4a6, follows 3fd1a9c07b52.
"""

import sqlalchemy as sa
from alembic import op

revision = "8c2e5b71f4a6"
down_revision = "3fd1a9c07b52"
branch_labels = None
depends_on = None

INSTRUCTION, RECEIPT, FILE = (
    "ledger_bank_instruction",
    "ledger_bank_receipt",
    "ledger_payment_file",
)
FAULT = "ck_ledger_bank_receipt_fault_known"
OLD_FAULTS = (
    "'unknown_order', 'order_canceled', 'already_paid', 'wrong_amount', 'other_payer', 'late'"
)


def _faults(known: str) -> None:
    op.drop_constraint(op.f(FAULT), RECEIPT, type_="check")
    op.create_check_constraint(op.f(FAULT), RECEIPT, f"fault IN ({known})")


def upgrade() -> None:
    op.create_table(
        FILE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "total_fen BETWEEN 1 AND 999999999999999",
            name=op.f("ck_ledger_payment_file_total_fen_range"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["identity_person.id"], name=op.f("fk_ledger_payment_file_made_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_payment_file")),
        sa.UniqueConstraint("no", name=op.f("uq_ledger_payment_file_no")),
    )
    refusal = "EXECUTE FUNCTION store_refuse_change()"
    rows = f"{FILE}_append_only BEFORE UPDATE OR DELETE ON {FILE} FOR EACH ROW"
    whole = f"{FILE}_no_truncate BEFORE TRUNCATE ON {FILE} FOR EACH STATEMENT"
    for trigger in (rows, whole):
        op.execute(f"CREATE TRIGGER {trigger} {refusal}")
    for table in (INSTRUCTION, RECEIPT):
        op.add_column(
            table,
            sa.Column("channel", sa.String(length=40), server_default="main", nullable=False),
        )
        op.create_check_constraint(
            op.f(f"ck_{table}_channel_known"), table, "channel IN ('main', 'wechat')"
        )
    op.add_column(INSTRUCTION, sa.Column("pay_code", sa.String(length=512), nullable=True))
    op.add_column(INSTRUCTION, sa.Column("pay_code_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(INSTRUCTION, sa.Column("file_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_ledger_bank_instruction_file_id"), INSTRUCTION, FILE, ["file_id"], ["id"]
    )
    _faults(f"{OLD_FAULTS}, 'unnamed_payer'")


def downgrade() -> None:
    _faults(OLD_FAULTS)
    op.drop_constraint(op.f("fk_ledger_bank_instruction_file_id"), INSTRUCTION, type_="foreignkey")
    for name in ("file_id", "pay_code_at", "pay_code"):
        op.drop_column(INSTRUCTION, name)
    for table in (INSTRUCTION, RECEIPT):
        op.drop_constraint(op.f(f"ck_{table}_channel_known"), table, type_="check")
        op.drop_column(table, "channel")
    op.drop_table(FILE)
