"""watch the days.

When an asset is to be looked at again, and of which days people were reminded. What is due is
never kept: the reader of the record fills the watch from the first fact on.

Revision 5b0c8d21e7f4, follows 4e9b7d2c61fa.
"""

import sqlalchemy as sa
from alembic import op

revision = "5b0c8d21e7f4"
down_revision = "4e9b7d2c61fa"
branch_labels = None
depends_on = None

_STEPS = (
    "start",
    "negotiate",
    "answer_inquiry",
    "network_report",
    "network_extended",
    "network_reissue",
    "prepare",
    "pay_fee",
    "hand_over",
    "accept",
    "report",
    "reissue",
    "correct",
    "return_materials",
    "serve",
    "object",
    "forward_objection",
    "answer_objection",
    "rule_objection",
    "review_ruling",
    "expert_review",
    "start_sale",
    "validity",
    "sell",
    "settle_fee",
)
_LEVELS = ("ahead", "near", "today", "missed", "escalated")


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    """Return a text column's type that holds these words and no others."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "appraisal_deadline_watch",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("asset_no", sa.String(length=60), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_deadline_watch")),
        sa.UniqueConstraint("asset_no", name=op.f("uq_appraisal_deadline_watch_asset_no")),
    )
    op.create_index(
        "ix_appraisal_deadline_watch_look_at",
        "appraisal_deadline_watch",
        ["look_at"],
        unique=False,
        postgresql_where="look_at IS NOT NULL",
    )
    op.create_index(
        "ix_appraisal_deadline_watch_next_due_at",
        "appraisal_deadline_watch",
        ["next_due_at"],
        unique=False,
        postgresql_where="next_due_at IS NOT NULL",
    )
    op.create_index(
        "ix_appraisal_deadline_watch_overdue",
        "appraisal_deadline_watch",
        ["court_id"],
        unique=False,
        postgresql_where="overdue > 0",
    )
    op.create_table(
        "appraisal_deadline_reminder",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("asset_no", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("step", _words("step_known", _STEPS), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", _words("level_known", _LEVELS), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_deadline_reminder")),
        sa.UniqueConstraint(
            "subject",
            "step",
            "due_at",
            "level",
            name=op.f("uq_appraisal_deadline_reminder_subject_step_due_at_level"),
        ),
    )
    op.create_index(
        op.f("ix_appraisal_deadline_reminder_asset_no"),
        "appraisal_deadline_reminder",
        ["asset_no"],
        unique=False,
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER appraisal_deadline_reminder_append_only BEFORE UPDATE OR DELETE ON appraisal_deadline_reminder FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appraisal_deadline_reminder_no_truncate BEFORE TRUNCATE ON appraisal_deadline_reminder FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index(
        op.f("ix_appraisal_deadline_reminder_asset_no"), table_name="appraisal_deadline_reminder"
    )
    op.drop_table("appraisal_deadline_reminder")
    op.drop_index(
        "ix_appraisal_deadline_watch_overdue",
        table_name="appraisal_deadline_watch",
        postgresql_where="overdue > 0",
    )
    op.drop_index(
        "ix_appraisal_deadline_watch_next_due_at",
        table_name="appraisal_deadline_watch",
        postgresql_where="next_due_at IS NOT NULL",
    )
    op.drop_index(
        "ix_appraisal_deadline_watch_look_at",
        table_name="appraisal_deadline_watch",
        postgresql_where="look_at IS NOT NULL",
    )
    op.drop_table("appraisal_deadline_watch")
