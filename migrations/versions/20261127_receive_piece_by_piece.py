"""receive piece by piece.

Uploads that survive a lost connection; order, main picture and map of the agency's files; the
captions, the seal and the checks that a revision of a report was handed in with.

Revision 7d0c5e3a91f4, follows 4e8d1c72a9f6.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7d0c5e3a91f4"
down_revision = "4e8d1c72a9f6"
branch_labels = None
depends_on = None

_KINDS = ("picture", "video", "document")
_STATES = ("receiving", "received", "kept", "refused", "expired", "dismissed")
_DUE = sa.text("sweep_at IS NOT NULL")
_ON_DESK = sa.text("role IS NOT NULL AND removed_at IS NULL")


def _word(column: str, *values: str, nullable: bool = False) -> sa.Column[str]:
    kind = sa.Enum(
        *values,
        name=f"{column}_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    return sa.Column(column, kind, nullable=nullable)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "media_upload",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=True),
        sa.Column("purpose", sa.String(length=100), nullable=False),
        _word("kind", *_KINDS),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("declared", sa.BigInteger(), nullable=False),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("is_checked", sa.Boolean(), nullable=False),
        _word("state", *_STATES),
        sa.Column("fault", sa.String(length=60), nullable=True),
        sa.Column("fault_params", postgresql.JSONB(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sweep_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("declared > 0", name=op.f("ck_media_upload_declared_positive")),
        sa.CheckConstraint(
            "reached BETWEEN 0 AND declared", name=op.f("ck_media_upload_reached_within")
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_item.id"], name=op.f("fk_media_upload_media_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_upload")),
        sa.UniqueConstraint("token", name=op.f("uq_media_upload_token")),
    )
    op.create_index("ix_media_upload_purpose", "media_upload", ["purpose", "agency_code"])
    op.create_index("ix_media_upload_owner_id", "media_upload", ["owner_id"])
    op.create_index("ix_media_upload_due", "media_upload", ["sweep_at"], postgresql_where=_DUE)
    op.add_column(
        "appraisal_attachment",
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
    )
    role = _word("role", "main", "map", nullable=True)
    op.add_column("appraisal_attachment", role)
    op.create_index(
        "uq_appraisal_attachment_role",
        "appraisal_attachment",
        ["assignment_id", "role"],
        unique=True,
        postgresql_where=_ON_DESK,
    )
    for name, default in (("captions", "'{}'"), ("marks", "'{}'"), ("confirmed", "'[]'")):
        op.add_column(
            "appraisal_report",
            sa.Column(name, postgresql.JSONB(), nullable=False, server_default=sa.text(default)),
        )
    op.add_column(
        "appraisal_report",
        sa.Column("is_sealed", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )


def downgrade() -> None:
    """Bring the schema back; files of uploads that are under way stay on disk."""
    for name in ("is_sealed", "confirmed", "marks", "captions"):
        op.drop_column("appraisal_report", name)
    op.drop_index(
        "uq_appraisal_attachment_role",
        table_name="appraisal_attachment",
        postgresql_where=_ON_DESK,
    )
    op.drop_column("appraisal_attachment", "role")
    op.drop_column("appraisal_attachment", "position")
    op.drop_index("ix_media_upload_due", table_name="media_upload", postgresql_where=_DUE)
    op.drop_index("ix_media_upload_owner_id", table_name="media_upload")
    op.drop_index("ix_media_upload_purpose", table_name="media_upload")
    op.drop_table("media_upload")
