"""The list of deployments: filtered, in any order, page by page, each row with how it does and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from remit.controls import metering
from remit.controls.metering import Current
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.allowed import Permission, asking, permissions
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.meter import cost_today
from remit.lifecycle.deployments.ordering import Filter, Order, Place, Sort, decode, encode
from remit.lifecycle.deployments.pages.health import Health, health
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment


@dataclass(frozen=True)
class Row:
    """A deployment as it stands now; costs are dollars of today in UTC.

    `cost_today` is what was really spent; `dry_run_cost_today` what a dry run's instances would have cost.
    """

    deployment: Deployment
    current: Current
    health: Health
    permissions: list[Permission]
    cost_today: Decimal
    dry_run_cost_today: Decimal


@dataclass(frozen=True)
class Page:
    """Rows, the cursor that continues, and how many the filter finds in all."""

    rows: list[Row]
    next: str | None
    total: int


async def page(
    session: Session, actor: Actor, wanted: Filter, sort: Sort, cursor: str | None, limit: int
) -> Page:
    """List one page; raises `Malformed` for a cursor that is not of this order."""
    after, order = decode(sort, cursor), Order.of(sort)
    moment = after.moment if after else now()
    found = await queries.page(session, wanted, order, after, moment, limit=limit + 1)
    rows = await filled(session, actor, [deployment for deployment, _ in found[:limit]])
    ends = found[limit - 1] if len(found) > limit else None
    following = encode(sort, Place(ends[1], ends[0].id, moment)) if ends else None
    total = len(found) if not (after or following) else await queries.count(session, wanted)
    return Page(rows, following, total)


async def filled(session: Session, actor: Actor, deployments: Sequence[Deployment]) -> list[Row]:
    """Add to deployments what they do today and what the actor may do with them."""
    used = await metering.current(session, [DEPLOYMENT.ref(d.id) for d in deployments])
    proposed = [d.proposal_id for d in deployments if d.proposal_id and d.status == Status.PENDING_APPROVAL]
    requesters = await queries.requesters(session, proposed) if proposed else {}
    ask, moment = asking(actor), now()
    return [_row(d, used[DEPLOYMENT.ref(d.id)], permissions(ask, d, requesters), moment) for d in deployments]


async def filled_one(
    session: Session, actor: Actor, deployment: Deployment, waiting: Mapping[UUID, UUID]
) -> Row:
    """Fill one row; `waiting` names who asked for the change that waits beside it, if one does."""
    used = await metering.current(session, [DEPLOYMENT.ref(deployment.id)])
    requesters = dict(waiting)
    if deployment.proposal_id and waiting:
        requesters[deployment.proposal_id] = next(iter(waiting.values()))
    may = permissions(asking(actor), deployment, requesters, waiting=bool(waiting))
    return _row(deployment, used[DEPLOYMENT.ref(deployment.id)], may, now())


def _row(deployment: Deployment, current: Current, may: list[Permission], moment: datetime) -> Row:
    instances = cost_today(deployment, moment)
    real = Decimal(0) if deployment.dry_run else instances
    return Row(
        deployment=deployment,
        current=current,
        health=health(deployment, current),
        permissions=may,
        cost_today=real + current.cost_today_usd,
        dry_run_cost_today=instances if deployment.dry_run else Decimal(0),
    )
