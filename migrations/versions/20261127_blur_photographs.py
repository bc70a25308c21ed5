"""blur photographs.

Editions of the public copies, and the daily scrub with the damage it has found.

Revision 4e9b7d2c61fa, follows 7d0c5e3a91f4.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "4e9b7d2c61fa"
down_revision = "7d0c5e3a91f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(
        "media_copy", sa.Column("edition", sa.Integer(), server_default="1", nullable=False)
    )
    op.drop_constraint(op.f("uq_media_copy_media_id_variant"), "media_copy", type_="unique")
    op.create_unique_constraint(
        op.f("uq_media_copy_media_id_variant_edition"),
        "media_copy",
        ["media_id", "variant", "edition"],
    )
    op.create_table(
        "media_edition",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("regions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("edition > 1", name=op.f("ck_media_edition_edition_follows")),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_item.id"], name=op.f("fk_media_edition_media_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_edition")),
        sa.UniqueConstraint("media_id", "edition", name=op.f("uq_media_edition_media_id_edition")),
    )
    op.create_table(
        "media_damage",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("copy_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "damage",
            sa.Enum(
                "changed",
                "missing",
                name="damage_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["media_copy.id"], name=op.f("fk_media_damage_copy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_damage")),
    )
    op.create_index(
        "uq_media_damage_standing",
        "media_damage",
        ["copy_id"],
        unique=True,
        postgresql_where=sa.text("mended_at IS NULL"),
    )
    op.create_table(
        "media_scrub",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_copy_id", sa.BigInteger(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_scrub")),
    )
    op.create_index("ix_media_scrub_began_at", "media_scrub", ["began_at"], unique=False)
    op.create_index(
        "uq_media_scrub_running",
        "media_scrub",
        [sa.literal_column("(ended_at IS NULL)")],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute(
        "\nCREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND $$\n"
    )
    op.execute(
        "CREATE TRIGGER media_edition_append_only BEFORE UPDATE OR DELETE ON media_edition FOR EACH ROW EXECUTE FUNCTION store_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER media_edition_no_truncate BEFORE TRUNCATE ON media_edition FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
    )


def downgrade() -> None:
    """Bring the schema back; a blurred photograph is shown no more rather than in the clear."""
    op.execute(
        "UPDATE media_item SET published_at = NULL WHERE id IN (SELECT media_id FROM media_edition)"
    )
    op.drop_table("media_scrub")
    op.drop_table("media_damage")
    op.drop_table("media_edition")
    op.execute("ALTER TABLE media_copy DISABLE TRIGGER media_copy_append_only")
    op.execute("DELETE FROM media_copy WHERE edition > 1")
    op.execute("ALTER TABLE media_copy ENABLE TRIGGER media_copy_append_only")
    op.drop_constraint(op.f("uq_media_copy_media_id_variant_edition"), "media_copy", type_="unique")
    op.create_unique_constraint(
        op.f("uq_media_copy_media_id_variant"), "media_copy", ["media_id", "variant"]
    )
    op.drop_column("media_copy", "edition")
