"""Asking a place what it offers, and using one of its tools by hand: it is really called."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.connections import queries, stored
from remit.controls.connections.errors import ChangedMeanwhile
from remit.controls.connections.tables import Connection
from remit.controls.connections.toolboxes import catalogue
from remit.controls.connections.toolboxes.definitions import Definition, Difference, digest_of
from remit.controls.connections.toolboxes.errors import ConfirmationNeeded
from remit.controls.connections.toolboxes.offered import Box, GrantedTool, box, granted
from remit.controls.connections.toolboxes.schemas import ToolTried, ToolTry
from remit.controls.connections.toolboxes.toolboxes import Toolboxes
from remit.controls.connections.words import Tried, not_tried
from remit.controls.tenancy import Actor
from remit.engines.tools import Probed, Toolbox, ToolboxError
from remit.engines.vault import SecretUnreadable
from remit.kit.addresses import AddressRefused
from remit.kit.clock import iso, now
from remit.kit.database import Database, Session
from remit.kit.errors import Unavailable
from remit.kit.resilience import Guard, Resilience

_TEST_SECONDS = 30.0
_LONGEST_TEXT = 200_000
# A person waits: one attempt, and no breaker that a test would open for others.
_ONCE = Resilience(retries=0, breaker_failures=0, silence_seconds=15, whole_seconds=_TEST_SECONDS)


async def test(database: Database, toolboxes: Toolboxes, actor: Actor, id: UUID) -> None:
    """Call the place, ask what it offers, and keep both; no transaction is open while it is waited for.

    Raises `ChangedMeanwhile` when the connection is another by the time of the answer.
    """
    asked = await toolboxes.current(actor.org_id, await _as_it_is(database, actor, id))
    result, offered = await _probed(toolboxes, actor.org_id, asked)
    async with database.transaction(actor.org_id) as session:
        row = await _still(session, actor, id, asked)
        differs = None if offered is None else await catalogue.keep(session, actor, row, offered)
        facts = _with_difference(result, differs).facts()
        await queries.change(session, row.id, {"last_test": {**facts, "at": iso(now())}})
        await audit.record(session, actor, "connection.tested", row.ref, {"slug": row.slug, **facts})
        await stored.tell(session, row, "tested")


async def refresh(database: Database, toolboxes: Toolboxes, actor: Actor, id: UUID) -> None:
    """Ask the place what it offers, and keep that beside what was taken over.

    Raises `Unavailable` when it does not say, and what `test` raises.
    """
    asked = await toolboxes.current(actor.org_id, await _as_it_is(database, actor, id))
    try:
        async with asyncio.timeout(_TEST_SECONDS):
            offered = await _offered(await _opened(toolboxes, actor.org_id, asked))
    except (ToolboxError, TimeoutError) as error:
        said = error.said if isinstance(error, ToolboxError) else "It did not answer in time."
        raise Unavailable(f"{asked.slug} did not say what it offers: {said} Test the connection.") from error
    async with database.transaction(actor.org_id) as session:
        row = await _still(session, actor, id, asked)
        found = await catalogue.keep(session, actor, row, offered)
        facts = {"slug": row.slug, **found.facts()}
        await audit.record(session, actor, "connection.tools_found", row.ref, facts)
        await stored.tell(session, row, "tools")


async def _as_it_is(database: Database, actor: Actor, id: UUID) -> Box:
    async with database.transaction(actor.org_id) as session:
        row = await catalogue.find(session, id)
        return box(row, await queries.secret(session, id))


async def _still(session: Session, actor: Actor, id: UUID, asked: Box) -> Connection:
    await queries.hold(session, actor.org_id)
    row = await catalogue.find(session, id)
    if not box(row, await queries.secret(session, id)).reached_as(asked):
        raise ChangedMeanwhile(
            f"{row.slug} was changed while it was asked: do it again.", version=row.version
        )
    return row


async def _opened(toolboxes: Toolboxes, org_id: UUID, asked: Box) -> Toolbox:
    return await toolboxes.made(org_id, asked, Guard(asked.slug, _ONCE))


async def _offered(toolbox: Toolbox) -> list[Definition]:
    try:
        return [Definition.of(tool) for tool in await toolbox.tools()]
    finally:
        await toolbox.close()


async def _probed(
    toolboxes: Toolboxes, org_id: UUID, asked: Box
) -> tuple[Tried, Sequence[Definition] | None]:
    """Call the place, and ask what it offers; none where it did not say: only a server of MCP is asked for that."""
    began = time.monotonic()
    try:
        toolbox = await _opened(toolboxes, org_id, asked)
    except AddressRefused as error:
        return not_tried("address_refused", error), None
    except SecretUnreadable as error:
        return not_tried("secret_unreadable", error), None
    try:
        async with asyncio.timeout(_TEST_SECONDS):
            probed = await toolbox.probe()
            known = probed.ok or asked.setup["kind"] != "mcp"
            offered = [Definition.of(tool) for tool in await toolbox.tools()] if known else None
    except ToolboxError as error:
        return _failed(error.said, began), None
    except TimeoutError:
        return _failed("It did not answer in time.", began), None
    finally:
        await toolbox.close()
    return _tried(probed), offered


def _tried(probed: Probed) -> Tried:
    outcome: Any = "answered" if probed.ok else "failed"
    return Tried(outcome, probed.said, probed.hint or None, round(probed.seconds * 1000))


def _failed(said: str, began: float) -> Tried:
    fix = "Check the connection's settings and that the server runs where Remit can reach it."
    return Tried("failed", said, fix, round((time.monotonic() - began) * 1000))


def _with_difference(result: Tried, differs: Difference | None) -> Tried:
    if not differs:
        return result
    counts = {"new": len(differs.new), "changed": len(differs.changed), "gone": len(differs.gone)}
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    fix = f"Its tools are not those that were taken over ({said}): look at the difference, and accept it or not."
    return Tried(result.outcome, result.said, result.fix or fix, result.milliseconds)


async def use_by_hand(
    database: Database, toolboxes: Toolboxes, actor: Actor, id: UUID, name: str, wanted: ToolTry
) -> ToolTried:
    """Use a tool as it was taken over, once, and say what came back; who did it stands in the log before it happens.

    Raises `ConfirmationNeeded` when it changes something and that was not confirmed, and what `use` raises.
    """
    async with database.transaction(actor.org_id) as session:
        row = await catalogue.find(session, id)
        tool = granted(row.slug, await catalogue.find_tool(session, row, name))
        if not tool.reads_only and not wanted.confirm:
            raise ConfirmationNeeded(
                f"{tool.use} changes something, or nobody says that it does not: send confirm as true to use it.",
                tool=tool.use,
            )
        await audit.record(session, actor, "connection.tool_used", row.ref, _use_facts(tool, wanted))
    began = time.monotonic()
    key = f"hand-{digest_of([str(id), name, wanted.arguments, now().isoformat()])[:32]}"
    result = await _used(toolboxes, actor.org_id, tool, wanted.arguments, key, began)
    async with database.transaction(actor.org_id) as session:
        row = await catalogue.find(session, id)
        facts = {"slug": row.slug, "tool": name, "ok": result.ok, "milliseconds": result.milliseconds}
        await audit.record(session, actor, "connection.tool_answered", row.ref, facts)
    return result


def _use_facts(tool: GrantedTool, wanted: ToolTry) -> dict[str, Any]:
    return {
        "slug": tool.connection,
        "tool": tool.name,
        "digest": tool.digest,
        "arguments": digest_of(wanted.arguments),
        "confirmed": wanted.confirm,
    }


async def _used(
    toolboxes: Toolboxes, org_id: UUID, tool: GrantedTool, arguments: dict[str, Any], key: str, began: float
) -> ToolTried:
    try:
        used = await toolboxes.use(org_id, tool, arguments, key=key)
    except ToolboxError as error:
        happened = " It may have happened all the same." if error.reached and not tool.reads_only else ""
        return _result(began, said=f"{error.said}{happened}", ok=False)
    except Unavailable as error:
        return _result(began, said=error.detail, ok=False)
    said = "It answered that it could not do it." if used.failed else "It did what it was asked."
    return _result(began, said=said, ok=not used.failed, text=used.text)


def _result(began: float, *, said: str, ok: bool, text: str = "") -> ToolTried:
    return ToolTried(
        ok=ok,
        said=said,
        text=text[:_LONGEST_TEXT],
        cut=len(text) > _LONGEST_TEXT,
        milliseconds=round((time.monotonic() - began) * 1000),
    )
