"""Environments, and the times in which nothing changes there."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request

from remit.controls.environments import EnvironmentName, places
from remit.controls.governance import Resource, decide, passes, refusal, require
from remit.controls.tenancy import ORGANIZATION, Actor, SessionDep, may
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Malformed
from remit.lifecycle.deployments import environments, queries
from remit.lifecycle.deployments.changes import promoting
from remit.lifecycle.deployments.command import require_sayable
from remit.lifecycle.deployments.deploy import DEPLOY
from remit.lifecycle.deployments.endpoints.requests import FleetDep, HowDep
from remit.lifecycle.deployments.entering import TO_PROD
from remit.lifecycle.deployments.environments import FREEZE, FreezeRow, New, Setting, Wanted, WantedFreeze
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.pages.answers import differences
from remit.lifecycle.deployments.schemas.deployments import PrincipalAnswer
from remit.lifecycle.deployments.schemas.environments import (
    EnvironmentBody,
    EnvironmentList,
    EnvironmentPromotion,
    EnvironmentSetting,
    FreezeAnswer,
    FreezeBody,
    NewEnvironment,
    OrderBody,
    PromotedAnswer,
    PromoteToBody,
)
from remit.lifecycle.deployments.states import Status

router = APIRouter(prefix="/api", tags=["environments"])
Reader = Annotated[Actor, may("deployment.read")]
Writer = Annotated[Actor, may("environment.write")]


@router.get("/environments")
async def list_environments(session: SessionDep, actor: Reader, fleet: FleetDep) -> EnvironmentList:
    """List environments in their order, with the freezes that are or will be."""
    frozen = [_freeze(each) for each in await environments.freezes_listed(session)]
    counted = await queries.count_by_environment(session)
    found = await environments.listed(session)
    where = Resource("organization", ORGANIZATION.show(actor.org_id))
    return EnvironmentList(
        environments=[_setting(actor, each, frozen, counted.get(each.name, 0)) for each in found],
        freezes=frozen,
        hosts=sorted(fleet.hosts),
        may_write=passes(decide(actor, "environment.write", where)),
    )


@router.put("/environments/{name}")
async def set_environment(
    name: str, body: EnvironmentBody, session: SessionDep, actor: Writer, fleet: FleetDep
) -> EnvironmentSetting:
    """Set how new versions come to serve in an environment, and where it may run what."""
    if unknown := sorted(set(body.hosts) - set(fleet.hosts)):
        raise Malformed(f"There is no host {unknown[0]!r}: there are {', '.join(sorted(fleet.hosts))}.")
    protected = await _protection(session, actor, name, body.protected)
    wanted = Wanted(body.title, body.strategy, tuple(body.hosts), protected, body.version)
    changed = await environments.change(session, actor, name, wanted)
    frozen = [_freeze(each) for each in await environments.freezes_listed(session)]
    counted = await queries.count_by_environment(session)
    return _setting(actor, changed, frozen, counted.get(name, 0))


@router.post("/environments", status_code=201)
async def add_environment(body: NewEnvironment, session: SessionDep, actor: Writer) -> EnvironmentSetting:
    """Add an environment of the organisation's own."""
    require_sayable(body.name, await places(session))
    new = New(body.name, body.title or body.name.capitalize(), body.protected, body.before)
    return _setting(actor, await environments.add(session, actor, new), [], 0)


@router.delete("/environments/{name}")
async def remove_environment(
    name: str, session: SessionDep, actor: Writer, fleet: FleetDep
) -> EnvironmentList:
    """Remove an environment in which nothing is; its name stays in the records."""
    await _protection(session, actor, name, wanted=False)
    await environments.remove(session, actor, name)
    return await list_environments(session, actor, fleet)


async def _protection(session: Session, actor: Actor, name: str, wanted: bool | None) -> bool:
    """Say whether an environment is to be protected; only who may enter what is protected lifts that."""
    now_protected = (await environments.setting(session, name)).protected
    if now_protected and wanted is False:
        require(actor, TO_PROD, Resource("deployment", "any", name))
    return now_protected if wanted is None else wanted


