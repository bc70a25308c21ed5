"""give mandates.

Who of outside the court may read what of it, from when to when and why (P98).

Revision 8e2f6a9c1d57, follows 5d3b7c1e9a40.
"""

import sqlalchemy as sa
from alembic import op

revision = "8e2f6a9c1d57"
down_revision = "5d3b7c1e9a40"
branch_labels = None
depends_on = None

TABLE = "supervision_mandate"


def _people() -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], ["identity_person.id"], name=op.f(f"fk_{TABLE}_{name}"))
        for name in ("observer_id", "given_by", "approved_by")
    ]


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("observer_id", sa.BigInteger(), nullable=False),
        sa.Column("observer_account", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("reach", sa.String(length=40), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("case_number", sa.String(length=80), nullable=True),
        sa.Column("lot_no", sa.String(length=40), nullable=True),
        sa.Column("opens_sealed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.BigInteger(), nullable=False),
        sa.Column("given_account", sa.String(length=40), nullable=False),
        sa.Column("given_court_id", sa.BigInteger(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=400), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "body IN ('procuratorate', 'congress', 'discipline', 'higher_court')",
            name=op.f(f"ck_{TABLE}_body_known"),
        ),
        sa.CheckConstraint(
            "reach IN ('court', 'case', 'lot')", name=op.f(f"ck_{TABLE}_reach_known")
        ),
        sa.CheckConstraint("begins_at < ends_at", name=op.f(f"ck_{TABLE}_begins_before_end")),
        sa.CheckConstraint("observer_id <> given_by", name=op.f(f"ck_{TABLE}_not_to_oneself")),
        sa.CheckConstraint(
            "approved_by <> given_by AND approved_by <> observer_id",
            name=op.f(f"ck_{TABLE}_two_people"),
        ),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)",
            name=op.f(f"ck_{TABLE}_approved_when"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f(f"ck_{TABLE}_withdrawn_for_a_reason"),
        ),
        *_people(),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("no", name=op.f(f"uq_{TABLE}_no")),
    )
    op.create_index(f"ix_{TABLE}_observer_id", TABLE, ["observer_id", "id"])
    op.create_index(f"ix_{TABLE}_court_id", TABLE, ["court_id", "id"])
    op.create_index(
        f"ix_{TABLE}_ends_at", TABLE, ["ends_at"], postgresql_where=sa.text("ended_at IS NULL")
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table(TABLE)
