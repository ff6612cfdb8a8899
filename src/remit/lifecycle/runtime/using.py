"""Really using a tool: of one that changes something, a row is committed before, and what became of it after."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from remit.controls import metering
from remit.controls.connections import GrantedTool
from remit.controls.tenancy import Actor
from remit.engines.tools import ToolboxError, Used
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.errors import RemitError
from remit.kit.telemetry import logger
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.builders import AGENT_BUILDER, Builder, NoBuilder
from remit.lifecycle.runtime.tables import USE
from remit.lifecycle.runtime.tools import Tools

_log = logger(__name__)
LONGEST_USE = timedelta(minutes=15)
"""A use that was begun so long ago and not ended was cut short: its process is gone."""


@dataclass(frozen=True)
class Within:
    """The run that a use belongs to, where it has waited before, and the turn of it."""

    run_id: UUID
    turn: int


@dataclass(frozen=True)
class CallUses:
    """The uses of one call. `finish` does work to its end even when the caller is gone meanwhile."""

    database: Database
    tools: Tools
    actor: Actor
    subject: str
    call_id: UUID
    within: Within | None
    count: Callable[[], Awaitable[metering.Standing]]
    finish: Callable[[Coroutine[Any, Any, Used]], Awaitable[Used]]
    builder: Builder = field(default_factory=NoBuilder)
    conversation_id: UUID | None = None

    async def limit(self) -> None:
        """Count a use like a request of the caller's; `OverLimit`."""
        await self.count()

    async def make(
        self, id: UUID, model_call: str, tool: GrantedTool, arguments: Mapping[str, Any], digest: str
    ) -> Used:
        """Use a tool; one that changes something is seen through to its end. Raises `ToolboxError`."""
        if tool.reads_only:
            return await self._use(id, tool, arguments)
        return await self.finish(self._once(id, model_call, tool, arguments, digest))

    async def _use(self, id: UUID, tool: GrantedTool, arguments: Mapping[str, Any]) -> Used:
        if tool.connection == AGENT_BUILDER:
            return await self.builder.use(self.actor, self.conversation_id, tool.name, arguments)
        return await self.tools.use(self.actor.org_id, tool, arguments, key=USE.show(id))

    async def _once(
        self, id: UUID, model_call: str, tool: GrantedTool, arguments: Mapping[str, Any], digest: str
    ) -> Used:
        await self._begin(id, model_call, tool, arguments, digest)
        try:
            used = await self._use(id, tool, arguments)
        except (ToolboxError, RemitError) as error:
            unknown = isinstance(error, ToolboxError) and error.reached
            await self._ended(id, "unknown" if unknown else "failed", digest)
            raise
        await self._ended(id, "failed" if used.failed else "done", digest)
        return used

    async def _begin(
        self, id: UUID, model_call: str, tool: GrantedTool, arguments: Mapping[str, Any], digest: str
    ) -> None:
        moment = now()
        values = {
            "org_id": self.actor.org_id, "id": id, "call_id": self.call_id, "subject": self.subject,
            "run_id": self.within.run_id if self.within else None,
            "turn": self.within.turn if self.within else 0,
            "actor": self.actor.ref, "model_call": model_call, "tool": tool.ref, "tool_digest": tool.digest,
            "arguments": dict(arguments), "digest": digest, "state": "started", "why": "", "proposal_id": None,
            "result": "", "executed_digest": None, "created_at": moment, "started_at": moment, "ended_at": None,
        }  # fmt: skip
        async with self.database.transaction(self.actor.org_id) as session:
            await queries.add_use(session, values)

    async def _ended(self, id: UUID, state: str, digest: str) -> None:
        """Say what became of a use; where that cannot be written it is found later, as one whose end nobody knows."""
        try:
            async with self.database.transaction(self.actor.org_id) as session:
                values = {"state": state, "executed_digest": digest, "ended_at": now()}
                await queries.move_use(session, id, ("started",), values)
        except SQLAlchemyError as error:
            _log.error("the end of a tool's use could not be written", use=USE.show(id), reason=str(error))