@router.post("/environments/order")
async def order_environments(
    body: OrderBody, session: SessionDep, actor: Writer, fleet: FleetDep
) -> EnvironmentList:
    """Put the environments in another order: what runs is promoted from one to the next."""
    await environments.reorder(session, actor, body.names)
    return await list_environments(session, actor, fleet)


@router.get("/deployments/{plan_id}/promotion", tags=["deployments"])
async def preview_promotion(
    plan_id: str, session: SessionDep, actor: Reader, to: EnvironmentName | None = None
) -> EnvironmentPromotion:
    """Say what promoting would change in the next environment, or in the one that is named."""
    found = await promoting.preview(session, actor, plan_id, to)
    return EnvironmentPromotion(
        source=found.source.environment,
        target=found.target,
        revision=found.revision,
        version=f"{found.source.name}@{found.version.number}",
        plan_id=DEPLOYMENT.show(found.there.id) if found.there else None,
        differences=differences(found.differences),
        needs_approval=found.needs_approval,
        refusal=found.refusal,
    )


@router.post("/deployments/{plan_id}/promote", tags=["deployments"])
async def promote_deployment(
    plan_id: str,
    body: PromoteToBody,
    request: Request,
    session: SessionDep,
    actor: Reader,
    fleet: FleetDep,
    how: HowDep,
) -> PromotedAnswer:
    """Bring what serves into the next environment, where it is rolled out as that environment says."""
    secret_key = request.app.state.secret_key
    made, key = await promoting.promote(session, actor, fleet, secret_key, plan_id, body.to, how)
    await session.flush()
    waits = made.status != Status.DEPLOYING
    words = "waits until another person approves it" if waits else "is being rolled out"
    return PromotedAnswer(
        outcome="pending_approval" if waits else "deploying",
        message=f"{made.name} in {made.environment} {words}",
        plan_id=DEPLOYMENT.show(made.id),
        key=key.token if key else None,
    )


@router.post("/freezes", status_code=201)
async def freeze_environment(body: FreezeBody, session: SessionDep, actor: Writer) -> FreezeAnswer:
    """Freeze an environment from a moment to another: what runs goes on, and may be paused and rolled back."""
    wanted = WantedFreeze(
        body.environment, body.starts_at, body.ends_at, body.reason, tuple(sorted(set(body.may_override)))
    )
    return _freeze(await environments.freeze(session, actor, wanted))


@router.delete("/freezes/{freeze_id}")
async def lift_freeze(freeze_id: str, session: SessionDep, actor: Writer) -> FreezeAnswer:
    """End a freeze now."""
    return _freeze(await environments.lift(session, actor, freeze_id))


def _setting(
    actor: Actor, found: Setting, frozen: Sequence[FreezeAnswer], deployments: int
) -> EnvironmentSetting:
    resource = Resource("deployment", "any", found.name, found.protected)
    decision = decide(actor, DEPLOY, resource)
    return EnvironmentSetting(
        name=found.name,
        title=found.title,
        position=found.position,
        strategy=found.strategy,
        hosts=list(found.hosts),
        protected=found.protected,
        version=found.version,
        deployments=deployments,
        refusal=None if passes(decision) else refusal(actor, DEPLOY, resource, decision).detail,
        needs_approval=decision.verdict == "escalate",
        frozen=next((each for each in frozen if each.active and each.environment == found.name), None),
    )


def _freeze(row: FreezeRow) -> FreezeAnswer:
    return FreezeAnswer(
        freeze_id=FREEZE.show(row.id),
        environment=row.environment,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        may_override=row.may_override,
        active=row.starts_at <= now() < row.ends_at and row.lifted_at is None,
        created_by=PrincipalAnswer(**row.created_by),
    )
