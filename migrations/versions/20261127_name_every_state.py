"""name every state.

The whole way of an asset to its price: filing, four routes, suspension, withdrawal, expiry; and
the papers that go with it.

Revision d51ff500631d, follows a7c4e21b90d3.
"""

import sqlalchemy as sa
from alembic import op

revision = "d51ff500631d"
down_revision = "a7c4e21b90d3"
branch_labels = None
depends_on = None


_STATES = (
    "filed",
    "fact_finding",
    "choosing",
    "negotiating",
    "directed_inquiry",
    "network_inquiry",
    "routed",
    "selected",
    "fee_pending",
    "stalled",
    "commissioned",
    "surveying",
    "drafting",
    "reported",
    "correcting",
    "published",
    "objected",
    "price_fixed",
    "disposing",
    "expired",
    "settling",
    "settled",
    "exhausted",
    "suspended",
    "withdrawn",
)
_OLD_STATES = (
    "routed",
    "fee_pending",
    "commissioned",
    "surveying",
    "drafting",
    "reported",
    "correcting",
    "published",
    "price_fixed",
    "settled",
    "exhausted",
)
_PAPERS = (
    "sale_confirmation",
    "appraisal_commission",
    "draw_record",
    "fee_settlement",
    "distribution_plan",
    "standing_decision",
    "appeal_decision",
    "agreement_record",
)
_NEW_PAPERS = (
    "negotiation_notice",
    "inquiry_letter",
    "network_commission",
    "price_record",
    "fee_notice",
    "fee_reminder",
    "transfer_list",
    "survey_notice",
    "survey_record",
    "correction_notice",
    "return_notice",
    "suspension_decision",
    "resumption_notice",
    "withdrawal_notice",
    "service_certificate",
    "objection_transfer",
    "review_commission",
    "objection_ruling",
    "reissue_notice",
    "interim_statement",
)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _known(table: str, column: str, values: tuple[str, ...]) -> None:
    """Let a column hold these words and no others."""
    op.drop_constraint(op.f(f"ck_{table}_{column}_known"), table, type_="check")
    op.create_check_constraint(
        op.f(f"ck_{table}_{column}_known"), table, f"{column} IN ({_listed(values)})"
    )


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "appraisal_suspension",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "enforcement_held",
                "materials_wrong",
                "court_decides",
                name="ground_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_suspension_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_suspension")),
    )
    op.create_index(
        op.f("ix_appraisal_suspension_assignment_id"),
        "appraisal_suspension",
        ["assignment_id"],
        unique=False,
    )
    op.create_index(
        "uq_appraisal_suspension_open",
        "appraisal_suspension",
        ["assignment_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_table(
        "appraisal_withdrawal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "application_withdrawn",
                "obligation_met",
                "title_revoked",
                "parties_agreed",
                "court_decides",
                name="ground_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_withdrawal_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_withdrawal")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_appraisal_withdrawal_assignment_id")),
    )
    op.add_column("appraisal_assignment", sa.Column("state_since", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE appraisal_assignment SET state_since = greatest(created_at, commissioned_at,"
        " accepted_at, published_at, price_fixed_at)"
    )
    op.alter_column("appraisal_assignment", "state_since", nullable=False)
    op.add_column("appraisal_assignment", sa.Column("suspended_from", sa.String(length=40)))
    op.create_check_constraint(
        op.f("ck_appraisal_assignment_suspended_from_known"),
        "appraisal_assignment",
        f"suspended_from IN ({_listed(_STATES)})",
    )
    _known("appraisal_assignment", "state", _STATES)
    _known("documents_paper", "kind", (*_PAPERS, *_NEW_PAPERS))
    op.add_column("appraisal_assignment", sa.Column("price_valid_until", sa.Date()))
    op.execute(
        "UPDATE appraisal_assignment a SET price_valid_until ="
        " (SELECT r.valid_until FROM appraisal_report r WHERE r.assignment_id = a.id"
        " ORDER BY r.revision DESC LIMIT 1) WHERE a.price_fixed_at IS NOT NULL"
    )
    op.add_column(
        "appraisal_assignment",
        sa.Column("disposal_started_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.add_column(
        "appraisal_assignment",
        sa.Column("reissues", sa.Integer(), nullable=False, server_default="0"),
    )
    op.alter_column("appraisal_assignment", "reissues", server_default=None)
    op.alter_column(
        "appraisal_assignment", "route", existing_type=sa.VARCHAR(length=40), nullable=True
    )
    op.alter_column(
        "appraisal_assignment", "ground", existing_type=sa.VARCHAR(length=40), nullable=True
    )
    op.create_index(
        "ix_appraisal_assignment_validity",
        "appraisal_assignment",
        ["price_valid_until"],
        unique=False,
        postgresql_where="state IN ('price_fixed', 'disposing')",
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_withdrawal_append_only BEFORE UPDATE OR DELETE ON appraisal_withdrawal FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_withdrawal_no_truncate BEFORE TRUNCATE ON appraisal_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back; rows that use the new words must be gone first."""
    _known("documents_paper", "kind", _PAPERS)
    _known("appraisal_assignment", "state", _OLD_STATES)
    op.drop_index(
        "ix_appraisal_assignment_validity",
        table_name="appraisal_assignment",
        postgresql_where="state IN ('price_fixed', 'disposing')",
    )
    op.alter_column(
        "appraisal_assignment", "ground", existing_type=sa.VARCHAR(length=40), nullable=False
    )
    op.alter_column(
        "appraisal_assignment", "route", existing_type=sa.VARCHAR(length=40), nullable=False
    )
    op.drop_column("appraisal_assignment", "reissues")
    op.drop_column("appraisal_assignment", "disposal_started_at")
    op.drop_column("appraisal_assignment", "price_valid_until")
    op.drop_column("appraisal_assignment", "suspended_from")
    op.drop_column("appraisal_assignment", "state_since")
    op.drop_table("appraisal_withdrawal")
    op.drop_index(
        "uq_appraisal_suspension_open",
        table_name="appraisal_suspension",
        postgresql_where="ended_at IS NULL",
    )
    op.drop_index(op.f("ix_appraisal_suspension_assignment_id"), table_name="appraisal_suspension")
    op.drop_table("appraisal_suspension")
