"""Reconciliation: what is wanted against what its host says, again and again; drift is mended toward what serves.

What a host does not answer is unknown: nothing is changed or removed for that, only said when it lasts.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from remit.controls.tenancy import system
from remit.engines.hosts import Host, HostError, Observed, Phase, Retryable, Telling, Workload
from remit.kit.abreast import Abreast
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.telemetry import logger
from remit.lifecycle.deployments import hearing, queries
from remit.lifecycle.deployments.fleet import LOCAL, Fleet
from remit.lifecycle.deployments.moves import Cause, move
from remit.lifecycle.deployments.rollout import Rollout
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment
from remit.lifecycle.deployments.workload import revision_name, to_apply, workload

_log = logger(__name__)
_UNKNOWN_LASTS = timedelta(minutes=5)
_SILENT = 3  # unanswered questions in a row after which a host is asked no more in this look


@dataclass(frozen=True)
class Judged:
    """How a deployment stands, and why; with `mend` what it wants is sent to its host anew."""

    status: Status
    reason: str
    mend: bool = False


class Reconciling:
    """Looks at all that serves; only the process that works may. What is on its way is its rollout's."""

    def __init__(self, database: Database, fleet: Fleet) -> None:
        self._database = database
        self._fleet = fleet
        self._unknown: dict[UUID, datetime] = {}
        self._abreast = Abreast("drift")

    async def follow(self) -> int:
        """Look at once at what hosts tell, for as long as this lasts; nothing is lost where it does not."""
        hosts = {name: host for name, host in self._fleet.hosts.items() if isinstance(host, Telling)}
        await hearing.follow(hosts, self._look_again)
        return 0

    async def _look_again(self, only: Collection[UUID]) -> None:
        async with self._database.transaction(None, relay=True) as session:
            wanted = await queries.steady(session, only)
        await self._look_through(wanted, now())

    async def look(self, moment: datetime | None = None) -> int:
        """Compare, mend and say; returns nothing left to do, it is looked at anew after a while.

        One host is looked through beside the other: what answers late, or not at all, holds up its own only.
        """
        async with self._database.transaction(None, relay=True) as session:
            wanted, orphaned = await queries.steady(session), await queries.orphaned(session)
        known = {each.id for each in wanted}
        self._unknown = {id: since for id, since in self._unknown.items() if id in known}
        moment = moment or now()
        looks = {
            ("look", host): partial(self._look_through, own, moment) for host, own in _by_host(wanted).items()
        }
        ends = {("end", host): partial(self._end, own) for host, own in _by_host(orphaned).items()}
        return await self._abreast.do({**looks, **ends})

    async def close(self) -> None:
        """Look no further at hosts that have not answered yet."""
        await self._abreast.close()

    async def _end(self, orphaned: Sequence[Deployment]) -> int:
        """Have what was paused or deleted ended at its host, which it did not do before."""
        for each in orphaned:
            if not self._fleet.is_dry_run(each.host):
                await Rollout(self._database, self._fleet).end(each)
        return 0

    async def _look_through(self, deployments: Sequence[Deployment], moment: datetime) -> int:
        unanswered: defaultdict[str, list[Observed]] = defaultdict(list)
        for each in deployments:
            host = self._fleet.hosts.get(each.host)
            if host is None or self._fleet.is_dry_run(each.host):
                continue
            said = unanswered[each.host]
            wanted = workload(each, self._fleet.region, revision=each.serving or each.revision)
            if len(said) < _SILENT:
                seen, answered = await _seen(host, wanted, moment)
                said[:] = [] if answered else [*said, seen]
            else:
                seen = said[-1]
            await self._look_at(host, each, wanted, seen, moment)
        return 0

    async def _look_at(
        self, host: Host, deployment: Deployment, wanted: Workload, seen: Observed, moment: datetime
    ) -> None:
        serving = deployment.serving or deployment.revision
        if seen.phase is Phase.ABSENT and deployment.host == LOCAL:
            await host.apply(wanted)  # what is in this process's memory only is lost with every restart
            return
        judged = self._judged(deployment, seen, wanted.instance_count, revision_name(serving), moment)
        if judged is None:
            return
        await self._say(deployment, judged)
        if judged.mend:
            await self._mend(host, deployment, serving)
        elif judged.status is Status.DEPLOYED and deployment.kind in host.capabilities.canary:
            await self._lead(host, deployment, wanted)

    def _judged(
        self, deployment: Deployment, seen: Observed, count: int, serving: str, moment: datetime
    ) -> Judged | None:
        """Say how it stands; none while nothing certain is known."""
        if seen.phase is Phase.UNKNOWN:
            since = self._unknown.setdefault(deployment.id, moment)
            if moment - since < _UNKNOWN_LASTS:
                return None
            words = f"It is not known how it stands: its host has not answered. {seen.reason or ''}".strip()
            return Judged(Status.DEGRADED, words)
        self._unknown.pop(deployment.id, None)
        return _certain(seen, count, serving)

    async def _mend(self, host: Host, deployment: Deployment, serving: int) -> None:
        async with self._database.transaction(deployment.org_id) as session:
            wanted = await to_apply(session, deployment, self._fleet.region, revision=serving)
        try:
            await host.apply(wanted)
        except HostError as error:
            _log.warning("drift is not mended yet", workload=wanted.name, reason=error.detail)

    async def _lead(self, host: Host, deployment: Deployment, wanted: Workload) -> None:
        """Have the host lead all calls to what serves; what is led so already is left.

        The deployment is held meanwhile: another revision that comes up beside it must not be taken for an old one.
        """
        async with self._database.transaction(deployment.org_id) as session:
            held = await queries.deployment(session, deployment.id, lock=True)
            steady = (Status.DEPLOYED, Status.DEGRADED)
            if held is None or held.status not in steady or held.revision != deployment.revision:
                return
            try:
                await host.route(wanted, {wanted.revision: 100})
            except HostError as error:
                _log.warning("calls are not led yet", workload=wanted.name, reason=error.detail)

    async def _say(self, deployment: Deployment, judged: Judged) -> None:
        """Move the deployment to how it stands, unless something else happened to it meanwhile."""
        if judged.status == deployment.status:
            return
        async with self._database.transaction(deployment.org_id) as session:
            held = await queries.deployment(session, deployment.id, lock=True)
            if held is None or (held.status, held.revision) != (deployment.status, deployment.revision):
                return
            _log.warning("drift", deployment=held.name, status=judged.status.value, reason=judged.reason)
            cause: Cause | None = "drift" if judged.mend else None
            await move(session, system(held.org_id), held, judged.status, judged.reason, cause=cause)


