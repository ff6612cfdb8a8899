"""Carrying out approved changes: the durable workflows.

    deploy, restart            begin → send → look … look → settle
    scale, update, roll back   enact → begin → send → look … look → settle
    pause, delete              send

Every step may run twice: each looks at the row first and moves it only from the state it expects. Where Remit itself
splits the calls between revisions, a new one that is up is verified, shifted and promoted by `rollouts`.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from remit.controls import approvals
from remit.controls.approvals import Change, ChangeKind
from remit.controls.tenancy import system
from remit.engines.durable import Run
from remit.engines.hosts import (
    AuthFailed,
    Call,
    Conflict,
    Host,
    HostError,
    Observed,
    OutcomeUnknown,
    Phase,
    Rejected,
    Retryable,
    Workload,
)
from remit.kit.database import Database, Session
from remit.kit.telemetry import logger
from remit.lifecycle.deployments import orphans, queries, revisions, rollouts
from remit.lifecycle.deployments.arriving import cause_of, followed, handed_on, now_serves
from remit.lifecycle.deployments.changes.changing import enact
from remit.lifecycle.deployments.fleet import BY_NAME, DEPLOYMENT, Fleet
from remit.lifecycle.deployments.moves import move, note, orphan
from remit.lifecycle.deployments.reviewing import review
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment
from remit.lifecycle.deployments.workload import revision_name, to_apply, workload

_log = logger(__name__)
Act = Literal["apply", "pause", "retire"]
Result = dict[str, Any]
# What a host may say that passes: try again.
_PASSING = (Retryable, OutcomeUnknown, Conflict)
# What leaves unknown how it stands: credentials that ran out say nothing about what runs.
_UNKNOWN = (*_PASSING, AuthFailed)
# States in which a rollout is still this workflow's to finish.
_UNDER_WAY = (Status.DEPLOYING, Status.ROLLING_BACK)
_BROKEN = "A step of it failed again and again in Remit itself: the log says why."
_SAID_AFTER = 3  # tries to stop or remove something: what only takes its time is not worth a word


@dataclass(frozen=True)
class Rollout:
    """The steps, bound to this process's database and hosts."""

    database: Database
    fleet: Fleet

    def kinds(self) -> list[ChangeKind]:
        """The kinds of change that deployments register with the change spine."""
        reviewed = review(self.fleet)
        return [
            ChangeKind("deployment.deploy", self.roll_out, reviewed, self.broken),
            ChangeKind("deployment.restart", self.roll_out, reviewed, self.broken),
            ChangeKind("deployment.scale", self.revise, reviewed, self.broken),
            ChangeKind("deployment.update", self.revise, reviewed, self.broken),
            ChangeKind("deployment.roll_back", self.revise, reviewed, self.broken),
            ChangeKind("deployment.pause", self.power_down, reviewed, self.broken),
            ChangeKind("deployment.delete", self.remove, reviewed, self.broken),
        ]

    async def roll_out(self, run: Run, change: Change) -> None:
        """Bring the deployment up and watch it until it serves, fails, or is no longer wanted."""
        key = (change.org_id.hex, change.subject)
        begun = await run.step("begin", self._begin, *key)
        if not begun["go_on"]:
            return
        if await self._sent(run, key):
            await self._watch(run, key)
        if (await run.step("failed-first", self._failed_first, *key))["remove"]:
            await self._act(run, "retire", key)

    async def revise(self, run: Run, change: Change) -> None:
        """Make the change the next revision, unless it is that already, and roll it out."""
        enacted = await run.step(
            "enact", self._enact, change.org_id.hex, change.subject, change.proposal_id.hex
        )
        if enacted["go_on"]:
            await self.roll_out(run, change)

    async def power_down(self, run: Run, change: Change) -> None:
        """Stop a paused deployment at its host."""
        await self._act(run, "pause", (change.org_id.hex, change.subject))

    async def remove(self, run: Run, change: Change) -> None:
        """Remove a deleted deployment from its host."""
        await self._act(run, "retire", (change.org_id.hex, change.subject))

    async def broken(self, run: Run, change: Change) -> None:
        """Say that a step failed for good: a rollout comes to nothing, and what was to end is still there."""
        key = (change.org_id.hex, change.subject)
        await run.step("broken", self._give_up, *key, _BROKEN)
        await run.step("broken-end", self._orphaned, *key, _BROKEN, True)

    async def _sent(self, run: Run, key: tuple[str, str]) -> bool:
        """Send the revision to the host, again while the host cannot be reached; false when it was refused."""
        for attempt in range(self.fleet.pace.retries):
            sent = await run.step(f"send-{attempt}", self._send, *key, "apply")
            if sent["outcome"] == "done":
                return True
            if sent["outcome"] != "again":
                break
            await run.sleep(self.fleet.pace.backoff(attempt))
        else:
            sent = {"outcome": "refused", "reason": f"The host did not answer: {sent['reason']}"}
        if sent["outcome"] == "refused":
            await run.step("fail", self._give_up, *key, sent["reason"])
        return False

    async def _watch(self, run: Run, key: tuple[str, str]) -> None:
        pace = self.fleet.pace
        for look, pause in enumerate(pace.pauses()):
            seen = await run.step(f"look-{look}", self._look, *key)
            if seen["outcome"] == "settled":
                return
            if seen["outcome"] == "gone":
                await self._act(run, seen["act"], key)
                return
            await run.sleep(pause)
        minutes = pace.deadline.total_seconds() / 60
        await run.step("fail", self._give_up, *key, f"Not in service after {minutes:.0f} minutes.")

    async def _act(self, run: Run, act: Act, key: tuple[str, str]) -> None:
        """Have the host stop or remove it; what it does not do is said, and done when hosts are looked at again."""
        for attempt in range(self.fleet.pace.retries):
            sent = await run.step(f"{act}-{attempt}", self._send, *key, act)
            if sent["outcome"] == "done":
                return
            if sent["outcome"] != "again":
                break
            if attempt == _SAID_AFTER:
                await run.step(f"{act}-late", self._orphaned, *key, sent["reason"], False)
            await run.sleep(self.fleet.pace.backoff(attempt))
        await run.step(f"{act}-orphaned", self._orphaned, *key, sent["reason"], True)

    async def end(self, deployment: Deployment) -> None:
        """Have a host try again what it has not stopped or removed."""
        act, key = orphans.act(deployment), (deployment.org_id.hex, DEPLOYMENT.ref(deployment.id))
        if act is not None:
            sent = await self._send(*key, act)
            if sent["outcome"] != "done":
                await self._orphaned(*key, sent["reason"], told=False)

    # Steps -----------------------------------------------------------------------------------------

    async def _begin(self, org: str, subject: str) -> Result:
        async with self.database.transaction(UUID(hex=org)) as session:
            deployment = await self._load(session, subject)
            if deployment.status == Status.APPROVED:
                await move(
                    session, system(deployment.org_id), deployment, Status.DEPLOYING, "The rollout begins."
                )
            await revisions.keep(session, deployment, deployment.requested_by, "deploy", "deploy")
            if deployment.status == Status.DEPLOYING:
                await rollouts.begin(session, deployment)
            return {"go_on": deployment.status == Status.DEPLOYING}

    async def _enact(self, org: str, subject: str, proposal_id: str) -> Result:
        async with self.database.transaction(UUID(hex=org)) as session:
            proposal = await approvals.proposal(session, UUID(hex=proposal_id), lock=True)
            if proposal is None:
                raise LookupError(f"the proposal about {subject} is gone")
            deployment = await self._load(session, subject)
            return {"go_on": await enact(session, system(deployment.org_id), deployment, proposal)}

    async def _send(self, org: str, subject: str, act: Act) -> Result:
        """Tell the host, then record what was sent; the host takes the same word twice as once."""
        async with self.database.transaction(UUID(hex=org)) as session:
            deployment = await self._load(session, subject, lock=False)
            retires_by_name = act == "retire" and deployment.host in BY_NAME
            replaced = retires_by_name and await queries.has_successor(session, deployment)
        if replaced:  # what is there is another's by now
            await self._note_sent(org, subject, act, [])
            return {"outcome": "done", "reason": ""}
        if act == "apply" and deployment.status != Status.DEPLOYING:
            return {"outcome": "stopped", "reason": deployment.status}
        try:
            calls = await self._tell(deployment, act)
        except _PASSING as error:
            return {"outcome": "again", "reason": error.detail}
        except HostError as error:
            if isinstance(error, AuthFailed) and deployment.serving is not None:
                return {
                    "outcome": "again",
                    "reason": error.detail,
                }  # they were good once: somebody renews them
            _log.warning("host refused", deployment=subject, act=act, reason=error.detail)
            return {"outcome": "refused", "reason": error.detail}
        await self._note_sent(org, subject, act, calls)
        return {"outcome": "done", "reason": ""}

    async def _note_sent(self, org: str, subject: str, act: Act, calls: list[Call]) -> None:
        """Write what was sent, or would have been, into the timeline and the audit log."""
        async with self.database.transaction(UUID(hex=org)) as session:
            deployment = await self._load(session, subject)
            if act == orphans.act(deployment):
                deployment.orphaned = None
            many = f"{len(calls)} call{'' if len(calls) == 1 else 's'}"
            done = "recorded, not sent" if deployment.dry_run else "sent"
            data = {"act": act, "host": deployment.host, "calls": [_facts(call) for call in calls]}
            now_at, who = deployment.status, system(deployment.org_id)
            words = f"{many} to {deployment.host} {done}."
            await note(session, who, deployment, now_at, now_at, words, data, happened="executed")

    async def _orphaned(self, org: str, subject: str, said: str, told: bool) -> None:
        """Write down that the host has not stopped or removed it."""
        async with self.database.transaction(UUID(hex=org)) as session:
            deployment = await self._load(session, subject)
            await orphan(session, system(deployment.org_id), deployment, said, told=told)

    async def _tell(self, deployment: Deployment, act: Act) -> list[Call]:
        host, wanted = self._host(deployment), workload(deployment, self.fleet.region)
        if act == "apply":
            async with self.database.transaction(deployment.org_id) as session:
                wanted = await to_apply(session, deployment, self.fleet.region)
            return await _bring_up(host, wanted)
        return await (host.power(wanted, "pause") if act == "pause" else host.retire(wanted))

    async def _look(self, org: str, subject: str) -> Result:
        async with self.database.transaction(UUID(hex=org)) as session:
            deployment = await self._load(session, subject, lock=False)
            elsewhere = await handed_on(session, deployment)
        if elsewhere:
            return {"outcome": "settled"}
        if deployment.status not in _UNDER_WAY:
            act = {Status.PAUSED: "pause", Status.DELETED: "retire"}.get(Status(deployment.status))
            return {"outcome": "gone", "act": act} if act else {"outcome": "settled"}
        wanted = workload(deployment, self.fleet.region)
        host = self._host(deployment)
        try:
            seen = await host.observe(wanted)
            if not rollouts.ours(deployment):
                await _lead(host, wanted, seen)
        except _UNKNOWN:
            return {"outcome": "waiting"}
        except HostError as error:
            await self._fail(org, subject, error.detail)
            return {"outcome": "settled"}
        return await self._settle(org, subject, wanted, seen)

    async def _settle(self, org: str, subject: str, wanted: Workload, seen: Observed) -> Result:
        if seen.phase is Phase.FAILED:
            await self._fail(org, subject, seen.reason or "The host says that it failed.")
            return {"outcome": "settled"}
        if seen.phase is Phase.ROLLING_BACK:
            await self._arrive(
                org, subject, Status.ROLLING_BACK, seen.reason or "The host is rolling back.", {}
            )
        if seen.phase is not Phase.IN_SERVICE:
            return {"outcome": "waiting"}
        data = {"replicas": seen.replicas, "native": dict(seen.native), "revision": seen.revision}
        if seen.revision not in (None, wanted.revision):
            words = f"Rolled back to revision {seen.revision}: {seen.reason or 'the host gave no reason'}"
            await self._arrive(org, subject, Status.ROLLING_BACK, words, {})
            await self._arrive(org, subject, Status.DEPLOYED, words, data)
        else:
            await self._arrive(org, subject, Status.DEPLOYED, "", data)
        return {"outcome": "settled"}

    async def _arrive(
        self, org: str, subject: str, target: Status, reason: str, data: dict[str, Any]
    ) -> None:
        """Move on from where a rollout stands; a move made already is left as it is."""
        async with self.database.transaction(UUID(hex=org)) as session:
            deployment = await self._load(session, subject)
            if deployment.status not in _UNDER_WAY or deployment.status == target:
                return
            if await handed_on(session, deployment):
                return
            words = reason or ("In service." if not deployment.dry_run else _DRY)
            if await followed(session, deployment, target, words):
                return
            if target is Status.DEPLOYED:
                await now_serves(session, deployment, data.get("revision"))
            who, cause = system(deployment.org_id), await cause_of(session, deployment, target)
            await move(session, who, deployment, target, words, data=data, cause=cause)

    async def _fail(self, org: str, subject: str, reason: str) -> None:
        await self._arrive(org, subject, Status.FAILED, reason, {})

    async def _give_up(self, org: str, subject: str, reason: str) -> None:
        """End a rollout that came to nothing: what its host serves meanwhile goes on, and is what is wanted again."""
        async with self.database.transaction(UUID(hex=org)) as session:
            deployment = await self._load(session, subject, lock=False)
        stable = deployment.serving
        if stable is None or rollouts.ours(deployment):
            await self._fail(org, subject, reason)
            return
        words = f"Revision {deployment.revision} was not rolled out: {reason}"
        await self._arrive(org, subject, Status.ROLLING_BACK, words, {})
        words = f"{words.rstrip('.')}. Revision {stable} serves as before."
        await self._arrive(org, subject, Status.DEPLOYED, words, {"revision": revision_name(stable)})

    async def _failed_first(self, org: str, subject: str) -> Result:
        """Say whether this was a first deployment that failed: what it made goes, nothing of it serves."""
        async with self.database.transaction(UUID(hex=org)) as session:
            deployment = await self._load(session, subject)
            first = deployment.revision == 1 and deployment.serving is None
            return {"remove": first and deployment.status == Status.FAILED}

    async def _load(self, session: Session, subject: str, *, lock: bool = True) -> Deployment:
        id = DEPLOYMENT.parse(subject.partition(":")[2])
        deployment = await queries.deployment(session, id, lock=lock)
        if deployment is None:
            raise LookupError(f"{subject} is gone")
        return deployment

    def _host(self, deployment: Deployment) -> Host:
        return self.fleet.host(deployment.host, dry_run=deployment.dry_run)


_DRY = "Dry run: the calls were recorded, none was sent."


async def _bring_up(host: Host, wanted: Workload) -> list[Call]:
    """Apply a revision; what failed on the host is removed first, since no update can mend it.

    Where revisions stand beside each other that would take down the others: such a host sees to it itself.
    """
    if problems := await host.validate(wanted):
        raise Rejected("; ".join(f"{p.field}: {p.message}" for p in problems))
    beside = wanted.kind in host.capabilities.canary
    if not beside and (await host.observe(wanted)).phase is Phase.FAILED:
        await host.retire(wanted)
        raise Conflict("The failed one is being removed first.")
    return await host.apply(wanted)


async def _lead(host: Host, wanted: Workload, seen: Observed) -> None:
    """Lead every call to what is up: the new revision when it is ready, what serves when that is settled."""
    revision = seen.ready or (seen.revision if seen.phase is Phase.IN_SERVICE else None)
    if revision is not None:
        await host.route(replace(wanted, revision=revision), {revision: 100})


def _facts(call: Call) -> dict[str, Any]:
    return {"service": call.service, "operation": call.operation, "parameters": dict(call.parameters)}
