"""Rights to decide that members lend each other, over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from remit.controls.approvals import delegations
from remit.controls.approvals.delegations import DELEGATION, Delegation
from remit.controls.approvals.delegations.schemas import (
    DelegationAnswer,
    DelegationPage,
    LentAnswer,
    NewDelegation,
)
from remit.controls.approvals.requests import ChangesDep
from remit.controls.approvals.rules import everybody
from remit.controls.tenancy import MEMBER, Actor, SessionDep, may
from remit.kit import pagination
from remit.kit.clock import now
from remit.kit.database import Session

router = APIRouter(prefix="/api/delegations", tags=["approvals"])
Reader = Annotated[Actor, may("proposal.read")]
_MANAGERS = ("owner", "admin")


async def _names(session: Session) -> Mapping[str, str]:
    return (await everybody(session)).names


def _answer(actor: Actor, names: Mapping[str, str], row: Delegation) -> DelegationAnswer:
    state = _state(row)
    whose = actor.person in (row.from_member, row.to_member)
    return DelegationAnswer(
        id=DELEGATION.show(row.id),
        from_member=_who(names, row.from_member),
        to_member=_who(names, row.to_member),
        kinds=row.kinds,
        reason=row.reason,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=state,
        mine=row.from_member == actor.person,
        may_revoke=state in ("planned", "holds") and (whose or actor.role.value in _MANAGERS),
        created_at=row.created_at,
    )


def _who(names: Mapping[str, str], id: UUID) -> LentAnswer:
    shown = MEMBER.show(id)
    return LentAnswer(id=shown, name=names.get(shown, "somebody who left"))


def _state(row: Delegation) -> Literal["planned", "holds", "ended", "revoked"]:
    moment = now()
    if row.revoked_at is not None:
        return "revoked"
    if row.ends_at <= moment:
        return "ended"
    return "planned" if row.starts_at > moment else "holds"


@router.get("")
async def list_delegations(
    session: SessionDep,
    actor: Reader,
    whose: Literal["mine"] | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DelegationPage:
    """List who lets whom decide, the newest first; with `whose` those from or to who asks."""
    person = actor.person if whose == "mine" else None
    found = await delegations.page(session, person, after=pagination.decode(cursor), limit=limit + 1)
    shown, names = found[:limit], await _names(session)
    return DelegationPage(
        items=[_answer(actor, names, row) for row in shown],
        next=pagination.encode((shown[-1].created_at, shown[-1].id)) if len(found) > limit else None,
    )


@router.post("", status_code=201)
async def create_delegation(
    body: NewDelegation, session: SessionDep, known: ChangesDep, actor: Reader
) -> DelegationAnswer:
    """Let another member decide in one's place for some days; what one asked for oneself stays out of it."""
    made = await delegations.lend(session, actor, body, known.names)
    return _answer(actor, await _names(session), made)


@router.post("/{delegation_id}/revoke")
async def revoke_delegation(delegation_id: str, session: SessionDep, actor: Reader) -> DelegationAnswer:
    """Take a lent right back before its end; decisions that were made stay."""
    ended = await delegations.revoke(session, actor, DELEGATION.parse(delegation_id))
    return _answer(actor, await _names(session), ended)
