"""What instances have cost, by the times at which they ran."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from remit.kit.database import Session
from remit.lifecycle.deployments.tables import InstanceDay

# Hours between becoming deployed and leaving it, times the price in force, of days that are over. The order is always
# the same: two who close a day at once wait for each other, and the second finds it closed.
_CLOSE_DAYS = text(
    """
    with spans as (
      select d.dry_run, t.created_at as began, t.usd_per_hour as price, t.to_status,
             lead(t.created_at, 1, :now) over (partition by t.deployment_id order by t.created_at, t.id) as ended
      from transitions t join deployments d on d.id = t.deployment_id
      where d.kind = 'model'
    ), running as (
      select * from spans
      where to_status in ('deployed', 'degraded', 'deploying', 'rolling_back') and ended > :first and price > 0
    ), days as (
      select day, day::timestamp at time zone 'UTC' as began, (day + 1)::timestamp at time zone 'UTC' as ended
      from unnest(cast(:days as date[])) as day
    )
    insert into instance_days (org_id, day, dry_run, usd)
    select remit_org(), days.day, kind.dry_run,
           coalesce(sum(extract(epoch from least(r.ended, days.ended) - greatest(r.began, days.began))
                        / 3600.0 * r.price), 0)
    from days cross join (values (false), (true)) as kind (dry_run)
    left join running r on r.dry_run = kind.dry_run and r.began < days.ended and r.ended > days.began
    group by days.day, kind.dry_run order by days.day, kind.dry_run
    on conflict do nothing
    """
)
# The same for a time that is not over, by what moved within it and the meters of what did not.
_OPEN = text(
    """
    with moved as (
      select t.deployment_id, t.created_at as began, t.usd_per_hour as price, t.to_status,
             lead(t.created_at, 1, :now) over w as ended, row_number() over w as n
      from transitions t where t.created_at >= :since
      window w as (partition by t.deployment_id order by t.created_at, t.id)
    ), spans as (
      select deployment_id, began, ended, price, to_status from moved
      union all
      select m.deployment_id, :since, m.began, b.usd_per_hour, b.to_status
      from moved m cross join lateral (
        select usd_per_hour, to_status from transitions b
        where b.deployment_id = m.deployment_id and b.created_at < :since
        order by b.created_at desc, b.id desc limit 1) b
      where m.n = 1
    )
    select d.dry_run, sum(extract(epoch from s.ended - s.began) / 3600.0 * s.price) as usd
    from spans s join deployments d on d.id = s.deployment_id
    where s.to_status in ('deployed', 'degraded', 'deploying', 'rolling_back') and d.kind = 'model'
    group by d.dry_run
    union all
    select d.dry_run, sum(extract(epoch from :now - greatest(d.metered_since, :since)) / 3600.0 * d.usd_per_hour)
    from deployments d
    where d.kind = 'model' and d.metered_since is not null
      and not exists (select from moved where moved.deployment_id = d.id)
    group by d.dry_run
    """
)


async def closed_days(session: Session, first: date, last: date) -> Sequence[InstanceDay]:
    """List what instances cost on closed days, both ends included."""
    wanted = select(InstanceDay).where(InstanceDay.day >= first, InstanceDay.day <= last)
    return (await session.scalars(wanted)).all()


async def close_days(session: Session, days: Sequence[date], first: datetime, moment: datetime) -> None:
    """Write what instances cost on past days, unless somebody has; `first` is when the first of them began."""
    await session.execute(_CLOSE_DAYS, {"days": list(days), "first": first, "now": moment})


async def open_spend(session: Session, since: datetime, moment: datetime) -> dict[bool, Decimal]:
    """Add up instance hours times price from a moment until now: dollars, by whether it was a dry run."""
    spent = {False: Decimal(0), True: Decimal(0)}
    for dry_run, usd in await session.execute(_OPEN, {"since": since, "now": moment}):
        spent[dry_run] += usd or Decimal(0)
    return spent


# Hours of a model's instances times the price in force, cut to a time.
_INSTANCES_OF_ONE = text(
    """
    with spans as (
      select t.created_at as began, lead(t.created_at, 1, :now) over (order by t.created_at, t.id) as ended,
             t.to_status, t.usd_per_hour
      from transitions t where t.deployment_id = :id
    )
    select coalesce(sum(extract(epoch from ended - greatest(began, :since)) / 3600.0 * usd_per_hour), 0)
    from spans where to_status in ('deployed', 'degraded', 'deploying', 'rolling_back') and ended > :since
    """
)


async def instances_spend(
    session: Session, deployment_id: UUID, since: datetime, moment: datetime
) -> Decimal:
    """Add up what one deployment's instances cost from a time until now, in dollars."""
    period = {"id": deployment_id, "since": since, "now": moment}
    return Decimal((await session.execute(_INSTANCES_OF_ONE, period)).scalar_one())
