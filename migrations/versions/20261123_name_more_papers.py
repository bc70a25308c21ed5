"""name more papers.

Decisions on the standing of an agency, on the appeal against one, and the parties' agreement.

Revision c31f70a6be52, follows 5b1e90c4d7a2.
"""

from alembic import op

revision = "c31f70a6be52"
down_revision = "5b1e90c4d7a2"
branch_labels = None
depends_on = None

_PAPERS = (
    "sale_confirmation",
    "appraisal_commission",
    "draw_record",
    "fee_settlement",
    "distribution_plan",
)


def _known(*values: str) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(op.f("ck_documents_paper_kind_known"), "documents_paper", type_="check")
    op.create_check_constraint(
        op.f("ck_documents_paper_kind_known"), "documents_paper", f"kind IN ({listed})"
    )


def upgrade() -> None:
    """Bring the schema forward."""
    _known(*_PAPERS, "standing_decision", "appeal_decision", "agreement_record")


def downgrade() -> None:
    """Bring the schema back; rows that use the new words must be gone first."""
    _known(*_PAPERS)
