"""keep the fees.

The court's settings of the basic fee, the fee account of every appraisal, letters of guarantee,
claims of actual expense, and the lines of a settlement. What was asked and settled before gets its
account and its line, by the regime that held then.

Revision 9ff9f8cc84c3, follows c9647a34356d.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "9ff9f8cc84c3"
down_revision = "c9647a34356d"
branch_labels = None
depends_on = None

_ACCOUNTS = """
INSERT INTO appraisal_fee_account (id, assignment_id, state, regime, schedule, basic_fee, reason,
    asked_at, times_asked, due_at, remind_at, security, secured_at, basic_paid, basic_called,
    balance_due, balance_paid, total_fee, refund, settled_at)
SELECT row_number() OVER (ORDER BY a.id), a.id,
    CASE WHEN s.id IS NOT NULL THEN 'settled' WHEN a.commissioned_at IS NOT NULL THEN 'basic_paid'
        ELSE 'basic_due' END,
    'SD54_WITH_FS15', coalesce(a.schedule, 'RE_1995_971'), a.basic_fee, '',
    o.opened_at, 1, o.due_at, greatest(o.opened_at, o.due_at - interval '2 days'),
    CASE WHEN a.commissioned_at IS NOT NULL THEN 'payment' END,
    CASE WHEN a.commissioned_at IS NOT NULL THEN coalesce(o.confirmed_at, a.commissioned_at) END,
    CASE WHEN a.commissioned_at IS NOT NULL THEN a.basic_fee ELSE 0 END, 0,
    coalesce(s.balance_due, 0), coalesce(s.balance_due, 0), s.total_fee, s.refund, s.settled_at
FROM appraisal_assignment a
JOIN ledger_payment_order o ON o.no = a.fee_order_no
LEFT JOIN appraisal_fee_settlement s ON s.assignment_id = a.id
WHERE a.basic_fee > 0
"""
_LINES = """
INSERT INTO appraisal_fee_line (id, settlement_id, place, name, agency_code, agency_name, outcome,
    fee, basic, balance, refund, reissue_fee, paid_from, citations, policies)
SELECT row_number() OVER (ORDER BY s.id), s.id, 1, a.asset_title, coalesce(a.agency_code, ''),
    coalesce(a.agency_name, ''), s.outcome, s.total_fee, a.basic_fee, s.balance_due, s.refund, 0,
    CASE WHEN s.balance_due = 0 THEN NULL WHEN s.outcome = 'SOLD' THEN 'SALE_PROCEEDS'
        WHEN s.outcome = 'IN_KIND' THEN 'ASSIGNEE' ELSE 'APPLICANT' END,
    s.calculation -> 'citations', s.calculation -> 'policies'
