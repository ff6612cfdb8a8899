"""Carrying rollouts on: what is due is looked at, moved one state further, and looked at again when its time has come.

Everything that decides stands in the database, so that whoever works next goes on from there. A model is asked before
the row is held, and what came of it is written only if the rollout is still where it was.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from remit.controls.tenancy import system
from remit.engines.hosts import Host, HostError
from remit.kit.abreast import Abreast
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.telemetry import logger
from remit.lifecycle.deployments import queries as deployments
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet
from remit.lifecycle.deployments.moves import move, orphan
from remit.lifecycle.deployments.rollouts import moving, queries
from remit.lifecycle.deployments.rollouts.gates import Finding, Score, evaluated, facts, judge
from remit.lifecycle.deployments.rollouts.tables import ENDS, RolloutRow, State
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment
from remit.lifecycle.deployments.workload import revision_name, to_apply, workload

_log = logger(__name__)
Smoke = Callable[[UUID, Deployment, str], Awaitable[str | None]]
"""Says something to the newest version of a deployment; returns in words what went wrong, none when it answered."""
Scores = Callable[[Session, UUID], Awaitable[Score | None]]
"""Finds the newest evaluation of exactly a version of an agent; none where there is none."""
_AT_ONCE = 100
_TRIES = 5
_ALL = 100  # percent
# The stable revision's calls from before are what the new one is compared with when it takes all of them.
_BEFORE = timedelta(hours=1)


class Rolling:
    """Looks at what is due; several processes may."""

    def __init__(self, database: Database, fleet: Fleet, smoke: Smoke, scores: Scores) -> None:
        self._database = database
        self._fleet = fleet
        self._smoke = smoke
        self._scores = scores
        self._abreast = Abreast("rollouts", at_once=32)

    @property
    def every_seconds(self) -> float:
        """How often it is worth looking what is due."""
        return min(self._fleet.pace.seconds, 1.0)

    async def look(self, moment: datetime | None = None) -> int:
        """Carry on all that is due, side by side; return how many moved."""
        moment = moment or now()
        async with self._database.transaction(None, relay=True) as session:
            found = await queries.due(session, moment, limit=_AT_ONCE)
        return await self._abreast.do(
            {id: partial(self._carry_on, org_id, id, moment) for org_id, id in found}
        )

    async def close(self) -> None:
        """Let go of what has not been carried on yet; it is found again."""
        await self._abreast.close()

    async def _carry_on(self, org_id: UUID, id: UUID, moment: datetime) -> bool:
        async with self._database.transaction(org_id) as session:
            rollout = await queries.one(session, id)
            deployment = await deployments.deployment(session, rollout.deployment_id) if rollout else None
        if rollout is None or deployment is None:
            return False
        match State(rollout.state):
            case State.VERIFYING:
                moved = await self._verify(rollout, deployment)
            case State.SHIFTING | State.BAKING | State.PROMOTING:
                moved = await self._shift(rollout, moment)
            case State.ROLLING_BACK:
                moved = await self._roll_back(rollout, deployment)
            case _:
                moved = False
        if moved:
            await self._lead(org_id, id)
        return moved

    async def _lead(self, org_id: UUID, id: UUID) -> None:
        """Tell a host that splits calls how they are split; what it misses it is told when it is reconciled.

        A first revision that was not fit to serve is removed there. The deployment is held meanwhile: what comes after
        this rollout must not be taken for what was before it.
        """
        async with self._database.transaction(org_id) as session:
            rollout = await queries.one(session, id)
            deployment = await _current(session, rollout) if rollout else None
            if rollout is None or deployment is None:
                return
            host, weights = self._host(deployment), _weights(rollout)
            failed_first = State(rollout.state) is State.FAILED and rollout.stable is None
            try:
                if failed_first:
                    await host.retire(workload(deployment, self._fleet.region))
                elif deployment.kind in host.capabilities.canary and sum(weights.values()) == _ALL:
                    await host.route(workload(deployment, self._fleet.region), weights)
            except HostError as error:
                if failed_first:
                    await orphan(session, system(org_id), deployment, error.detail, told=True)
                _log.warning("the host is not told yet", deployment=deployment.name, reason=error.detail)

    def _host(self, deployment: Deployment) -> Host:
        return self._fleet.host(deployment.host, dry_run=deployment.dry_run)

    async def _verify(self, rollout: RolloutRow, deployment: Deployment) -> bool:
        """Have the new version say something before it answers anybody, where the strategy asks for it."""
        wanted = moving.strategy(rollout)
        said = wanted.smoke if wanted else ""
        wrong = await self._smoke(rollout.org_id, deployment, said) if said else None
        async with self._database.transaction(rollout.org_id) as session:
            held = await _held(session, rollout)
            if held is None:
                return False
            deployment, live = held
            who = system(live.org_id)
            if wrong is not None:
                await _not_verified(session, deployment, live, f"The smoke run failed: {wrong}")
            elif refused := _breaches(await self._evaluated(session, deployment, live)):
                await _not_verified(session, deployment, live, refused)
            elif wanted is None or not wanted.gradual:
                words = "It answers." if said else "Its host says that it is well."
                await moving.go_to(session, who, live, State.PROMOTING, words, share=100)
            else:
                await moving.go_to(session, who, live, State.SHIFTING, "The new revision is well.")
        return True

    async def _shift(self, rollout: RolloutRow, moment: datetime) -> bool:
        async with self._database.transaction(rollout.org_id) as session:
            held = await _held(session, rollout)
            if held is None:
                return False
            deployment, live = held
            match State(live.state):
                case State.SHIFTING if live.paused_at is not None:
                    live.look_at = self._next(moment)
                    return False
                case State.SHIFTING:
                    await moving.bake(session, system(live.org_id), live, moment, self._next(moment))
                case State.BAKING:
                    return await self._bake(session, deployment, live, moment)
                case _:
                    await _promote(session, deployment, live)
        return True

    async def _bake(
        self, session: Session, deployment: Deployment, live: RolloutRow, moment: datetime
    ) -> bool:
        """Ask the gates; go on when the time is over, back when one of them says no."""
        findings = await self._measure(session, deployment, live)
        if breached := _breaches(findings):
            await moving.turn_back(session, system(live.org_id), deployment, live, breached)
            return True
        over = live.bake_ends_at is None or moment >= live.bake_ends_at
        if live.paused_at is not None or not over or _waits(live, findings):
            live.look_at = self._next(moment)
            return False
        await _step_on(session, live, findings)
        return True

    async def _evaluated(self, session: Session, deployment: Deployment, live: RolloutRow) -> list[Finding]:
        """Ask for the evaluation of the new version, where the strategy watches it and wants one."""
        wanted, version = moving.strategy(live), deployment.agent_version_id
        if wanted is None or not wanted.gradual or wanted.gates.min_score is None or version is None:
            return []
        return evaluated(wanted.gates, await self._scores(session, version))

    async def _measure(self, session: Session, deployment: Deployment, live: RolloutRow) -> list[Finding]:
        """Measure both revisions, and keep what is new."""
        wanted = moving.strategy(live)
        if wanted is None or live.stable is None:
            return []
        subject, began = DEPLOYMENT.ref(live.deployment_id), live.started_at
        new = await queries.figures(session, subject, live.revision, began)
        stable = await queries.figures(session, subject, live.stable, began - _BEFORE)
        findings = judge(wanted.gates, new, stable) + await self._evaluated(session, deployment, live)
        if (found := facts(new, stable, findings)) != live.figures:
            live.figures = found
            await moving.tell(session, live, happened="measured")
        return findings

    async def _roll_back(self, rollout: RolloutRow, deployment: Deployment) -> bool:
        """Have the stable revision back in place at its host; calls go to it already."""
        async with self._database.transaction(rollout.org_id) as session:
            held = await _held(session, rollout)
            if held is None:
                return False
            deployment, live = held
            who, words = system(live.org_id), live.reason
            await moving.back(session, who, deployment, live)
            try:
                wanted = await to_apply(session, deployment, self._fleet.region, revision=live.stable)
                await self._host(deployment).apply(wanted)
            except HostError as error:
                await self._not_back(session, deployment, live, error)
                return False
            end = f"Back to revision {live.stable}: {words}"
            await moving.go_to(session, who, live, State.ROLLED_BACK, words)
            if deployment.status in (Status.ROLLING_BACK, Status.DEPLOYING):
                await move(session, who, deployment, Status.DEPLOYED, end)
        return True

    async def _not_back(
        self, session: Session, deployment: Deployment, live: RolloutRow, error: HostError
    ) -> None:
        """Try again a few times; then a person is needed, and the deployment says so."""
        live.attempts += 1
        if live.attempts < _TRIES:
            live.look_at = now() + timedelta(seconds=self._fleet.pace.backoff(live.attempts))
            return
        words = f"Rolling back failed, and a person is needed: {error.detail}"
        _log.error("rolling back failed", deployment=deployment.name, reason=error.detail)
        await moving.go_to(session, system(live.org_id), live, State.ROLLBACK_FAILED, words)
        who = system(live.org_id)
        await move(session, who, deployment, Status.FAILED, words, cause="rollback_failed")

    def _next(self, moment: datetime) -> datetime:
        return moment + timedelta(seconds=self._fleet.pace.seconds)


async def _current(session: Session, rollout: RolloutRow) -> Deployment | None:
    """Hold the deployment of a rollout, if no later one has begun."""
    deployment = await deployments.deployment(session, rollout.deployment_id, lock=True)
    return deployment if deployment is not None and deployment.revision == rollout.revision else None


def _weights(rollout: RolloutRow) -> dict[str, int]:
    """Say how calls are split; while it is under way both revisions are named, one of them perhaps without a share."""
    weights = {} if rollout.stable is None else {revision_name(rollout.stable): _ALL - rollout.share}
    weights[revision_name(rollout.revision)] = rollout.share
    over = rollout.state in ENDS
    return {name: weight for name, weight in weights.items() if weight or not over}


async def _held(session: Session, seen: RolloutRow) -> tuple[Deployment, RolloutRow] | None:
    """Hold the deployment, then its rollout, if it is where it was seen."""
    deployment = await deployments.deployment(session, seen.deployment_id, lock=True)
    live = await queries.live(session, seen.deployment_id, lock=True)
    if deployment is None or live is None or (live.id, live.state) != (seen.id, seen.state):
        return None
    return deployment, live


def _breaches(findings: list[Finding]) -> str:
    """Say in words which gates say no; empty when none does."""
    return " ".join(each.words for each in findings if each.state == "breached")


def _waits(live: RolloutRow, findings: list[Finding]) -> bool:
    """Say whether the gates have seen too little to go on: of calls if the strategy waits for them, no evaluation."""
    wanted, few = moving.strategy(live), {each.gate for each in findings if each.state == "few"}
    return "evaluation" in few or (wanted is not None and wanted.few_calls == "wait" and "errors" in few)


async def _step_on(session: Session, live: RolloutRow, findings: list[Finding]) -> None:
    """Take the next step; after the last one, the new revision becomes the stable one."""
    wanted, who = moving.strategy(live), system(live.org_id)
    few = any(each.state == "few" for each in findings)
    words = "Too few calls to judge by; the time is over." if few else "The gates let it pass."
    if wanted is not None and live.step + 1 < len(wanted.steps):
        live.step += 1
        await moving.go_to(session, who, live, State.SHIFTING, words)
    else:
        await moving.go_to(session, who, live, State.PROMOTING, words, share=100)


async def _promote(session: Session, deployment: Deployment, live: RolloutRow) -> None:
    """Make the new revision the stable one: only here it becomes that."""
    who = system(live.org_id)
    deployment.serving = live.revision
    words = "In service." if live.stable is None else f"Revision {live.revision} serves every call."
    await moving.go_to(session, who, live, State.SUCCEEDED, words, share=100)
    if deployment.status == Status.DEPLOYING:
        await move(session, who, deployment, Status.DEPLOYED, words, data={"revision": live.revision})


async def _not_verified(session: Session, deployment: Deployment, live: RolloutRow, words: str) -> None:
    """Go back to the stable revision; a first deployment that fails leaves nothing that answers."""
    who = system(live.org_id)
    if live.stable is not None:
        await moving.turn_back(session, who, deployment, live, words)
        return
    await moving.go_to(session, who, live, State.FAILED, words, share=0)
    await move(session, who, deployment, Status.FAILED, words)
