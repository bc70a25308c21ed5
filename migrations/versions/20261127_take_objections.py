"""take objections.

Objections, their course and what they came to; petitions; service by publication.

Revision ff16c8222f0a, follows 5b0c8d21e7f4.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "ff16c8222f0a"
down_revision = "5b0c8d21e7f4"
branch_labels = None
depends_on = None

_METHODS = ("electronic", "direct", "post", "publication")
_OLD_METHODS = ("electronic", "direct", "post")


def _know_methods(methods: tuple[str, ...]) -> None:
    """Let the way of service be one of these words."""
    name = op.f("ck_appraisal_service_method_known")
    op.drop_constraint(name, "appraisal_service", type_="check")
    listed = ", ".join(f"'{method}'" for method in methods)
    op.create_check_constraint(name, "appraisal_service", f"method IN ({listed})")


def upgrade() -> None:
    """Bring the schema forward."""
    _know_methods(_METHODS)
    op.create_table(
        "appraisal_petition",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "fraud",
                "collusion",
                "false_result",
                "handling_wrong",
                name="ground_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("media", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "filed",
                "upheld",
                "dismissed",
                "withdrawn",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_petition_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_petition")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_appraisal_petition_fingerprint")),
        sa.UniqueConstraint("no", name=op.f("uq_appraisal_petition_no")),
    )
    op.create_index(
        "ix_appraisal_petition_assignment_id", "appraisal_petition", ["assignment_id"], unique=False
    )
    op.create_table(
        "appraisal_objection",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=True),
        sa.Column("result_id", sa.BigInteger(), nullable=True),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("grounds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "court",
                "agency",
                "mixed",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("media", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "filed",
                "under_ruling",
                "with_agency",
                "answered",
                "disputed",
                "in_review",
                "concluded",
                "refused",
                "withdrawn",
                "lapsed",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "rejected",
                "correction",
                "replaced",
                "explained",
                "not_negated",
                "result_out",
                name="outcome_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_on_paper", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=60), nullable=True),
        sa.Column("refusal_note", sa.Text(), nullable=True),
        sa.Column("corrected_report_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["appraisal_assignment.id"],
            name=op.f("fk_appraisal_objection_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["corrected_report_id"],
            ["appraisal_report.id"],
            name=op.f("fk_appraisal_objection_corrected_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["appraisal_report.id"], name=op.f("fk_appraisal_objection_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_objection")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_appraisal_objection_fingerprint")),
        sa.UniqueConstraint("no", name=op.f("uq_appraisal_objection_no")),
    )
    op.create_index(
        "ix_appraisal_objection_assignment_id",
        "appraisal_objection",
        ["assignment_id"],
        unique=False,
    )
    op.create_index(
        "ix_appraisal_objection_due",
        "appraisal_objection",
        ["due_at"],
        unique=False,
        postgresql_where="due_at IS NOT NULL",
    )
    op.create_index(
        "ix_appraisal_objection_person_id", "appraisal_objection", ["person_id"], unique=False
    )
    op.create_table(
        "appraisal_expert_review",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("objection_id", sa.BigInteger(), nullable=False),
        sa.Column("association", sa.String(length=120), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("commissioned_by", sa.BigInteger(), nullable=True),
        sa.Column("commissioned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["appraisal_objection.id"],
            name=op.f("fk_appraisal_expert_review_objection_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_expert_review")),
        sa.UniqueConstraint("objection_id", name=op.f("uq_appraisal_expert_review_objection_id")),
    )
    op.create_table(
        "appraisal_objection_answer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("objection_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("media", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["appraisal_objection.id"],
            name=op.f("fk_appraisal_objection_answer_objection_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_objection_answer")),
        sa.UniqueConstraint(
            "objection_id", name=op.f("uq_appraisal_objection_answer_objection_id")
        ),
    )
    op.create_table(
        "appraisal_objection_ruling",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("objection_id", sa.BigInteger(), nullable=False),
        sa.Column("judged", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("upheld", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "rejected",
                "correction",
                "replaced",
                "explained",
                "not_negated",
                "result_out",
                name="outcome_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("ruled_by", sa.BigInteger(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["appraisal_objection.id"],
            name=op.f("fk_appraisal_objection_ruling_objection_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_objection_ruling")),
        sa.UniqueConstraint(
            "objection_id", name=op.f("uq_appraisal_objection_ruling_objection_id")
        ),
    )
    op.create_table(
        "appraisal_expert_conclusion",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "not_negated",
                "to_correct",
                name="finding_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_item.id"], name=op.f("fk_appraisal_expert_conclusion_media_id")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["appraisal_expert_review.id"],
            name=op.f("fk_appraisal_expert_conclusion_review_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_expert_conclusion")),
        sa.UniqueConstraint("review_id", name=op.f("uq_appraisal_expert_conclusion_review_id")),
    )
    op.create_table(
        "appraisal_ruling_review",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ruling_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ruling_id"],
            ["appraisal_objection_ruling.id"],
            name=op.f("fk_appraisal_ruling_review_ruling_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_ruling_review")),
        sa.UniqueConstraint("ruling_id", name=op.f("uq_appraisal_ruling_review_ruling_id")),
    )
    op.create_table(
        "appraisal_review_decision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("is_reversed", sa.Boolean(), nullable=False),
        sa.Column("court_name", sa.String(length=120), nullable=False),
        sa.Column("decision_no", sa.String(length=80), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["appraisal_ruling_review.id"],
            name=op.f("fk_appraisal_review_decision_review_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_review_decision")),
        sa.UniqueConstraint("review_id", name=op.f("uq_appraisal_review_decision_review_id")),
    )
    op.add_column("appraisal_service", sa.Column("published_on", sa.Date(), nullable=True))
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_expert_conclusion_append_only BEFORE UPDATE OR DELETE ON appraisal_expert_conclusion FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_expert_conclusion_no_truncate BEFORE TRUNCATE ON appraisal_expert_conclusion FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_expert_review_append_only BEFORE UPDATE OR DELETE ON appraisal_expert_review FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_expert_review_no_truncate BEFORE TRUNCATE ON appraisal_expert_review FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_objection_answer_append_only BEFORE UPDATE OR DELETE ON appraisal_objection_answer FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_objection_answer_no_truncate BEFORE TRUNCATE ON appraisal_objection_answer FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_objection_ruling_append_only BEFORE UPDATE OR DELETE ON appraisal_objection_ruling FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_objection_ruling_no_truncate BEFORE TRUNCATE ON appraisal_objection_ruling FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_review_decision_append_only BEFORE UPDATE OR DELETE ON appraisal_review_decision FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_review_decision_no_truncate BEFORE TRUNCATE ON appraisal_review_decision FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_ruling_review_append_only BEFORE UPDATE OR DELETE ON appraisal_ruling_review FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_ruling_review_no_truncate BEFORE TRUNCATE ON appraisal_ruling_review FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back."""
    _know_methods(_OLD_METHODS)
    op.drop_column("appraisal_service", "published_on")
    op.drop_table("appraisal_review_decision")
    op.drop_table("appraisal_ruling_review")
    op.drop_table("appraisal_expert_conclusion")
    op.drop_table("appraisal_objection_ruling")
    op.drop_table("appraisal_objection_answer")
    op.drop_table("appraisal_expert_review")
    op.drop_index("ix_appraisal_objection_person_id", table_name="appraisal_objection")
    op.drop_index(
        "ix_appraisal_objection_due",
        table_name="appraisal_objection",
        postgresql_where="due_at IS NOT NULL",
    )
    op.drop_index("ix_appraisal_objection_assignment_id", table_name="appraisal_objection")
    op.drop_table("appraisal_objection")
    op.drop_index("ix_appraisal_petition_assignment_id", table_name="appraisal_petition")
    op.drop_table("appraisal_petition")
