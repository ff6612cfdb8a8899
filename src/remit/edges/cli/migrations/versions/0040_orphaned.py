"""What is still at its host after it was paused or deleted."""

from importlib import resources

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0040_orphaned.sql").read_text())
