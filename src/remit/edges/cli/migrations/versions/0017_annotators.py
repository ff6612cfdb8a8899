"""Annotators of an organisation's own, and the marks in instructions."""

from importlib import resources

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0017_annotators.sql").read_text())
