"""Agents that run elsewhere: their heartbeats and reports."""

from importlib import resources

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0021_external.sql").read_text())