def _by_host(deployments: Sequence[Deployment]) -> Mapping[str, list[Deployment]]:
    of: defaultdict[str, list[Deployment]] = defaultdict(list)
    for each in deployments:
        of[each.host].append(each)
    return of


async def _seen(host: Host, wanted: Workload, moment: datetime) -> tuple[Observed, bool]:
    """Return what a host says, and whether it said anything."""
    try:
        return await host.observe(wanted), True
    except HostError as error:
        return Observed(Phase.UNKNOWN, moment, error.detail), not isinstance(error, Retryable)


def _certain(seen: Observed, count: int, serving: str) -> Judged | None:
    match seen.phase:
        case Phase.ABSENT:
            return Judged(Status.DEGRADED, _gone(seen), mend=True)
        case Phase.FAILED:
            return Judged(Status.DEGRADED, seen.reason or "Its host says that it failed.")
        case Phase.IN_SERVICE if seen.revision not in (None, serving):
            words = f"Its host serves {seen.revision}, not {serving}, which is being brought back."
            return Judged(Status.DEGRADED, words, mend=True)
        case Phase.IN_SERVICE if seen.replicas < count:
            words = f"{seen.replicas} of {count} instances serve. {seen.reason or ''}".strip()
            return Judged(Status.DEGRADED, words)
        case Phase.IN_SERVICE:
            return Judged(Status.DEPLOYED, "It serves as it is wanted.")
        case _:
            return None  # on its way somewhere: the next look tells


def _gone(seen: Observed) -> str:
    why = f" {seen.reason}" if seen.reason else ""
    return f"It was gone from its host: it is being made again.{why}"
