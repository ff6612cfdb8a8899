"""Environments with an order, and freezes."""

from importlib import resources

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(
        resources.files("remit.edges.cli.migrations").joinpath("sql/0028_environments.sql").read_text()
    )
