"""News to people and to other systems: webhooks, messages, links that decide once."""

from importlib import resources

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0026_notices.sql").read_text())
