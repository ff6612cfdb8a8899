"""Conversations: threads, messages, participants."""

from importlib import resources

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(
        resources.files("remit.edges.cli.migrations").joinpath("sql/0003_conversations.sql").read_text()
    )
