"""keep the desk.

Money that waits for finance, proposals of two people with their versions, payees' bank accounts,
closed days, and alarms that were raised.

Revision 8c41f7a2d9b3, follows 3fd1a9c07b52 and b1d8e7f3a052.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8c41f7a2d9b3"
down_revision = "8c2e5b71f4a6"
branch_labels = None
depends_on = None

_REFUSE = "EXECUTE FUNCTION store_refuse_change()"
_GROWING = ("ledger_proposal_version", "ledger_refund_alarm")


def upgrade() -> None:
    op.create_table(
        "ledger_day",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "proposed",
                "closed",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sums", postgresql.JSONB(), nullable=True),
        sa.Column("sums_digest", sa.String(length=64), nullable=True),
        sa.Column("maker_id", sa.BigInteger(), nullable=True),
        sa.Column("maker", sa.String(length=40), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approver_id", sa.BigInteger(), nullable=True),
        sa.Column("approver", sa.String(length=40), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (approver_id IS NOT NULL)", name=op.f("ck_ledger_day_closed_by")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_ledger_day_closed_when")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (maker_id IS NULL)", name=op.f("ck_ledger_day_proposed_by")
        ),
        sa.CheckConstraint("maker_id <> approver_id", name=op.f("ck_ledger_day_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_day")),
        sa.UniqueConstraint("court_id", "day", name=op.f("uq_ledger_day_court_id_day")),
    )
    op.create_table(
        "ledger_payee_account",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(length=160), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "entered",
                "confirmed",
                "rejected",
                "replaced",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "payee",
                "document",
                name="source_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tail", sa.String(length=4), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state <> 'confirmed' OR confirmed_by_id IS NOT NULL",
            name=op.f("ck_ledger_payee_account_confirmed_by"),
        ),
        sa.CheckConstraint(
            "entered_by_id <> confirmed_by_id", name=op.f("ck_ledger_payee_account_two_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_payee_account")),
    )
    op.create_index(
        "ix_ledger_payee_account_owner", "ledger_payee_account", ["owner"], unique=False
    )
    op.create_index(
        "uq_ledger_payee_account_entered",
        "ledger_payee_account",
        ["owner"],
        unique=True,
        postgresql_where=sa.text("state = 'entered'"),
    )
    op.create_index(
        "uq_ledger_payee_account_standing",
        "ledger_payee_account",
        ["owner"],
        unique=True,
        postgresql_where=sa.text("state = 'confirmed'"),
    )
    op.create_table(
        "ledger_proposal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "payout",
                "suspense_match",
                "suspense_return",
                "reversal",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "sent",
                "done",
                "rejected",
                "withdrawn",
                "failed",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("case_number", sa.String(length=80), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("batch_no", sa.String(length=40), nullable=True),
        sa.Column("maker_id", sa.BigInteger(), nullable=False),
        sa.Column("maker", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approver_id", sa.BigInteger(), nullable=True),
        sa.Column("approver", sa.String(length=40), nullable=True),
        sa.Column("approved_digest", sa.String(length=64), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("instruction_id", sa.String(length=80), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'sent', 'done') OR approver_id IS NOT NULL",
            name=op.f("ck_ledger_proposal_approved_before_done"),
        ),
        sa.CheckConstraint(
            "(approver_id IS NULL) = (approved_digest IS NULL)",
            name=op.f("ck_ledger_proposal_approved_what"),
        ),
        sa.CheckConstraint(
            "amount_fen BETWEEN 1 AND 999999999999999",
            name=op.f("ck_ledger_proposal_amount_fen_range"),
        ),
        sa.CheckConstraint(
            "approved_digest = content_digest", name=op.f("ck_ledger_proposal_approved_as_it_is")
        ),
        sa.CheckConstraint("maker_id <> approver_id", name=op.f("ck_ledger_proposal_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_proposal")),
        sa.UniqueConstraint("no", name=op.f("uq_ledger_proposal_no")),
    )
    op.create_index("ix_ledger_proposal_batch_no", "ledger_proposal", ["batch_no"], unique=False)
    op.create_index(
        "ix_ledger_proposal_court_id_state", "ledger_proposal", ["court_id", "state"], unique=False
    )
    op.create_index(
        "ix_ledger_proposal_instruction_id", "ledger_proposal", ["instruction_id"], unique=False
    )
    op.create_index(
        "uq_ledger_proposal_open_subject",
        "ledger_proposal",
        ["subject"],
        unique=True,
        postgresql_where=sa.text("state IN ('proposed', 'approved', 'sent')"),
    )
    op.create_table(
        "ledger_proposal_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("editor_id", sa.BigInteger(), nullable=False),
        sa.Column("editor", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount_fen BETWEEN 1 AND 999999999999999",
            name=op.f("ck_ledger_proposal_version_amount_fen_range"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["ledger_proposal.id"],
            name=op.f("fk_ledger_proposal_version_proposal_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_proposal_version")),
        sa.UniqueConstraint(
            "proposal_id", "version", name=op.f("uq_ledger_proposal_version_proposal_id_version")
        ),
    )
    op.create_table(
        "ledger_suspense_item",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("receipt_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "matched",
                "returned",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("payer_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("matched_order_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'matched') = (matched_order_id IS NOT NULL)",
            name=op.f("ck_ledger_suspense_item_matched_to"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)",
            name=op.f("ck_ledger_suspense_item_ended_when"),
        ),
        sa.CheckConstraint(
            "(owner_id IS NULL) = (taken_at IS NULL)",
            name=op.f("ck_ledger_suspense_item_taken_when"),
        ),
        sa.ForeignKeyConstraint(
            ["matched_order_id"],
            ["ledger_payment_order.id"],
            name=op.f("fk_ledger_suspense_item_matched_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["ledger_payment_order.id"], name=op.f("fk_ledger_suspense_item_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["ledger_bank_receipt.id"],
            name=op.f("fk_ledger_suspense_item_receipt_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_suspense_item")),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_ledger_suspense_item_receipt_id")),
    )
    op.create_index(
        "ix_ledger_suspense_item_matched_order_id",
        "ledger_suspense_item",
        ["matched_order_id"],
        unique=False,
    )
    op.create_index(
        "ix_ledger_suspense_item_order_id", "ledger_suspense_item", ["order_id"], unique=False
    )
    op.create_index(
        "ix_ledger_suspense_item_waiting",
        "ledger_suspense_item",
        ["wait_until"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "ledger_refund_alarm",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("instruction_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "age",
            sa.Enum(
                "calm",
                "alarm",
                "breach",
                name="age_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instruction_id"],
            ["ledger_bank_instruction.id"],
            name=op.f("fk_ledger_refund_alarm_instruction_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_refund_alarm")),
        sa.UniqueConstraint(
            "instruction_id", "age", name=op.f("uq_ledger_refund_alarm_instruction_id_age")
        ),
    )
    for table in _GROWING:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW {_REFUSE}"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {_REFUSE}"
        )


def downgrade() -> None:
    op.drop_table("ledger_refund_alarm")
    op.drop_index(
        "ix_ledger_suspense_item_waiting",
        table_name="ledger_suspense_item",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index("ix_ledger_suspense_item_order_id", table_name="ledger_suspense_item")
    op.drop_index("ix_ledger_suspense_item_matched_order_id", table_name="ledger_suspense_item")
    op.drop_table("ledger_suspense_item")
    op.drop_table("ledger_proposal_version")
    op.drop_index(
        "uq_ledger_proposal_open_subject",
        table_name="ledger_proposal",
        postgresql_where=sa.text("state IN ('proposed', 'approved', 'sent')"),
    )
    op.drop_index("ix_ledger_proposal_instruction_id", table_name="ledger_proposal")
    op.drop_index("ix_ledger_proposal_court_id_state", table_name="ledger_proposal")
    op.drop_index("ix_ledger_proposal_batch_no", table_name="ledger_proposal")
    op.drop_table("ledger_proposal")
    op.drop_index(
        "uq_ledger_payee_account_standing",
        table_name="ledger_payee_account",
        postgresql_where=sa.text("state = 'confirmed'"),
    )
    op.drop_index(
        "uq_ledger_payee_account_entered",
        table_name="ledger_payee_account",
        postgresql_where=sa.text("state = 'entered'"),
    )
    op.drop_index("ix_ledger_payee_account_owner", table_name="ledger_payee_account")
    op.drop_table("ledger_payee_account")
    op.drop_table("ledger_day")
