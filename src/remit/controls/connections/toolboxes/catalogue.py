"""The tools of a connection as a person took them over; what its place says later waits until somebody accepts it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.connections import stored
from remit.controls.connections.errors import WrongKind
from remit.controls.connections.queries import hold
from remit.controls.connections.tables import Connection, ConnectionFinding, ConnectionTool
from remit.controls.connections.toolboxes import queries
from remit.controls.connections.toolboxes.definitions import Definition, Difference, difference, digest_of
from remit.controls.connections.toolboxes.errors import FindingChanged, NoSuchTool, ToolChanged
from remit.controls.connections.toolboxes.schemas import ToolChange
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session


async def find(session: Session, id: UUID) -> Connection:
    """Find a connection with tools; `UnknownConnection`, and `WrongKind` for a model provider."""
    row = await stored.find(session, id)
    if row.setup is None:
        raise WrongKind(f"{row.slug} is a model provider: it has models, and no tools.")
    return row


async def find_tool(session: Session, row: Connection, name: str) -> ConnectionTool:
    """Find a tool that was taken over; `NoSuchTool`."""
    found = await queries.tool(session, row.id, name[:100].replace("\0", ""))
    if found is None:
        raise NoSuchTool(f"{row.slug} has no tool {name[:80]!r}.")
    return found


async def keep(session: Session, actor: Actor, row: Connection, offered: Sequence[Definition]) -> Difference:
    """Keep what a place offers now, and say how it differs; the first time, all of it is taken over.

    Whoever calls has made sure that it was asked as the connection is now.
    """
    before = await queries.finding(session, row.id)
    first = before is None or before.accepted_at is None
    found = difference(
        [Definition.taken_over(each) for each in await queries.tools(session, row.id)], offered
    )
    values = {
        "org_id": row.org_id,
        "connection_id": row.id,
        "tools": [each.facts() for each in offered],
        "digest": _digest(offered),
        "differs": bool(found),
        "found_at": now(),
        "accepted_at": None if before is None else before.accepted_at,
    }
    await queries.keep_finding(session, values)
    if not first or not offered:
        return found
    await _take_over(session, actor, row, offered, found)
    return Difference((), (), ())


async def accept(session: Session, actor: Actor, id: UUID, digest: str) -> Connection:
    """Take over exactly what was shown; `FindingChanged` when the place said something else since."""
    await hold(session, actor.org_id)
    row = await find(session, id)
    finding = await queries.finding(session, id)
    if finding is None or finding.digest != digest:
        raise FindingChanged(
            f"{row.slug} does not offer what is to be accepted any more: look at the difference again."
        )
    offered = [Definition(**each) for each in finding.tools]
    taken = [Definition.taken_over(each) for each in await queries.tools(session, id)]
    await _take_over(session, actor, row, offered, difference(taken, offered))
    return row


async def _take_over(
    session: Session, actor: Actor, row: Connection, offered: Sequence[Definition], found: Difference
) -> None:
    moment = now()
    for each in (*found.new, *(after for _, after in found.changed)):
        await queries.take(session, _row(row, each))
    await queries.drop(session, row.id, [each.name for each in found.gone])
    finding = {
        "tools": [each.facts() for each in offered],
        "digest": _digest(offered),
        "differs": False,
        "found_at": moment,
        "accepted_at": moment,
    }
    await queries.keep_finding(session, {"org_id": row.org_id, "connection_id": row.id, **finding})
    digests = {each.name: each.digest for each in offered}
    facts = {"slug": row.slug, **found.facts(), "digests": digests}
    await audit.record(session, actor, "connection.tools_accepted", row.ref, facts)
    await stored.tell(session, row, "tools")


def _row(row: Connection, each: Definition) -> dict[str, Any]:
    return {
        "org_id": row.org_id,
        "connection_id": row.id,
        "name": each.name,
        "description": each.description,
        "input_schema": each.input_schema,
        "declared_reads_only": each.reads_only,
        "declared_egress": each.egress,
        "digest": each.digest,
        "enabled": True,
        "approval": "policy",
        "found_at": now(),
    }


def _digest(offered: Sequence[Definition]) -> str:
    return digest_of(sorted(each.digest for each in offered))


async def change(session: Session, actor: Actor, id: UUID, name: str, wanted: ToolChange) -> ConnectionTool:
    """Change what a person says of a tool; `ToolChanged` when it is not the definition that was read."""
    await hold(session, actor.org_id)
    row = await find(session, id)
    tool = await find_tool(session, row, name)
    if tool.digest != wanted.digest:
        raise ToolChanged(
            f"{row.slug}.{name} was taken over anew since you read it: look at it as it is now."
        )
    sent = wanted.model_fields_set - {"digest"}
    values = {each: getattr(wanted, each) for each in sent if getattr(wanted, each) != getattr(tool, each)}
    if not values:
        return tool
    before = {each: getattr(tool, each) for each in values}
    await queries.change(session, id, name, values)
    facts = {"slug": row.slug, "tool": name, "changed": stored.differences(before, values)}
    await audit.record(session, actor, "connection.tool_changed", row.ref, facts)
    await stored.tell(session, row, "tools")
    return await find_tool(session, row, name)


async def waiting(
    session: Session, id: UUID, taken: Sequence[ConnectionTool]
) -> tuple[ConnectionFinding | None, Difference]:
    """Return what a place offered last, and how it differs from what was taken over."""
    finding = await queries.finding(session, id)
    if finding is None or not finding.differs:
        return finding, Difference((), (), ())
    offered = [Definition(**each) for each in finding.tools]
    return finding, difference([Definition.taken_over(each) for each in taken], offered)
