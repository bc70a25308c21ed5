"""let an appraisal rest.

Withdrawal leaves the asset free for another filing; surveys name who was there and signed.

Revision a484cd5a575e, follows d51ff500631d.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a484cd5a575e"
down_revision = "d51ff500631d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "appraisal_handover",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("handed_over_by", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_handover_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_handover")),
    )
    op.create_index(
        op.f("ix_appraisal_handover_assignment_id"),
        "appraisal_handover",
        ["assignment_id"],
        unique=False,
    )
    op.create_table(
        "appraisal_survey_call",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("called_by", sa.BigInteger(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_survey_call_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_survey_call")),
    )
    op.create_index(
        op.f("ix_appraisal_survey_call_assignment_id"),
        "appraisal_survey_call",
        ["assignment_id"],
        unique=False,
    )
    op.add_column(
        "appraisal_appointment",
        sa.Column("is_reissue", sa.Boolean(), nullable=False, server_default="false"),
    )
    op.alter_column("appraisal_appointment", "is_reissue", server_default=None)
    op.add_column(
        "appraisal_assignment", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.drop_constraint(
        op.f("uq_appraisal_assignment_asset_no"), "appraisal_assignment", type_="unique"
    )
    op.create_index(
        "uq_appraisal_assignment_asset_no",
        "appraisal_assignment",
        ["asset_no"],
        unique=True,
        postgresql_where="withdrawn_at IS NULL",
    )
    op.create_index(
        "ix_appraisal_assignment_asset_no", "appraisal_assignment", ["asset_no"], unique=False
    )
    op.add_column(
        "appraisal_survey",
        sa.Column(
            "attendees",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            server_default="[]",
        ),
    )
    op.alter_column("appraisal_survey", "attendees", server_default=None)
    op.add_column("appraisal_survey", sa.Column("paper_no", sa.String(length=60), nullable=True))
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_handover_append_only BEFORE UPDATE OR DELETE ON appraisal_handover FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_handover_no_truncate BEFORE TRUNCATE ON appraisal_handover FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_survey_call_append_only BEFORE UPDATE OR DELETE ON appraisal_survey_call FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_survey_call_no_truncate BEFORE TRUNCATE ON appraisal_survey_call FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_column("appraisal_survey", "paper_no")
    op.drop_column("appraisal_survey", "attendees")
    op.drop_index("ix_appraisal_assignment_asset_no", table_name="appraisal_assignment")
    op.drop_index(
        "uq_appraisal_assignment_asset_no",
        table_name="appraisal_assignment",
        postgresql_where="withdrawn_at IS NULL",
    )
    op.create_unique_constraint(
        op.f("uq_appraisal_assignment_asset_no"),
        "appraisal_assignment",
        ["asset_no"],
        postgresql_nulls_not_distinct=False,
    )
    op.drop_column("appraisal_assignment", "withdrawn_at")
    op.drop_column("appraisal_appointment", "is_reissue")
    op.drop_index(
        op.f("ix_appraisal_survey_call_assignment_id"), table_name="appraisal_survey_call"
    )
    op.drop_table("appraisal_survey_call")
    op.drop_index(op.f("ix_appraisal_handover_assignment_id"), table_name="appraisal_handover")
    op.drop_table("appraisal_handover")
