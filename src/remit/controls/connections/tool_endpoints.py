"""The tools of connections over HTTP: found, taken over, switched, and tried by hand."""

from typing import Annotated

from fastapi import APIRouter, Path

from remit.controls.connections.requests import AtOnce, IdDep, Reader, Tester, ToolboxesDep, Writer
from remit.controls.connections.tables import Connection, ConnectionTool
from remit.controls.connections.toolboxes import catalogue, queries, trying
from remit.controls.connections.toolboxes.offered import granted
from remit.controls.connections.toolboxes.schemas import (
    ChangedTool,
    ToolAnswer,
    ToolChange,
    ToolDefinition,
    ToolDifference,
    ToolList,
    ToolsAccepted,
    ToolTried,
    ToolTry,
    UsableTool,
    UsableTools,
)
from remit.controls.tenancy import DatabaseDep, SessionDep
from remit.kit.database import Session

# It stands before the router of connections: `/tools` is no id.
router = APIRouter(prefix="/api/connections", tags=["connections"])
ToolNamed = Annotated[str, Path(max_length=100)]


def _tool(row: Connection, tool: ConnectionTool) -> ToolAnswer:
    held = granted(row.slug, tool)
    return ToolAnswer(
        name=tool.name,
        use=held.use,
        description=tool.description,
        input_schema=tool.input_schema,
        reads_only=held.reads_only,
        egress=held.egress,
        declared_reads_only=tool.declared_reads_only,
        declared_egress=tool.declared_egress,
        enabled=tool.enabled,
        approval=held.approval,
        digest=tool.digest,
        found_at=tool.found_at,
    )


async def _list(session: Session, row: Connection) -> ToolList:
    taken = await queries.tools(session, row.id)
    finding, found = await catalogue.waiting(session, row.id, taken)
    waits = None
    if finding is not None and found:
        waits = ToolDifference(
            digest=finding.digest,
            found_at=finding.found_at,
            new=[ToolDefinition.model_validate(each) for each in found.new],
            changed=[ChangedTool(before=before, after=after) for before, after in found.changed],
            gone=[ToolDefinition.model_validate(each) for each in found.gone],
        )
    return ToolList(
        items=[_tool(row, each) for each in taken],
        next=None,
        difference=waits,
        asked_at=finding.found_at if finding else None,
    )


@router.get("/tools")
async def list_usable_tools(actor: Reader, toolboxes: ToolboxesDep) -> UsableTools:
    """List the tools that agents may be given, of all connections, by the names that agent files use."""
    offered = await toolboxes.offered(actor.org_id)
    return UsableTools(items=[UsableTool.model_validate(each) for each in offered.tools], next=None)


@router.get("/{connection_id}/tools")
async def list_connection_tools(id: IdDep, session: SessionDep, _: Reader) -> ToolList:
    """List the tools that were taken over from a connection, and what it offered otherwise when it was last asked."""
    return await _list(session, await catalogue.find(session, id))


@router.post("/{connection_id}/tools/refresh")
async def refresh_connection_tools(
    id: IdDep, database: DatabaseDep, actor: Tester, toolboxes: ToolboxesDep
) -> ToolList:
    """Ask the place what it offers now, and show how that differs; nothing changes for agents until it is accepted.

    Only the very first time all that is offered is taken over at once.
    """
    await trying.refresh(database, toolboxes, actor, id)
    toolboxes.forget(actor.org_id)
    async with database.transaction(actor.org_id) as session:
        return await _list(session, await catalogue.find(session, id))


@router.post("/{connection_id}/tools/accept")
async def accept_connection_tools(
    body: ToolsAccepted, id: IdDep, _: AtOnce, session: SessionDep, actor: Writer
) -> ToolList:
    """Take over exactly the difference of that digest; 409 when the place was asked again since and says otherwise.

    What a person said of a tool (off, always ask, reads only) stays.
    """
    return await _list(session, await catalogue.accept(session, actor, id, body.digest))


@router.patch("/{connection_id}/tools/{name}")
async def change_connection_tool(
    body: ToolChange, id: IdDep, name: ToolNamed, _: AtOnce, session: SessionDep, actor: Writer
) -> ToolAnswer:
    """Switch a tool on or off, have each use of it approved, or correct what it says of itself."""
    tool = await catalogue.change(session, actor, id, name, body)
    return _tool(await catalogue.find(session, id), tool)


@router.post("/{connection_id}/tools/{name}/try")
async def try_connection_tool(
    body: ToolTry,
    id: IdDep,
    name: ToolNamed,
    database: DatabaseDep,
    actor: Tester,
    toolboxes: ToolboxesDep,
) -> ToolTried:
    """Use a tool once, for real, and say what came back; one that may change something wants `confirm`."""
    return await trying.use_by_hand(database, toolboxes, actor, id, name, body)
