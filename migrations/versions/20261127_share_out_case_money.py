"""share out case money.

Plans of distribution by version, who was told of them, objections, buyers in default. What was
shared out before counts as its first version.

Revision ceb11c578503, follows ebc9f0745b88.
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "ceb11c578503"
down_revision = "10a9c9113720"
branch_labels = None
depends_on = None


#: Words that columns learn: table, column, words.
_LEARNED = (
    ("ledger_payment_order", "purpose", ("top_up",)),
    ("ledger_transfer", "purpose", ("top_up",)),
    ("ledger_bank_instruction", "purpose", ("top_up",)),
    ("auction_settlement", "state", ("served", "defaulted")),
    *(
        (table, "kind", ("plan_objection_notice", "forfeiture_statement", "top_up_order"))
        for table in ("documents_paper", "documents_text")
    ),
)


def _known(table: str, column: str) -> list[str]:
    """Return the words a column holds now, whoever taught it them."""
    name = f"ck_{table}_{column}_known"
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": name},
    )
    return re.findall(r"'(\w+)'::character varying", found.scalar_one())


def _hold(table: str, column: str, words: list[str]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def upgrade() -> None:
    """Bring the schema forward."""
    for table, column, words in _LEARNED:
        _hold(table, column, [*_known(table, column), *words])
    op.create_table(
        "auction_default",
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("asset_no", sa.String(length=40), nullable=False),
        sa.Column("buyer_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ruled",
                "stated",
                "used",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("original_price", sa.BigInteger(), nullable=False),
        sa.Column("forfeited", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ruled_by", sa.String(length=80), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_price", sa.BigInteger(), nullable=True),
        sa.Column("use", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("stated_by", sa.String(length=80), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=80), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("top_up", sa.BigInteger(), nullable=True),
        sa.Column("top_up_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("top_up_order", sa.String(length=60), nullable=True),
        sa.Column("top_up_paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared_lot_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'used') = (approved_at IS NOT NULL)",
            name=op.f("ck_auction_default_used_when_approved"),
        ),
        sa.CheckConstraint(
            "forfeited BETWEEN 0 AND 999999999999999",
            name=op.f("ck_auction_default_forfeited_range"),
        ),
        sa.CheckConstraint(
            "new_price BETWEEN 0 AND 999999999999999",
            name=op.f("ck_auction_default_new_price_range"),
        ),
        sa.CheckConstraint(
            "original_price BETWEEN 1 AND 999999999999999",
            name=op.f("ck_auction_default_original_price_range"),
        ),
        sa.CheckConstraint("stated_by <> approved_by", name=op.f("ck_auction_default_two_people")),
        sa.CheckConstraint(
            "top_up BETWEEN 0 AND 999999999999999", name=op.f("ck_auction_default_top_up_range")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_default_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["shared_lot_id"], ["auction_lot.id"], name=op.f("fk_auction_default_shared_lot_id")
        ),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_auction_default")),
    )
    op.create_index("ix_auction_default_asset_no", "auction_default", ["asset_no"], unique=False)
    op.create_table(
        "auction_plan_objection",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("party_name", sa.String(length=120), nullable=False),
        sa.Column("against_party_id", sa.BigInteger(), nullable=False),
        sa.Column("against_name", sa.String(length=120), nullable=False),
        sa.Column("disputed", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "filed",
                "unopposed",
                "opposed",
                "sued",
                "lapsed",
                "withdrawn",
                "closed",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "oppositions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.Column("suit", sa.String(length=120), nullable=True),
        sa.Column("sued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'sued' OR (sued_at IS NOT NULL AND disputed > 0)",
            name=op.f("ck_auction_plan_objection_suit_names_amount"),
        ),
        sa.CheckConstraint(
            "disputed BETWEEN 1 AND 999999999999999",
            name=op.f("ck_auction_plan_objection_disputed_range"),
        ),
        sa.CheckConstraint(
            "reserved BETWEEN 0 AND 999999999999999",
            name=op.f("ck_auction_plan_objection_reserved_range"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_plan_objection_lot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_plan_objection")),
        sa.UniqueConstraint("no", name=op.f("uq_auction_plan_objection_no")),
    )
    op.create_index(
        "ix_auction_plan_objection_lot_id", "auction_plan_objection", ["lot_id"], unique=False
    )
    op.create_table(
        "auction_plan_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("claims", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_plan_version_lot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_plan_version")),
        sa.UniqueConstraint(
            "lot_id", "version", name=op.f("uq_auction_plan_version_lot_id_version")
        ),
    )
    op.create_table(
        "auction_plan_service",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "plan",
                "objection",
                "opposition",
                name="purpose_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("objection_id", sa.BigInteger(), nullable=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("party_name", sa.String(length=120), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(purpose = 'plan') = (objection_id IS NULL)",
            name=op.f("ck_auction_plan_service_objection_named"),
        ),
        sa.CheckConstraint(
            "(received_at IS NULL) = (until_at IS NULL)",
            name=op.f("ck_auction_plan_service_days_from_receipt"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["auction_lot.id"], name=op.f("fk_auction_plan_service_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["auction_plan_objection.id"],
            name=op.f("fk_auction_plan_service_objection_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auction_plan_service")),
    )
    op.create_index(
        "ix_auction_plan_service_until_at",
        "auction_plan_service",
        ["until_at"],
        unique=False,
        postgresql_where=sa.text("until_at IS NOT NULL"),
    )
    op.create_index(
        "uq_auction_plan_service_once",
        "auction_plan_service",
        [
            "lot_id",
            "version",
            "party_id",
            "purpose",
            sa.literal_column("coalesce(objection_id, 0)"),
        ],
        unique=True,
    )
    op.add_column(
        "auction_distribution",
        sa.Column("is_from_reserve", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "auction_settlement",
        sa.Column("plan_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "auction_settlement",
        sa.Column("is_amended", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "auction_settlement",
        sa.Column("supplement", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "auction_settlement", sa.Column("executed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_check_constraint(
        op.f("ck_auction_settlement_supplement_range"),
        "auction_settlement",
        "supplement BETWEEN 0 AND 999999999999999",
    )
    op.execute(
        """UPDATE auction_settlement SET plan_version = 1,
        executed_at = CASE WHEN state = 'distributed' THEN approved_at END
        WHERE plan IS NOT NULL"""
    )
    op.execute(
        "CREATE TRIGGER auction_plan_version_append_only BEFORE UPDATE OR DELETE ON auction_plan_version FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER auction_plan_version_no_truncate BEFORE TRUNCATE ON auction_plan_version FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_column("auction_settlement", "executed_at")
    op.drop_column("auction_settlement", "supplement")
    op.drop_column("auction_settlement", "is_amended")
    op.drop_column("auction_settlement", "plan_version")
    op.drop_column("auction_distribution", "is_from_reserve")
    op.drop_index("uq_auction_plan_service_once", table_name="auction_plan_service")
    op.drop_index(
        "ix_auction_plan_service_until_at",
        table_name="auction_plan_service",
        postgresql_where=sa.text("until_at IS NOT NULL"),
    )
    op.drop_table("auction_plan_service")
    op.drop_table("auction_plan_version")
    op.drop_index("ix_auction_plan_objection_lot_id", table_name="auction_plan_objection")
    op.drop_table("auction_plan_objection")
    op.drop_index("ix_auction_default_asset_no", table_name="auction_default")
    op.drop_table("auction_default")
    for table, column, words in _LEARNED:
        _hold(table, column, [word for word in _known(table, column) if word not in words])
