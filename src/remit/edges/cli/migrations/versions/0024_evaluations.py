"""Datasets, scorers and evaluations of agents."""

from importlib import resources

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0024_evaluations.sql").read_text())
