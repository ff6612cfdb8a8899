"""Agent files to save, and the worker's part in promoting them."""

from typing import Any

from remit.controls import approvals
from remit.controls.approvals import Changes
from remit.controls.tenancy import Organization
from remit.engines.durable import Inline
from remit.kit.database import Database
from remit.lifecycle import agents

Spine = tuple[Changes, Inline]

TEXT = """\
# Who welcomes people.
name: Hello   # what people call it
instructions: {said}
remit:
  type: context
  slug: {slug}
  tags: [welcome, "two-words"]
"""


def file(said: str = "Greet.", slug: str = "hello", **how: Any) -> dict[str, Any]:
    """Return the body that saves a file."""
    return {"source": TEXT.format(said=said, slug=slug), **how}


async def carry_out(
    database: Database, organization: Organization, changes: Spine, slug: str = "hello"
) -> None:
    """Carry out the newest promotion of an agent, as the worker does."""
    async with database.transaction(organization.id) as session:
        proposal = await approvals.newest_of(session, (await agents.find(session, slug)).ref)
    assert proposal is not None
    assert proposal.status == "approved"
    spine, durable = changes
    await spine.start(durable, proposal.org_id, proposal.kind, proposal.id, "")
