"""Recorded inputs, replayed for versions that wait for approval."""

from importlib import resources

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0035_replays.sql").read_text())
