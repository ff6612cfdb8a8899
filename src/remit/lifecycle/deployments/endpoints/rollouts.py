"""Rollouts: how revisions came to serve, and what is done with the one that is under way."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from remit.controls.governance import Resource, decide, passes, refusal
from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit.database import Session
from remit.lifecycle.deployments import rollouts
from remit.lifecycle.deployments.changes import power
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.rollouts import ENDS, ROLLOUT, Act, RolloutMove, RolloutRow
from remit.lifecycle.deployments.rollouts.schemas import (
    MeasuredAnswer,
    RolloutActAnswer,
    RolloutActBody,
    RolloutAnswer,
    RolloutList,
    RolloutMoveAnswer,
)
from remit.lifecycle.deployments.schemas.deployments import PrincipalAnswer
from remit.lifecycle.deployments.tables import Deployment

router = APIRouter(tags=["deployments"])
Reader = Annotated[Actor, may("deployment.read")]


@router.get("/api/deployments/{plan_id}/rollouts")
async def list_rollouts(
    plan_id: str,
    session: SessionDep,
    actor: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=60)] = None,
) -> RolloutList:
    """List the rollouts of a deployment, newest first; the first is under way if `live` says so."""
    deployment = await power.find_record(session, plan_id)
    before = ROLLOUT.parse(cursor) if cursor else None
    rows = await rollouts.of(session, deployment.id, limit=limit + 1, before=before)
    items = await _shown(session, actor, deployment, rows[:limit])
    return RolloutList(items=items, next=items[-1].rollout_id if len(rows) > limit else None)


@router.get("/api/rollouts/{rollout_id}")
async def get_rollout(rollout_id: str, session: SessionDep, actor: Reader) -> RolloutAnswer:
    """Show a rollout with its moves and what its gates have seen."""
    rollout, deployment = await rollouts.found(session, rollout_id)
    return (await _shown(session, actor, deployment, [rollout]))[0]


@router.post("/api/rollouts/{rollout_id}/act")
async def act_on_rollout(
    rollout_id: str, body: RolloutActBody, session: SessionDep, actor: Reader
) -> RolloutAnswer:
    """Pause, resume or abort a rollout, or make its revision the stable one now."""
    rollout = await rollouts.act(session, actor, rollout_id, body.action, body.reason)
    await session.flush()
    _, deployment = await rollouts.found(session, rollout_id)
    return (await _shown(session, actor, deployment, [rollout]))[0]


async def _shown(
    session: Session, actor: Actor, deployment: Deployment, rows: Sequence[RolloutRow]
) -> list[RolloutAnswer]:
    made = await rollouts.moves(session, [row.id for row in rows])
    return [_rollout(actor, deployment, row, [m for m in made if m.rollout_id == row.id]) for row in rows]


def _rollout(
    actor: Actor, deployment: Deployment, row: RolloutRow, moves: Sequence[RolloutMove]
) -> RolloutAnswer:
    strategy = rollouts.strategy(row)
    return RolloutAnswer(
        rollout_id=ROLLOUT.show(row.id),
        plan_id=DEPLOYMENT.show(deployment.id),
        name=deployment.name,
        env=deployment.environment,
        revision=row.revision,
        stable=row.stable,
        change=row.change,
        state=row.state,
        live=row.state not in ENDS,
        strategy=strategy.kind if strategy else "host",
        steps=strategy.steps if strategy else [],
        step=row.step,
        share=row.share,
        bake_seconds=strategy.bake_seconds if strategy else 0,
        reason=row.reason,
        measured=MeasuredAnswer.model_validate(row.figures) if row.figures else None,
        paused_at=row.paused_at,
        bake_ends_at=row.bake_ends_at,
        started_by=PrincipalAnswer(**row.started_by),
        started_at=row.started_at,
        ended_at=row.ended_at,
        may=[_may(actor, deployment, row, act) for act in rollouts.ACTS],
        moves=[_move(each) for each in moves],
    )


def _move(move: RolloutMove) -> RolloutMoveAnswer:
    return RolloutMoveAnswer(
        from_state=move.from_state,
        to_state=move.to_state,
        share=move.share,
        reason=move.reason,
        actor=PrincipalAnswer(**move.actor),
        created_at=move.created_at,
    )


def _may(actor: Actor, deployment: Deployment, row: RolloutRow, act: Act) -> RolloutActAnswer:
    """Say whether an act is open: the rollout's state first, then the policies."""
    why = rollouts.why_not(row, act)
    if why is None:
        action = rollouts.ASKED[act]
        resource = Resource("deployment", DEPLOYMENT.show(deployment.id), deployment.environment)
        decision = decide(actor, action, resource)
        why = None if passes(decision) else refusal(actor, action, resource, decision).detail
    return RolloutActAnswer(action=act, allowed=why is None, reason=why)
