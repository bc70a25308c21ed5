"""widen the choice.

Auction houses, auxiliary agencies, agreement of the parties, public figures as chance.

Revision 5b1e90c4d7a2, follows dbd72b4db00b.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5b1e90c4d7a2"
down_revision = "dbd72b4db00b"
branch_labels = None
depends_on = None

_FIELDS = ("assets", "land", "real_estate", "mining", "jewelry")
_NEW_FIELDS = (
    "auction_general",
    "auction_relics",
    "aux_materials",
    "aux_viewing",
    "aux_custody",
)
_STATES = ("draft", "frozen", "entropy_closed", "drawn", "notified", "void")
_STANDINGS = ("eligible", "paused", "stopped", "delisted")
_KINDS = ("appraisal", "auction_house", "auxiliary")
_LIVE = sa.text("state <> 'void' AND NOT is_exhausted")


def _known(table: str, column: str, *values: str) -> None:
    """Let a column hold these words and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(op.f(f"ck_{table}_{column}_known"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{column}_known"), table, f"{column} IN ({listed})")


def _check(name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_registry_draw_{name}"), "registry_draw", type_="check")
    op.create_check_constraint(op.f(f"ck_registry_draw_{name}"), "registry_draw", condition)


def _word(name: str, values: tuple[str, ...], default: str) -> sa.Column[str]:
    kind = sa.Enum(
        *values,
        name=f"{name}_known",
        native_enum=False,
        create_constraint=False,
        length=40,
    )
    return sa.Column(name, kind, nullable=False, server_default=default)


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("registry_draw", _word("kind", _KINDS, "appraisal"))
    op.add_column("registry_draw", _word("method", ("lottery", "agreement"), "lottery"))
    op.add_column("registry_draw", _word("mode", ("ceremony", "external"), "ceremony"))
    for name, values in (
        ("kind", _KINDS),
        ("method", ("lottery", "agreement")),
        ("mode", ("ceremony", "external")),
    ):
        listed = ", ".join(f"'{value}'" for value in values)
        op.create_check_constraint(
            op.f(f"ck_registry_draw_{name}_known"), "registry_draw", f"{name} IN ({listed})"
        )
    op.add_column(
        "registry_draw",
        sa.Column("sources", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
    )
    for name in ("negotiation_until", "objections_until"):
        op.add_column("registry_draw", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column("registry_draw", sa.Column("negotiation_waiver", sa.Text()))
    op.add_column(
        "registry_draw_candidate",
        sa.Column("weight", sa.Integer(), nullable=False, server_default="1"),
    )
    _known("registry_draw", "state", *_STATES, "negotiating", "agreed")
    _known("registry_draw", "field", *_FIELDS, *_NEW_FIELDS)
    _known("registry_agency", "standing", *_STANDINGS, "probation")
    _check(
        "frozen_is_committed",
        "state IN ('draft', 'negotiating', 'void') OR method = 'agreement' "
        "OR (commitment IS NOT NULL AND list_digest IS NOT NULL)",
    )
    _check(
        "drawn_is_recorded",
        "state NOT IN ('drawn', 'notified') OR method = 'agreement' "
        "OR (seed IS NOT NULL AND transcript IS NOT NULL)",
    )
    op.drop_index("uq_registry_draw_live", table_name="registry_draw", postgresql_where=_LIVE)
    op.create_index(
        "uq_registry_draw_live",
        "registry_draw",
        ["asset_id", "kind"],
        unique=True,
        postgresql_where=_LIVE,
    )
    op.drop_constraint(op.f("uq_registry_draw_asset_id_round"), "registry_draw", type_="unique")
    op.create_unique_constraint(
        op.f("uq_registry_draw_asset_id_kind_round"),
        "registry_draw",
        ["asset_id", "kind", "round"],
    )


def downgrade() -> None:
    """Bring the schema back; rows that use the new words must be gone first."""
    op.drop_constraint(
        op.f("uq_registry_draw_asset_id_kind_round"), "registry_draw", type_="unique"
    )
    op.create_unique_constraint(
        op.f("uq_registry_draw_asset_id_round"), "registry_draw", ["asset_id", "round"]
    )
    op.drop_index("uq_registry_draw_live", table_name="registry_draw", postgresql_where=_LIVE)
    op.create_index(
        "uq_registry_draw_live",
        "registry_draw",
        ["asset_id"],
        unique=True,
        postgresql_where=_LIVE,
    )
    _check(
        "frozen_is_committed",
        "state IN ('draft', 'void') OR (commitment IS NOT NULL AND list_digest IS NOT NULL)",
    )
    _check(
        "drawn_is_recorded",
        "state NOT IN ('drawn', 'notified') OR (seed IS NOT NULL AND transcript IS NOT NULL)",
    )
    _known("registry_agency", "standing", *_STANDINGS)
    _known("registry_draw", "field", *_FIELDS)
    _known("registry_draw", "state", *_STATES)
    op.drop_column("registry_draw_candidate", "weight")
    for name in (
        "negotiation_waiver",
        "objections_until",
        "negotiation_until",
        "sources",
        "mode",
        "method",
        "kind",
    ):
        op.drop_column("registry_draw", name)
