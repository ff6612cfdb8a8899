"""Making an approved use: exactly what was approved, and once.

    approved → started (committed) → done | failed | unknown
             → refused, where something has changed since

A use that is found `started` by who holds it alone was begun by a process that is gone: it is not made again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from remit.controls import audit, governance
from remit.controls.approvals import PROPOSAL, proposal
from remit.controls.connections import GrantedTool
from remit.controls.governance import Breach
from remit.controls.tenancy import Actor, recall, system
from remit.engines.tools import ToolboxError, Used
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import LimitExceeded, RemitError
from remit.kit.ids import new_id
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.approving import go_on_when_settled
from remit.lifecycle.runtime.call import ask, require
from remit.lifecycle.runtime.gate import LONGEST_RESULT, storable
from remit.lifecycle.runtime.rules import RunRefused, callee_of, require_same
from remit.lifecycle.runtime.screening import Screen
from remit.lifecycle.runtime.shared import Runtime
from remit.lifecycle.runtime.spending import subjects_of
from remit.lifecycle.runtime.tables import RUN, USE, RunRow, ToolUseRow
from remit.lifecycle.runtime.target import Target
from remit.lifecycle.runtime.tools import digest_of
from remit.lifecycle.runtime.waiting import with_result
from remit.lifecycle.runtime.weighing import joined, leaves, weigh, weigh_result, without_secrets

_LONGEST_WAIT = 60
NOT_KNOWN = "It is not known whether this was done, and it is not done again: Remit was cut short meanwhile."
RUN_BROKE = (
    "This could not be done, and is not tried again: the log of Remit holds more under the request id."
)


@dataclass
class _Ready:
    """A use that may be made: everything that could refuse it has let it pass."""

    run: RunRow
    use: ToolUseRow
    actor: Actor
    target: Target
    tool: GrantedTool
    screen: Screen


@dataclass(frozen=True)
class Approved:
    """Makes approved uses."""

    runtime: Runtime

    async def use(self, org_id: UUID, proposal_id: UUID) -> None:
        """Make the use that a proposal asked for; doing it again changes nothing."""
        database = self.runtime.database
        async with database.transaction(org_id) as session:
            found = await queries.use_of_proposal(session, proposal_id)
        if found is None:
            return
        async with database.transaction(org_id) as alone:
            await queries.hold_alone(alone, found.id)
            await self._alone(org_id, found.id)

    async def give_up(self, org_id: UUID, proposal_id: UUID) -> None:
        """Say of a use that could not be made what is known of it, so that its run goes on."""
        async with self.runtime.database.transaction(org_id) as session:
            use = await queries.use_of_proposal(session, proposal_id)
            run = None if use is None or use.run_id is None else await queries.run(session, use.run_id)
        if use is None or run is None:
            return
        begun = use.state == "started"
        breaches = [cut_short(system(org_id), use, run.request_id)] if begun else []
        await self._settle(
            run, use, "unknown" if begun else "failed", NOT_KNOWN if begun else RUN_BROKE, breaches=breaches
        )

    async def _alone(self, org_id: UUID, use_id: UUID) -> None:
        async with self.runtime.database.transaction(org_id) as session:
            use = await queries.use(session, use_id)
            run = None if use is None or use.run_id is None else await queries.run(session, use.run_id)
        if use is None or run is None:
            return
        if use.state == "started":
            await self._settle(
                run, use, "unknown", NOT_KNOWN, breaches=[cut_short(system(run.org_id), use, run.request_id)]
            )
        elif use.state in ("asked", "approved"):
            await self._make(run, use)

    async def _make(self, run: RunRow, use: ToolUseRow) -> None:
        try:
            ready = await self._ready(run, use)
        except RemitError as error:
            await self._settle(run, use, "refused", f"It was approved, but is not done: {error.detail}")
            return
        if await self._started(ready):
            # Once begun it is seen through to its end, also when this process is told to stop.
            await self.runtime.finish(self._once(ready))

    async def _ready(self, run: RunRow, use: ToolUseRow) -> _Ready:
        """Check again all that can have changed while it waited; raises `RunRefused` and what the steps raise."""
        runtime = self.runtime
        async with runtime.database.transaction(run.org_id) as session:
            actor = await recall(session, run.caller)
        await governance.ready(runtime.database, run.org_id)
        target = (await runtime.target(run.org_id, callee_of(run))).of_version(run.version_id)
        require(ask(actor, target))
        require_same(run, target)
        kit = await runtime.kits.of(run.org_id, target.document or {"remit": {}})
        tool = next((each for each in kit.tools if each.ref == use.tool), None)
        if tool is None:
            raise RunRefused(f"The tool {use.tool.removeprefix('tool:')} is not there any more.")
        if tool.digest != use.tool_digest or digest_of(tool, use.arguments) != use.digest:
            raise RunRefused(f"The tool {tool.use} has changed since this was approved: ask for it again.")
        where, canaries = target.asked[1], target.canaries
        screen = Screen(actor, where, run.call_id, run.request_id, run.subject, "", "", canaries)
        if runtime.annotators is not None:
            screen.panel = await runtime.annotators.of(run.org_id)
        await screen.hear(leaves(use.arguments), "tool_arguments")
        weighed = weigh(screen, tool, use.arguments, run.taint, approved=True)
        if weighed.verdict == "deny" or weighed.arguments != use.arguments:
            rules = ", ".join(weighed.policies) or "no policy that allows it"
            raise RunRefused(f"The policies do not let it be done any more: {rules}.")
        await self._within_limits(actor, target)
        return _Ready(run, use, actor, target, tool, screen)

    async def _within_limits(self, actor: Actor, target: Target) -> None:
        """Count the use; where there were too many in a minute it waits for the next one."""
        subjects = subjects_of(actor, target)
        try:
            await self.runtime.limits.hit(actor.org_id, subjects)
        except LimitExceeded as error:
            await asyncio.sleep(min(error.extra.get("retry_after", 1), _LONGEST_WAIT))
            await self.runtime.limits.hit(actor.org_id, subjects)

    async def _started(self, ready: _Ready) -> bool:
        """Write down, before it is made, that it is being made; false when somebody else has."""
        async with self.runtime.database.transaction(ready.run.org_id) as session:
            values = {"state": "started", "started_at": now()}
            return await queries.move_use(session, ready.use.id, ("asked", "approved"), values)

    async def _once(self, ready: _Ready) -> None:
        run, use, tool = ready.run, ready.use, ready.tool
        key = USE.show(use.id)
        executed = digest_of(tool, use.arguments)
        try:
            used = await self.runtime.tools.use(run.org_id, tool, use.arguments, key=key)
        except (ToolboxError, RemitError) as error:
            unknown = isinstance(error, ToolboxError) and error.reached and not tool.reads_only
            why = error.detail if isinstance(error, RemitError) else error.said
            said = f"{why} {NOT_KNOWN}" if unknown else f"It could not be done: {why}"
            breaches = [cut_short(system(run.org_id), use, run.request_id)] if unknown else []
            state = "unknown" if unknown else "failed"
            await self._settle(run, use, state, said, executed=executed, actor=ready.actor, breaches=breaches)
            return
        await self._done(ready, used, executed)

    async def _done(self, ready: _Ready, used: Used, executed: str) -> None:
        text = used.text
        if len(text) > LONGEST_RESULT:
            text = f"{text[:LONGEST_RESULT]}\n… cut: {LONGEST_RESULT:,} of {len(text):,} characters."
        text = storable(text)
        await ready.screen.hear((text,), "tool_result")
        passed = weigh_result(ready.screen, ready.tool, text)
        await self._settle(
            ready.run,
            ready.use,
            "failed" if used.failed else "done",
            passed.text,
            executed=executed,
            actor=ready.actor,
            labels=(ready.tool.connection, passed.labels),
            breaches=ready.screen.breaches,
        )

    async def _settle(
        self,
        run: RunRow,
        use: ToolUseRow,
        state: str,
        said: str,
        *,
        executed: str | None = None,
        actor: Actor | None = None,
        labels: tuple[str, tuple[str, ...]] | None = None,
        breaches: Sequence[Breach] = (),
    ) -> None:
        """Write down what became of a use; when it was the last that its run waits for, the run goes on."""
        async with self.runtime.database.transaction(run.org_id) as session:
            fresh = await queries.run(session, run.id, lock=True)
            values = {"state": state, "result": said, "executed_digest": executed, "ended_at": now()}
            if fresh is None or not await queries.move_use(
                session, use.id, ("asked", "approved", "started"), values
            ):
                return
            taint = joined(fresh.taint, *labels) if labels else fresh.taint
            tools = with_result(fresh.tools, use, state, said)
            await queries.change_run(session, run.id, ("waiting",), {"taint": taint, "tools": tools})
            await record_use(session, actor or await self._somebody(session, run), run, use, state, executed)
            await governance.write_violations(session, list(breaches))
            await go_on_when_settled(session, run.id)

    async def _somebody(self, session: Session, run: RunRow) -> Actor:
        try:
            return await recall(session, run.caller)
        except RemitError:
            return system(run.org_id)


def cut_short(actor: Actor, use: ToolUseRow, request_id: str = "") -> Breach:
    """Make the violation by which a person learns that nobody knows what a tool did."""
    return Breach(
        id=new_id(),
        actor=actor,
        call_id=use.call_id,
        request_id=request_id,
        subject=use.subject,
        rule="tool-use-unknown",
        action="tool.use",
        direction="tool_arguments",
        verdict="warn",
        severity="high",
        labels=(),
        evidence={
            "policy_digest": "",
            "text_digest": use.digest,
            "errors": [f"{use.tool.removeprefix('tool:')} ({USE.show(use.id)}): {NOT_KNOWN}"],
            "seen": [],
            "more": 0,
        },
    )


async def record_use(
    session: Session, actor: Actor, run: RunRow, use: ToolUseRow, state: str, executed: str | None
) -> None:
    """Say in the log what was approved and what was done: the digests are the same, or it was not done."""
    asked = await proposal(session, use.proposal_id) if use.proposal_id else None
    payload = {
        "run": RUN.show(run.id),
        "use": USE.show(use.id),
        "tool": use.tool,
        "tool_digest": use.tool_digest,
        "arguments": without_secrets(use.arguments),
        "proposal": PROPOSAL.show(use.proposal_id) if use.proposal_id else None,
        "shown_digest": asked.digest if asked else None,
        "approved_digest": asked.shown["digest"] if asked else None,
        "executed_digest": executed,
        "outcome": state,
    }
    type = "tool.refused" if state == "refused" else "tool.used"
    await audit.record(session, actor, type, run.subject, payload, run.request_id)
