"""Runs of agents that wait for a person, and each use of a tool."""

from importlib import resources

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0016_runs.sql").read_text())
