"""Policies over HTTP: what holds, its versions, and what a draft would change."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query

from remit.controls.governance import queries, versions
from remit.controls.governance.checking import checked
from remit.controls.governance.decide import ESCALATES, require, words
from remit.controls.governance.decision import Resource
from remit.controls.governance.examples import EXAMPLES
from remit.controls.governance.replay import Change, Replayed, replay
from remit.controls.governance.schemas import (
    Mode,
    Origin,
    PolicyAction,
    PolicyApplication,
    PolicyAttribute,
    PolicyCheck,
    PolicyDifference,
    PolicyDraft,
    PolicyExample,
    PolicyFinding,
    PolicyItem,
    PolicyPage,
    PolicyReplay,
    PolicyReplayAnswer,
    PolicyResourceKind,
    PolicySchemaAnswer,
    PolicyVersionAnswer,
    PolicyVersionItem,
    PolicyVersionPage,
    ReplayedChange,
    ReplayedTotal,
)
from remit.controls.governance.sets import BUILT_IN_SET, SCHEMA, SETS
from remit.controls.governance.tables import PolicyVersion
from remit.controls.tenancy import ORGANIZATION, Actor, Role, SessionDep, may
from remit.engines.policy import Attribute, Policy
from remit.kit import pagination
from remit.kit.errors import Malformed

router = APIRouter(prefix="/api/policies", tags=["policies"])
Reader = Annotated[Actor, may("policy.read")]
Writer = Annotated[Actor, may(versions.WRITE)]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=200)]
_BUILT_IN = len(BUILT_IN_SET.engine.policies)


def _item(at: int, policy: Policy) -> PolicyItem:
    return PolicyItem(
        id=policy.id,
        origin="built-in" if at < _BUILT_IN else "own",
        effect=policy.effect,
        mode="shadow" if policy.shadow else "enforce",
        verdict=policy.says,
        description=policy.description,
        actions=list(policy.actions or ()),
        text=policy.text,
    )


@router.get("")
async def list_policies(
    actor: Reader,
    q: Annotated[str | None, Query(max_length=200)] = None,
    origin: Origin | None = None,
    mode: Mode | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PolicyPage:
    """List the policies that hold, the built-in ones first; `q` is part of a name, a description or a text."""
    held = SETS.of(actor.org_id)
    items = [_item(at, policy) for at, policy in enumerate(held.engine.policies)]
    wanted = (q or "").casefold()
    found = [
        item
        for item in items
        if (origin is None or item.origin == origin)
        and (mode is None or item.mode == mode)
        and (wanted in f"{item.id}\n{item.description}\n{item.text}".casefold())
    ]
    start = _place(cursor)
    page = found[start : start + limit]
    return PolicyPage(
        items=page,
        next=pagination.encode_keys("policies", str(start + limit)) if len(found) > start + limit else None,
        version=held.number,
        set_digest=held.engine.digest,
        built_in=_BUILT_IN,
        own=len(items) - _BUILT_IN,
        shadow=sum(item.mode == "shadow" for item in items),
        broken=held.broken,
    )


def _place(cursor: str | None) -> int:
    """Read a cursor as a whole number of at most nine digits."""
    keys = pagination.decode_keys(cursor, "policies", 1)
    if keys is None:
        return 0
    if not (keys[0].isascii() and keys[0].isdecimal() and len(keys[0]) <= 9):
        raise Malformed(pagination.FOREIGN)
    return int(keys[0])


def _version(row: PolicyVersion, current: int) -> PolicyVersionItem:
    return PolicyVersionItem(
        number=row.number,
        current=row.number == current,
        digest=row.digest,
        set_digest=row.set_digest,
        policies=row.policies,
        restores=row.restores,
        author=row.author,
        note=row.note,
        created_at=row.created_at,
    )


@router.get("/versions")
async def list_policy_versions(
    session: SessionDep, _: Reader, limit: Limit = 50, cursor: Cursor = None
) -> PolicyVersionPage:
    """List the versions of the organisation's own policies, newest first."""
    before = _place(cursor) if cursor is not None else None
    found = await queries.versions(session, before=before, limit=limit + 1)
    current, page = await queries.newest(session), found[:limit]
    return PolicyVersionPage(
        items=[_version(row, current) for row in page],
        next=pagination.encode_keys("policies", str(page[-1].number)) if len(found) > limit else None,
    )


@router.get("/versions/{number}")
async def get_policy_version(
    number: Annotated[int, Path(ge=0, le=2**31 - 1)], session: SessionDep, _: Reader
) -> PolicyVersionAnswer:
    """Show a version with its text, the text before it, and which policies it changed."""
    return await _answer(session, await versions.find(session, number))


