"""place the survey.

Where the site is, if the agency gave it.

Revision ebc9f0745b88, follows 9ff9f8cc84c3.
"""

import sqlalchemy as sa
from alembic import op

revision = "ebc9f0745b88"
down_revision = "9ff9f8cc84c3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("appraisal_survey", sa.Column("latitude_e6", sa.Integer(), nullable=True))
    op.add_column("appraisal_survey", sa.Column("longitude_e6", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_column("appraisal_survey", "longitude_e6")
    op.drop_column("appraisal_survey", "latitude_e6")
