"""Connections to what has tools: APIs, MCP servers, databases, mail, chats."""

from importlib import resources

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0015_toolboxes.sql").read_text())
