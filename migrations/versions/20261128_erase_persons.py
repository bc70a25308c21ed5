"""erase persons.

Two people erase somebody who never bought (P59); a seat of the screens may then be left.

Revision c4e19a7d3b62, follows a7d1094e6b35.
"""

import sqlalchemy as sa
from alembic import op

revision = "c4e19a7d3b62"
down_revision = "a7d1094e6b35"
branch_labels = None
depends_on = None

TABLE, SEAT = "auction_erasure", "auction_screen_seat"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_account", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_account", sa.String(length=80), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=400), nullable=True),
        sa.CheckConstraint("answered_by <> asked_by", name=op.f(f"ck_{TABLE}_two_people")),
        sa.CheckConstraint(
            "(answered_by IS NULL) = (answered_at IS NULL) "
            "AND (answered_by IS NULL) = (is_granted IS NULL)",
            name=op.f(f"ck_{TABLE}_answered_when"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity_person.id"],
            name=op.f(f"fk_{TABLE}_person_id_identity_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(
        "uq_auction_erasure_person_id",
        TABLE,
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("is_granted IS NOT FALSE"),
    )
    op.execute(f"DROP TRIGGER {SEAT}_append_only ON {SEAT}")
    op.execute(
        f"CREATE TRIGGER {SEAT}_unchanged BEFORE UPDATE ON {SEAT} "
        "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.execute(f"DROP TRIGGER {SEAT}_unchanged ON {SEAT}")
    op.execute(
        f"CREATE TRIGGER {SEAT}_append_only BEFORE UPDATE OR DELETE ON {SEAT} "
        "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.drop_table(TABLE)
