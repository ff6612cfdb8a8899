"""Approvals by several people: rules, stages, and who stands in for whom."""

from importlib import resources

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0020_stages.sql").read_text())
