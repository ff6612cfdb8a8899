"""A deployment's figures: calls over time, its instances, and the log of its calls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from remit.controls import metering
from remit.controls.metering import Bucket, Point
from remit.engines.hosts import Call, HostError, Instance, Phase, Telemetry
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.telemetry import logger
from remit.lifecycle.deployments import external, queries
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet
from remit.lifecycle.deployments.schemas.figures import Window
from remit.lifecycle.deployments.states import ACTIVE, Status
from remit.lifecycle.deployments.tables import Deployment
from remit.lifecycle.deployments.workload import to_apply, workload

_log = logger(__name__)
_WINDOWS: dict[Window, tuple[timedelta, Bucket]] = {
    "1h": (timedelta(hours=1), "minute"),
    "24h": (timedelta(hours=24), "hour"),
    "7d": (timedelta(days=7), "hour"),
    "30d": (timedelta(days=30), "day"),
}
_RECENT = timedelta(minutes=5)


@dataclass(frozen=True)
class Metrics:
    """Points over a window; `times` are the p50, p95 and p99 in milliseconds of its newest answered calls."""

    bucket: Bucket
    since: datetime
    until: datetime
    points: list[Point]
    times: tuple[float | None, float | None, float | None]

    @property
    def cost_usd(self) -> Decimal:
        """All known costs together."""
        return sum((point.cost_usd for point in self.points), Decimal(0))


async def metrics(session: Session, deployment: Deployment, window: Window) -> Metrics:
    """Count and measure a deployment's calls of the last hour, day, week or month."""
    length, bucket = _WINDOWS[window]
    until = now()
    since, subject = until - length, DEPLOYMENT.ref(deployment.id)
    points = await metering.series(session, since=since, until=until, bucket=bucket, subject=subject)
    times = await queries.call_times(session, subject, points[0].at, until)
    return Metrics(bucket, points[0].at, until, points, times)


async def of_elsewhere(session: Session, deployment: Deployment) -> Telemetry:
    """Read the instances of an agent that runs elsewhere from its heartbeats."""
    moment = now()
    found = [_instance(each) for each in await external.instances(session, deployment.id)]
    missing = None if found else "The agent runs elsewhere and has not been heard of yet."
    return Telemetry(moment - _RECENT, moment, instances=tuple(found), missing=missing)


def _instance(row: external.ExternalInstance) -> Instance:
    return Instance(
        name=row.name,
        phase=Phase.UNKNOWN if row.silent else Phase.IN_SERVICE if row.status == "ok" else Phase.FAILED,
        since=row.started_at or row.first_seen_at,
        cpu_percent=row.metrics.get("cpu_percent"),
        memory_bytes=int(held) if (held := row.metrics.get("memory_bytes")) is not None else None,
    )


def output(fleet: Fleet, deployment: Deployment, lines: int) -> list[tuple[str, list[str]]]:
    """Return the last lines that each server of a model on this machine wrote; nothing for what runs elsewhere."""
    models = fleet.model_servers.get(deployment.host)
    if models is None or deployment.kind != "model":
        return []
    return models.output(deployment.id.hex, lines)


async def rendered(session: Session, fleet: Fleet, deployment: Deployment) -> list[Call]:
    """List what the host is sent for the revision that is wanted, as if nothing were there yet."""
    host = fleet.hosts.get(deployment.host)
    return host.rehearse("apply", await to_apply(session, deployment, fleet.region), None) if host else []


async def telemetry(fleet: Fleet, deployment: Deployment, span: timedelta = _RECENT) -> Telemetry:
    """Ask the host for its instances now; where there are none or it does not answer, say why in words.

    What it measures is of the time that is over since `span` ago.
    """
    moment = now()
    if deployment.status not in ACTIVE or deployment.serving is None:
        status = Status(deployment.status).value.replace("_", " ")
        return Telemetry(moment - _RECENT, moment, missing=f"It is {status}: nothing runs.")
    try:
        host = fleet.host(deployment.host, dry_run=deployment.dry_run)
        return await host.telemetry(workload(deployment, fleet.region), moment - span)
    except HostError as error:
        _log.warning("no telemetry", deployment=DEPLOYMENT.show(deployment.id), reason=error.detail)
        return Telemetry(moment - _RECENT, moment, missing=f"The host does not say: {error.detail}")
