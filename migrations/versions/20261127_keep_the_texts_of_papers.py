"""keep the texts of papers.

A court's own versions of the running text of its papers, and the version each paper was made of.

Revision 4e8d1c72a9f6, follows a484cd5a575e.
"""

import sqlalchemy as sa
from alembic import op

revision = "4e8d1c72a9f6"
down_revision = "a484cd5a575e"
branch_labels = None
depends_on = None

_PAPERS = (
    "sale_confirmation",
    "appraisal_commission",
    "draw_record",
    "agreement_record",
    "fee_settlement",
    "distribution_plan",
    "standing_decision",
    "appeal_decision",
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
_REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("documents_paper", sa.Column("text_version", sa.Integer(), nullable=True))
    op.add_column("documents_paper", sa.Column("text_sha256", sa.String(length=64), nullable=True))
    op.create_table(
        "documents_text",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *_PAPERS, name="kind_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_by_name", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_documents_text_version_counts_from_one")),
        sa.CheckConstraint(
            "restored >= 0 AND restored < version",
            name=op.f("ck_documents_text_restored_is_earlier"),
        ),
        sa.CheckConstraint(
            "length(btrim(reason)) > 0", name=op.f("ck_documents_text_reason_given")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_text")),
        sa.UniqueConstraint(
            "court_id", "kind", "version", name=op.f("uq_documents_text_court_id_kind_version")
        ),
    )
    op.execute(_REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER documents_text_append_only BEFORE UPDATE OR DELETE ON documents_text FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER documents_text_no_truncate BEFORE TRUNCATE ON documents_text FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("documents_text")
    op.drop_column("documents_paper", "text_sha256")
    op.drop_column("documents_paper", "text_version")
