"""Function, API and orchestrator agents: validations and dry runs."""

from importlib import resources

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.execute(resources.files("remit.edges.cli.migrations").joinpath("sql/0019_functions.sql").read_text())
