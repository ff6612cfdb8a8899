"""Every read of what agents that run elsewhere say, and the statements that write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from remit.kit.database import Session
from remit.lifecycle.deployments.external.tables import ExternalInstance, ExternalReport

MOST_INSTANCES = 100
"""Instances of one deployment; a name that comes after them is not written."""

# What came is written in one order, so that of two processes neither waits for the other for ever.
_WRITE = text(
    """
    with came as (
      select * from jsonb_to_recordset(cast(:rows as jsonb)) as came
        (deployment_id uuid, name text, status text, detail text, version text, started_at timestamptz,
         metrics jsonb, seen_at timestamptz, due_at timestamptz)
    ), before as (
      select i.deployment_id, i.name, i.status, i.detail, i.version, i.silent
      from external_instances i join came using (deployment_id, name)
    ), placed as (
      select came.*, before.name is not null as known, before.status as status_before,
             before.version as version_before, before.detail as detail_before, before.silent as silent_before,
             row_number() over (partition by came.deployment_id, before.name is null order by came.name) as place
      from came left join before using (deployment_id, name)
    ), fitting as (
      select placed.* from placed where known or place + (
        select count(*) from external_instances i where i.deployment_id = placed.deployment_id) <= :most
    ), written as (
      insert into external_instances as i (org_id, deployment_id, name, status, detail, version, started_at, metrics,
                                           first_seen_at, seen_at, due_at, silent)
      select remit_org(), deployment_id, name, status, detail, version, started_at, metrics, seen_at, seen_at, due_at,
             false
      from fitting order by deployment_id, name
      on conflict (org_id, deployment_id, name) do update set
        status = excluded.status, detail = excluded.detail, version = excluded.version,
        started_at = excluded.started_at, metrics = excluded.metrics, seen_at = excluded.seen_at,
        due_at = excluded.due_at, silent = false
      where i.seen_at <= excluded.seen_at
      returning i.deployment_id
    )
    select deployment_id, name, status, version, known, version_before,
           not known and not exists (
             select from fitting f where f.deployment_id = placed.deployment_id and f.name = placed.name) as refused
    from placed
    where not known or silent_before or status <> status_before or version <> version_before
       or detail <> detail_before
    """
)
_AMISS = text(
    """
    select org_id, deployment_id from external_instances where not silent and due_at < :now
    union
    select i.org_id, i.deployment_id from external_instances i
      join deployments d on d.org_id = i.org_id and d.id = i.deployment_id
      where (i.silent or i.status <> 'ok') and d.status = 'deployed'
    union
    select i.org_id, i.deployment_id from external_instances i
      where i.silent and i.seen_at < :forgotten and exists (
        select from external_instances o
        where o.org_id = i.org_id and o.deployment_id = i.deployment_id and not o.silent)
    limit :most
    """
)
_SILENCE = text(
    """
    update external_instances set silent = true
    where (org_id, deployment_id, name) in (
      select org_id, deployment_id, name from external_instances
      where deployment_id = :id and not silent and due_at < :now
      order by name for update skip locked)
    """
)
_FORGET = text(
    """
    delete from external_instances i where i.deployment_id = :id and i.silent and i.seen_at < :before
      and exists (select from external_instances o where o.deployment_id = :id and not o.silent)
    """
)
_REPORTED = text(
    """
    insert into external_reports (org_id, deployment_id, kind, own_id, created_at)
    select remit_org(), :id, :kind, own_id, :now from unnest(:own) as own_id order by own_id
    on conflict do nothing returning own_id
    """
).bindparams(bindparam("own", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Changed:
    """An instance that is new, was silent, or says something else than before; `refused` is one too many."""

    deployment_id: UUID
    name: str
    status: str
    version: str
    known: bool
    version_before: str | None
    refused: bool


async def write_heartbeats(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[Changed]:
    """Write the last heartbeat of each of these instances in one statement; return what is not as it was."""
    values = {"rows": msgspec.json.encode(rows).decode(), "most": MOST_INSTANCES}
    return [Changed(**row) for row in (await session.execute(_WRITE, values)).mappings()]


async def remove_instances(session: Session, deployment_id: UUID, names: Sequence[str]) -> None:
    """Remove instances that said that they stop."""
    own = ExternalInstance.deployment_id == deployment_id
    await session.execute(delete(ExternalInstance).where(own, ExternalInstance.name.in_(names)))


async def instances(session: Session, deployment_id: UUID) -> Sequence[ExternalInstance]:
    """List a deployment's instances, by name."""
    wanted = select(ExternalInstance).where(ExternalInstance.deployment_id == deployment_id)
    ordered = wanted.order_by(ExternalInstance.name).execution_options(populate_existing=True)
    return (await session.scalars(ordered)).all()


async def amiss(
    session: Session, moment: datetime, forgotten: datetime, *, limit: int
) -> list[tuple[UUID, UUID]]:
    """Name deployments of all organisations of which an instance is silent or unwell, and nobody has noticed.

    Also those with an instance that has been silent since before `forgotten` while others are not.
    """
    found = await session.execute(_AMISS, {"now": moment, "forgotten": forgotten, "most": limit})
    return [(row.org_id, row.deployment_id) for row in found]


async def note_silence(session: Session, deployment_id: UUID, moment: datetime) -> None:
    """Mark the instances of which no heartbeat came in time."""
    await session.execute(_SILENCE, {"id": deployment_id, "now": moment})


async def forget_silent(session: Session, deployment_id: UUID, before: datetime) -> None:
    """Forget instances that were silent for long, while others of the deployment are not."""
    await session.execute(_FORGET, {"id": deployment_id, "before": before})


async def reported(
    session: Session, deployment_id: UUID, kind: str, own: Sequence[str], moment: datetime
) -> set[str]:
    """Note the agent's own ids of what it reports; return those that are new."""
    values = {"id": deployment_id, "kind": kind, "own": list(own), "now": moment}
    return set((await session.execute(_REPORTED, values)).scalars())


async def purge_reports(session: Session, before: datetime) -> None:
    """Forget the ids of reports that would be refused for their age."""
    await session.execute(delete(ExternalReport).where(ExternalReport.created_at < before))
