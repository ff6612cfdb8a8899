"""Reviews: the approval queue and the audit search."""

from importlib import resources

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0008_reviews.sql").read_text())