FROM appraisal_fee_settlement s JOIN appraisal_assignment a ON a.id = s.assignment_id
WHERE a.basic_fee > 0
"""
_SEQUENCES = (
    """SELECT setval('appraisal_fee_account_id_seq',
    (SELECT coalesce(max(id), 0) + 1 FROM appraisal_fee_account), false)""",
    """SELECT setval('appraisal_fee_line_id_seq',
    (SELECT coalesce(max(id), 0) + 1 FROM appraisal_fee_line), false)""",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "appraisal_fee_setting",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "regime",
            sa.Enum(
                "SD54_WITH_FS15",
                "SD54_PURE",
                "FS15_PURE",
                name="regime_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("pay_days", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("adopted_by", sa.BigInteger(), nullable=True),
        sa.Column("adopted_by_name", sa.String(length=120), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "pay_days BETWEEN 1 AND 90", name=op.f("ck_appraisal_fee_setting_pay_days_sane")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_fee_setting")),
        sa.UniqueConstraint(
            "court_id", "version", name=op.f("uq_appraisal_fee_setting_court_id_version")
        ),
    )
    op.create_table(
        "appraisal_expense_claim",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column("agency_name", sa.String(length=200), nullable=False),
        sa.Column("travel", sa.BigInteger(), nullable=False),
        sa.Column("survey", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.BigInteger(), nullable=False),
        sa.Column("printing", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(accepted IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_appraisal_expense_claim_decided_whole"),
        ),
        sa.CheckConstraint(
            "accepted <= travel + survey + data + printing",
            name=op.f("ck_appraisal_expense_claim_accepted_within_claim"),
        ),
        sa.CheckConstraint(
            "accepted BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_expense_claim_accepted_range"),
        ),
        sa.CheckConstraint(
            "data BETWEEN 0 AND 999999999999999", name=op.f("ck_appraisal_expense_claim_data_range")
        ),
        sa.CheckConstraint(
            "printing BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_expense_claim_printing_range"),
        ),
        sa.CheckConstraint(
            "survey BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_expense_claim_survey_range"),
        ),
        sa.CheckConstraint(
            "travel BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_expense_claim_travel_range"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_expense_claim_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_expense_claim")),
        sa.UniqueConstraint(
            "assignment_id",
            "agency_code",
            name=op.f("uq_appraisal_expense_claim_assignment_id_agency_code"),
        ),
    )
    op.create_table(
        "appraisal_fee_account",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "basic_due",
                "basic_paid",
                "balance_due",
                "refund_due",
                "settled",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("setting_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "regime",
            sa.Enum(
                "SD54_WITH_FS15",
                "SD54_PURE",
                "FS15_PURE",
                name="regime_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("schedule", sa.String(length=40), nullable=False),
        sa.Column("basic_fee", sa.BigInteger(), nullable=False),
        sa.Column(
            "proposal", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "security",
            sa.Enum(
                "payment",
                "guarantee",
                name="security_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("secured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("basic_paid", sa.BigInteger(), nullable=False),
        sa.Column("basic_called", sa.BigInteger(), nullable=False),
        sa.Column("balance_due", sa.BigInteger(), nullable=False),
        sa.Column("balance_paid", sa.BigInteger(), nullable=False),
        sa.Column("total_fee", sa.BigInteger(), nullable=True),
        sa.Column("refund", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_at IS NOT NULL)",
            name=op.f("ck_appraisal_fee_account_settled_has_its_moment"),
        ),
        sa.CheckConstraint(
            "state <> 'settled' OR (total_fee IS NOT NULL AND refund IS NOT NULL AND total_fee + refund = basic_paid + balance_paid)",
            name=op.f("ck_appraisal_fee_account_settled_adds_up"),
        ),
        sa.CheckConstraint(
            "balance_due BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_account_balance_due_range"),
        ),
        sa.CheckConstraint(
            "balance_paid BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_account_balance_paid_range"),
        ),
        sa.CheckConstraint(
            "basic_called BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_account_basic_called_range"),
        ),
        sa.CheckConstraint(
            "basic_fee BETWEEN 1 AND 999999999999999",
            name=op.f("ck_appraisal_fee_account_basic_fee_range"),
        ),
        sa.CheckConstraint(
            "basic_paid BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_account_basic_paid_range"),
        ),
        sa.CheckConstraint(
            "refund BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_account_refund_range"),
        ),
        sa.CheckConstraint(
            "total_fee BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_account_total_fee_range"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_fee_account_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["setting_id"],
            ["appraisal_fee_setting.id"],
            name=op.f("fk_appraisal_fee_account_setting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_fee_account")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_appraisal_fee_account_assignment_id")),
    )
    op.create_index(
        "ix_appraisal_fee_account_due",
        "appraisal_fee_account",
        ["due_at"],
        unique=False,
        postgresql_where="state = 'basic_due'",
    )
    op.create_table(
        "appraisal_fee_guarantee",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "handed_in",
                "accepted",
                "returned",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("insurer", sa.String(length=120), nullable=False),
        sa.Column("insurer_code", sa.String(length=18), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.Column("handed_in_by", sa.BigInteger(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "amount BETWEEN 1 AND 999999999999999",
            name=op.f("ck_appraisal_fee_guarantee_amount_range"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_fee_guarantee_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_fee_guarantee")),
    )
    op.create_index(
        op.f("ix_appraisal_fee_guarantee_assignment_id"),
        "appraisal_fee_guarantee",
        ["assignment_id"],
        unique=False,
    )
    op.create_index(
        "uq_appraisal_fee_guarantee_standing",
        "appraisal_fee_guarantee",
        ["assignment_id"],
        unique=True,
        postgresql_where="state IN ('handed_in', 'accepted')",
    )
    op.create_table(
        "appraisal_fee_rate",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("setting_id", sa.BigInteger(), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "fixed",
                "share",
                name="basis_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fixed_sum", sa.BigInteger(), nullable=True),
        sa.Column("share_bp", sa.Integer(), nullable=True),
        sa.Column("cap", sa.BigInteger(), nullable=True),
        sa.Column("minimum", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(basis = 'fixed') = (fixed_sum IS NOT NULL) AND (basis = 'share') = (share_bp IS NOT NULL)",
            name=op.f("ck_appraisal_fee_rate_basis_has_its_figure"),
        ),
        sa.CheckConstraint(
            "basis <> 'share' OR cap IS NOT NULL", name=op.f("ck_appraisal_fee_rate_share_has_cap")
        ),
        sa.CheckConstraint("cap >= minimum", name=op.f("ck_appraisal_fee_rate_cap_above_minimum")),
        sa.CheckConstraint(
            "cap BETWEEN 1 AND 999999999999999", name=op.f("ck_appraisal_fee_rate_cap_range")
        ),
        sa.CheckConstraint(
            "fixed_sum BETWEEN 1 AND 999999999999999",
            name=op.f("ck_appraisal_fee_rate_fixed_sum_range"),
        ),
        sa.CheckConstraint(
            "minimum BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_rate_minimum_range"),
        ),
        sa.CheckConstraint(
            "share_bp BETWEEN 1 AND 10000", name=op.f("ck_appraisal_fee_rate_share_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["setting_id"],
            ["appraisal_fee_setting.id"],
            name=op.f("fk_appraisal_fee_rate_setting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_fee_rate")),
        sa.UniqueConstraint(
            "setting_id", "nature", name=op.f("uq_appraisal_fee_rate_setting_id_nature")
        ),
    )
    op.create_table(
        "appraisal_fee_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column("agency_name", sa.String(length=200), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "SOLD",
                "IN_KIND",
                "FAILED",
                "WITHDRAWN",
                "REAPPOINTED",
                name="outcome_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("appraised", sa.BigInteger(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("expense", sa.BigInteger(), nullable=True),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("basic", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("refund", sa.BigInteger(), nullable=False),
        sa.Column("reissue_fee", sa.BigInteger(), nullable=False),
        sa.Column(
            "paid_from",
            sa.Enum(
                "SALE_PROCEEDS",
                "ASSIGNEE",
                "APPLICANT",
                name="paid_from_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("citations", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("policies", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "appraised BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_line_appraised_range"),
        ),
        sa.CheckConstraint(
            "balance BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_line_balance_range"),
        ),
        sa.CheckConstraint(
            "basic BETWEEN 0 AND 999999999999999", name=op.f("ck_appraisal_fee_line_basic_range")
        ),
        sa.CheckConstraint(
            "expense BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_line_expense_range"),
        ),
        sa.CheckConstraint(
            "fee + refund = basic + balance", name=op.f("ck_appraisal_fee_line_line_adds_up")
        ),
        sa.CheckConstraint(
            "fee BETWEEN 0 AND 999999999999999", name=op.f("ck_appraisal_fee_line_fee_range")
        ),
        sa.CheckConstraint(
            "price BETWEEN 0 AND 999999999999999", name=op.f("ck_appraisal_fee_line_price_range")
        ),
        sa.CheckConstraint(
            "refund BETWEEN 0 AND 999999999999999", name=op.f("ck_appraisal_fee_line_refund_range")
        ),
        sa.CheckConstraint(
            "reissue_fee BETWEEN 0 AND 999999999999999",
            name=op.f("ck_appraisal_fee_line_reissue_fee_range"),
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["appraisal_fee_settlement.id"],
            name=op.f("fk_appraisal_fee_line_settlement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_fee_line")),
        sa.UniqueConstraint(
            "settlement_id", "place", name=op.f("uq_appraisal_fee_line_settlement_id_place")
        ),
    )
    # Every settlement so far followed the merge of both instruments; the rows themselves never
    # change, so a default fills them and is taken away again.
    op.add_column(
        "appraisal_fee_settlement",
        sa.Column("regime", sa.String(40), nullable=True, server_default="SD54_WITH_FS15"),
    )
    op.alter_column("appraisal_fee_settlement", "regime", server_default=None)
    op.create_check_constraint(
        op.f("ck_appraisal_fee_settlement_regime_known"),
        "appraisal_fee_settlement",
        "regime IN ('SD54_WITH_FS15', 'SD54_PURE', 'FS15_PURE')",
    )
    op.add_column(
        "appraisal_fee_settlement",
        sa.Column("reissue_fee", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.alter_column("appraisal_fee_settlement", "reissue_fee", server_default=None)
    op.create_check_constraint(
        op.f("ck_appraisal_fee_settlement_reissue_fee_range"),
        "appraisal_fee_settlement",
        "reissue_fee BETWEEN 0 AND 999999999999999",
    )
    op.execute(_ACCOUNTS)
    op.execute(_LINES)
    for statement in _SEQUENCES:
        op.execute(statement)
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_fee_line_append_only BEFORE UPDATE OR DELETE ON appraisal_fee_line FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_fee_line_no_truncate BEFORE TRUNCATE ON appraisal_fee_line FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_fee_rate_append_only BEFORE UPDATE OR DELETE ON appraisal_fee_rate FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_fee_rate_no_truncate BEFORE TRUNCATE ON appraisal_fee_rate FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_fee_setting_append_only BEFORE UPDATE OR DELETE ON appraisal_fee_setting FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_fee_setting_no_truncate BEFORE TRUNCATE ON appraisal_fee_setting FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_column("appraisal_fee_settlement", "reissue_fee")
    op.drop_column("appraisal_fee_settlement", "regime")
    op.drop_table("appraisal_fee_line")
    op.drop_table("appraisal_fee_rate")
    op.drop_index(
        "uq_appraisal_fee_guarantee_standing",
        table_name="appraisal_fee_guarantee",
        postgresql_where="state IN ('handed_in', 'accepted')",
    )
    op.drop_index(
        op.f("ix_appraisal_fee_guarantee_assignment_id"), table_name="appraisal_fee_guarantee"
    )
    op.drop_table("appraisal_fee_guarantee")
    op.drop_index(
        "ix_appraisal_fee_account_due",
        table_name="appraisal_fee_account",
        postgresql_where="state = 'basic_due'",
    )
    op.drop_table("appraisal_fee_account")
    op.drop_table("appraisal_expense_claim")
    op.drop_table("appraisal_fee_setting")
