"""API keys over HTTP; those of a deployment are found at the deployment."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import StringConstraints

from remit.controls.tenancy.actor import KEY, MEMBER, Actor, Role
from remit.controls.tenancy.keyring import SeenKey, make_key, revoke_key, seen_key, seen_keys
from remit.controls.tenancy.requests import (
    ActorDep,
    RecordDep,
    SecretKeyDep,
    SessionDep,
    permitted,
    presence_or_none,
)
from remit.controls.tenancy.schemas import MemberRole
from remit.kit import pagination
from remit.kit.schemas import Answer, Body

router = APIRouter(prefix="/api/keys", tags=["keys"])
_WRITE = "key.write"


class NewKeyBody(Body):
    """A key to be made: `personal` acts as the member who makes it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    role: MemberRole
    kind: Literal["personal", "service_account"] = "personal"


class KeyAnswer(Answer):
    """A key that works; `shown` is the part of it that may be seen.

    `member_id` and `member` name the person it acts as; `last_used_at` is true to the minute.
    """

    id: str
    name: str
    kind: Literal["personal", "service_account"]
    role: str
    shown: str
    member_id: str | None
    member: str | None
    mine: bool
    created_by: str
    created_at: datetime
    last_used_at: datetime | None


class MadeKey(KeyAnswer):
    """A key just made; `key` is the key itself, shown this once."""

    key: str


class KeyPage(Answer):
    """Some keys, newest first."""

    items: list[KeyAnswer]
    next: str | None


def _answer(seen: SeenKey, actor: Actor) -> KeyAnswer:
    row = seen.row
    return KeyAnswer(
        id=KEY.show(row.id),
        name=row.name,
        kind="service_account" if row.member_id is None else "personal",
        role=row.role,
        shown=f"remit_{row.key_id}…",
        member_id=MEMBER.show(row.member_id) if row.member_id else None,
        member=seen.member,
        mine=row.member_id is not None and row.member_id == actor.id,
        created_by=seen.created_by,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )


@router.get("")
async def list_keys(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> KeyPage:
    """List the keys that work, newest first: all of them for those who manage keys, else one's own."""
    all = permitted(request, actor, _WRITE)
    found = await seen_keys(session, actor, all=all, after=pagination.decode(cursor), limit=limit)
    page = found[:limit]
    last = page[-1].row if page else None
    more = len(found) > limit and last is not None
    return KeyPage(
        items=[_answer(seen, actor) for seen in page],
        next=pagination.encode((last.created_at, last.id)) if more and last else None,
    )


@router.post("", status_code=201)
async def create_key(
    body: NewKeyBody,
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    secret_key: SecretKeyDep,
    record: RecordDep,
) -> MadeKey:
    """Make a key: a personal one, at a browser, or, for those who manage keys, any."""
    if body.kind == "service_account" or presence_or_none(request) is None:
        request.app.state.permit(actor, _WRITE)
    made = await make_key(session, actor, secret_key, record, body.name, Role(body.role), body.kind)
    shown = _answer(await seen_key(session, made.row), actor)
    return MadeKey(**shown.model_dump(), key=made.token)


@router.delete("/{key_id}", status_code=204)
async def delete_key(
    key_id: str, request: Request, session: SessionDep, actor: ActorDep, record: RecordDep
) -> Response:
    """Revoke a key, which stops working at once and for good; only at a browser, or managing keys."""
    if presence_or_none(request) is None:
        request.app.state.permit(actor, _WRITE)
    all = permitted(request, actor, _WRITE)
    await revoke_key(session, actor, record, KEY.parse(key_id), all=all)
    return Response(status_code=204)