async def _answer(session: SessionDep, row: PolicyVersion) -> PolicyVersionAnswer:
    before = (await versions.find(session, row.number - 1)).text if row.number > 1 else ""
    shown = _version(row, await queries.newest(session))
    return PolicyVersionAnswer(
        **shown.model_dump(),
        text=row.text,
        before=before,
        difference=PolicyDifference(**asdict(await versions.difference(before, row.text))),
    )


@router.post("/validate")
async def validate_policies(body: PolicyDraft, session: SessionDep, _: Reader) -> PolicyCheck:
    """Say what is wrong with a draft and where, and what it would change; nothing is stored."""
    found = await checked(body.text)
    number, before = await versions.current_text(session)
    return PolicyCheck(
        valid=found.valid,
        findings=[PolicyFinding(**asdict(each)) for each in found.findings],
        policies=len(found.policies),
        version=number,
        difference=PolicyDifference(
            **asdict(await versions.difference(before, [each.policy for each in found.policies]))
        ),
    )


@router.post("/apply", status_code=201)
async def apply_policies(body: PolicyApplication, session: SessionDep, actor: Writer) -> PolicyVersionAnswer:
    """Make a text the organisation's own policies: the next decision, wherever it is made, is by these.

    409 when somebody else applied meanwhile, or when you could not apply policies any more afterwards.
    """
    wanted = versions.Wanted(body.text, body.version, body.note.strip(), body.restores, body.force)
    return await _answer(session, await versions.apply(session, actor, wanted))


@router.post("/replay")
async def replay_policies(body: PolicyReplay, session: SessionDep, actor: Reader) -> PolicyReplayAnswer:
    """Ask a draft what calls and changes asked in the last days, and say what it would have decided otherwise.

    Only decisions that stand in the audit log can be asked again: of calls and of changes, not of reading.
    """
    require(actor, "audit.read", Resource("organization", ORGANIZATION.show(actor.org_id)))
    draft = await versions.draft_of(body.text)
    found = await replay(session, SETS.of(actor.org_id), draft, body.days)
    return _replayed(found)


def _replayed(found: Replayed) -> PolicyReplayAnswer:
    totals = sorted(found.totals.items(), key=lambda each: -each[1])
    return PolicyReplayAnswer(
        since=found.since,
        decisions=found.decisions,
        questions=found.questions,
        unread=found.unread,
        cut=found.cut,
        totals=[ReplayedTotal(before=was, after=is_, times=times) for (was, is_), times in totals],
        changes=[_change(each) for each in found.changes],
        idle=found.idle,
    )


def _change(change: Change) -> ReplayedChange:
    principal, resource, shadow = change.asked["principal"], change.asked["resource"], change.after.shadow
    after = (shadow.verdict, shadow.policies) if change.trial and shadow else change.after[:2]
    return ReplayedChange(
        who=principal["id"],
        name=change.name,
        role=principal["role"],
        action=change.asked["action"],
        resource=f"{resource['kind']}:{resource['id']}",
        environment=resource["environment"],
        context=change.asked["context"],
        times=change.times,
        last_at=change.last,
        entry=change.entry,
        before=change.before.verdict,
        before_policies=list(change.before.policies),
        after=after[0],
        after_policies=list(after[1]),
        trial=change.trial,
    )


@router.get("/schema")
async def get_policy_schema(_: Reader) -> PolicySchemaAnswer:
    """Say what policies may name: actions, what they are done to, and what conditions may look at."""
    kinds = {name: found for name, found in SCHEMA.entities.items() if name != "Principal"}
    return PolicySchemaAnswer(
        actions=[
            PolicyAction(
                name=each.name,
                description=words(each.name).capitalize(),
                resources=list(each.resources),
                escalates=each.name in ESCALATES,
            )
            for each in sorted(SCHEMA.actions.values(), key=lambda action: action.name)
        ],
        principal=_attributes(SCHEMA.entities["Principal"]),
        resources=[
            PolicyResourceKind(name=name, attributes=_attributes(found)) for name, found in kinds.items()
        ],
        context=_attributes(SCHEMA.types["Facts"]),
        roles=[role.value for role in Role],
        examples=[PolicyExample(title=title, text=text) for title, text in EXAMPLES],
        text=SCHEMA.text,
    )


def _attributes(found: Sequence[Attribute]) -> list[PolicyAttribute]:
    return [PolicyAttribute(name=each.name, type=each.type, description=each.doc) for each in found]
