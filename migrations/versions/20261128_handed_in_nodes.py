"""handed in nodes.

Nodes of cases as the case systems of courts tell them.

Revision f1a9c0de0004, follows f1a9c0de0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "f1a9c0de0004"
down_revision = "f1a9c0de0003"
branch_labels = None
depends_on = None

TABLE = "feed_handed_in_node"
NODES = (
    "'filed', 'notice_served', 'assets_searched', 'seized', 'stayed', 'resumed', 'round_ended', "
    "'closed', 'case_registered', 'appraisal_filed', 'agency_drawn', 'appraisal_commissioned', "
    "'report_published', 'price_fixed', 'sale_announced', 'bidding_opened', 'sold', 'unsold', "
    "'paid', 'ruled', 'handed_over', 'taken_in_kind', 'distributed', 'settled'"
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("court_id", sa.BigInteger(), nullable=False),
        sa.Column("case_number", sa.String(length=80), nullable=False),
        sa.Column("node", sa.String(length=40), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"node IN ({NODES})", name=op.f(f"ck_{TABLE}_node_known")),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["feed_system_token.id"],
            name=op.f(f"fk_{TABLE}_token_id_feed_system_token"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("court_id", "reference", name=op.f(f"uq_{TABLE}_court_id_reference")),
    )
    op.create_index(f"ix_{TABLE}_case_number_id", TABLE, ["case_number", "id"])
    refusal = "EXECUTE FUNCTION store_refuse_change()"
    op.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT {refusal}"
    )


def downgrade() -> None:
    """Bring the schema back; refused by the database where a node was taken in."""
    op.drop_table(TABLE)
