"""Responses of the OpenAI API."""

from importlib import resources

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0013_responses.sql").read_text())
