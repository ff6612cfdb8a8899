"""Following rules of scaling: by the hour and by load, on the same path as by hand.

What a person did by hand stands until the schedule wants something else; load is looked at all the time.
"""

from datetime import datetime, timedelta
from uuid import UUID

from remit.controls.tenancy import system
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.errors import RemitError
from remit.kit.telemetry import logger
from remit.lifecycle.deployments import queries, scaling
from remit.lifecycle.deployments.changes import changing, power
from remit.lifecycle.deployments.changes.changing import How
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet
from remit.lifecycle.deployments.scaling import Scaling, ScalingRow, Wanted
from remit.lifecycle.deployments.states import SCALABLE, Status
from remit.lifecycle.deployments.tables import Deployment

_log = logger(__name__)
_AT_ONCE = 200
_BY_LOAD, _BY_THE_HOUR = timedelta(seconds=5), timedelta(seconds=20)
_SPAN = timedelta(seconds=60)
# A call that was turned away by what sleeps wakes it.
_ONE_CALL = 0.01


class Autoscaling:
    """Looks at what is due; only the process that works may."""

    def __init__(self, database: Database, fleet: Fleet) -> None:
        self._database = database
        self._fleet = fleet

    async def look(self, moment: datetime | None = None) -> int:
        """Follow every rule that is due; returns nothing left to do, it is looked at anew after a while."""
        moment = moment or now()
        async with self._database.transaction(None, relay=True) as session:
            due = await scaling.due(session, moment, limit=_AT_ONCE)
        for org_id, id in due:
            await self._follow(org_id, id, moment)
        return 0

    async def _follow(self, org_id: UUID, id: UUID, moment: datetime) -> None:
        said = ""
        try:
            async with self._database.transaction(org_id) as session:
                await self._look_at(session, id, moment)
        except RemitError as error:
            said = f"Not scaled: {error.detail}"
            _log.warning("not scaled", deployment=DEPLOYMENT.show(id), reason=error.detail)
        async with self._database.transaction(org_id) as session:
            row = await scaling.one(session, id)
            if row is not None:
                row.said = said or row.said
                row.look_at = moment + (_BY_LOAD if row.rule["calls_each"] else _BY_THE_HOUR)

    async def _look_at(self, session: Session, id: UUID, moment: datetime) -> None:
        row, deployment = await scaling.one(session, id), await queries.deployment(session, id)
        if row is None or deployment is None:
            return
        if deployment.status == Status.DELETED:
            await session.delete(row)
            return
        sleeps = row.asleep and deployment.status == Status.PAUSED
        if row.asleep and not sleeps:
            row.asleep = False  # somebody else brought it up
        if not sleeps and deployment.status not in SCALABLE:
            return
        rule = Scaling.model_validate(row.rule)
        found = scaling.wanted(rule, moment, await _calls(session, rule, deployment, moment, sleeps=sleeps))
        have = 0 if sleeps else int(deployment.plan["artifact"]["instance_count"])
        if not _due(rule, row, found, have, moment):
            return
        row.applied, row.fewer_since = found.count, None
        if found.count != have:
            await self._carry_out(session, row, deployment, found, have)

    async def _carry_out(
        self, session: Session, row: ScalingRow, deployment: Deployment, found: Wanted, have: int
    ) -> None:
        who, shown = system(deployment.org_id), DEPLOYMENT.show(deployment.id)
        row.said = f"From {have} to {found.count}: {found.words}."
        if found.count == 0:
            row.asleep = True
            await power.pause(session, who, self._fleet, shown)
        elif have == 0:
            row.asleep, row.applied = False, None  # it comes up as it was, and is scaled from there
            await power.restart(session, who, self._fleet, shown)
        else:
            how = How(by_rule=found.words)
            await changing.scale(session, who, self._fleet, shown, found.count, how)


async def _calls(
    session: Session, rule: Scaling, deployment: Deployment, moment: datetime, *, sleeps: bool
) -> float:
    if rule.calls_each is None:
        return 0.0
    subject, since = DEPLOYMENT.ref(deployment.id), moment - _SPAN
    if sleeps:
        return _ONE_CALL if await scaling.refused_since(session, subject, deployment.updated_at) else 0.0
    return await scaling.calls_at_once(session, subject, deployment.name, since, moment)


def _due(rule: Scaling, row: ScalingRow, found: Wanted, have: int, moment: datetime) -> bool:
    """Say whether what is wanted is carried out now: by the hour at once, fewer by load when that has lasted."""
    if rule.calls_each is None:
        return found.count != row.applied
    if found.count >= have:
        row.fewer_since = None
        return found.count > have
    if row.fewer_since is None:
        row.fewer_since = moment
    return moment - row.fewer_since >= timedelta(seconds=rule.hold_seconds)
