"""Setting and ending rules, and which of them holds for a change."""

from collections.abc import Collection, Sequence
from typing import Any

from remit.controls import audit, environments
from remit.controls.approvals.risk import LEVELS
from remit.controls.approvals.rules import queries
from remit.controls.approvals.rules.people import People, everybody
from remit.controls.approvals.rules.quorum import lacking_for_all
from remit.controls.approvals.rules.schemas import RuleBody
from remit.controls.approvals.rules.stages import Stage
from remit.controls.approvals.rules.tables import ApprovalRule
from remit.controls.governance import Resource
from remit.controls.tenancy import MEMBER, Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict, Malformed, NotFound
from remit.kit.events import emit
from remit.kit.ids import Kind, new_id

RULE = Kind("apr", "approval rule")
_MOST = 200


class NobodyCould(Conflict):
    """There are not enough people for what a rule asks for."""

    type = "nobody-could-approve"
    title = "Nobody could satisfy this rule"


class TooManyRules(Conflict):
    """The organisation has as many rules as it may have."""

    type = "too-many-rules"
    title = "There are too many rules"


def stages_of(rule: ApprovalRule) -> list[Stage]:
    """The stages of a rule."""
    return [Stage.model_validate(stage) for stage in rule.stages]


async def strictest(session: Session, kind: str, environment: str, risk: int) -> dict[str, Any] | None:
    """Return the rule that holds for a change, as it is kept with it: of those that match, the one that asks most.

    That is the one with the most people in all, then the most stages, then the newest.
    """
    found = await queries.matching(session, kind, environment, risk)
    if not found:
        return None
    rule = max(found, key=_asks)
    named = {
        member
        for stage in stages_of(rule)
        for whom in (stage.whom, stage.escalates_to)
        for member in (whom.members if whom else ())
    }
    names = (
        {id: name for id, name in (await everybody(session)).names.items() if id in named} if named else {}
    )
    return {
        "slug": rule.slug,
        "number": rule.number,
        "stages": rule.stages,
        "names": names,
        "matching": len(found),
    }


def _asks(rule: ApprovalRule) -> tuple[int, int]:
    return sum(stage["people"] for stage in rule.stages), len(rule.stages)


def unmet(people: People, kind: str, environment: str | None, stages: Sequence[Stage]) -> str | None:
    """Say why nobody could get a change of a kind through these stages, as people and roles are now."""
    resource = Resource("agent" if kind.startswith("agent.") else "deployment", "any", environment or "")
    deciding = people.deciding(resource)
    return lacking_for_all(stages, deciding, people.names)


async def set_rule(
    session: Session, actor: Actor, slug: str, body: RuleBody, kinds: Collection[str]
) -> ApprovalRule:
    """Make a rule, or its next version; what waits already keeps the rule it was asked for under.

    Raises `Malformed` for a kind, team or member that is not there, `NobodyCould`, and `TooManyRules`.
    """
    if body.kind not in kinds:
        raise Malformed(f"There is no kind of change {body.kind}: choose from {', '.join(sorted(kinds))}.")
    places = await environments.places(session)
    if body.environment is not None and body.environment not in places:
        raise Malformed(f"There is no environment {body.environment}: there are {places.choice}.")
    await queries.one_at_a_time(session)
    people = await everybody(session)
    _require_known(people, body.stages)
    if short := unmet(people, body.kind, body.environment, body.stages):
        raise NobodyCould(f"{short} Ask for fewer, or name more people.")
    before = await queries.in_force(session, slug)
    if before is None and await queries.count(session) >= _MOST:
        raise TooManyRules(f"An organisation has {_MOST} rules at most: end one first.")
    await queries.end(session, slug, now())
    made = _made(actor, slug, await queries.last_number(session, slug) + 1, body)
    session.add(made)
    await session.flush()
    facts = {"slug": slug, "number": made.number, **body.model_dump(mode="json")}
    await audit.record(session, actor, "approval_rule.set", RULE.ref(made.id), facts)
    await _tell(session, actor, slug)
    return made


def _made(actor: Actor, slug: str, number: int, body: RuleBody) -> ApprovalRule:
    return ApprovalRule(
        org_id=actor.org_id,
        id=new_id(),
        slug=slug,
        number=number,
        kind=body.kind,
        environment=body.environment,
        least_risk=LEVELS.index(body.least_risk) + 1,
        stages=[stage.model_dump(mode="json") for stage in body.stages],
        created_by=actor.facts(),
        created_at=now(),
        ended_at=None,
    )


def _require_known(people: People, stages: Sequence[Stage]) -> None:
    named = [whom for stage in stages for whom in (stage.whom, stage.escalates_to) if whom is not None]
    teams = {team for whom in named for team in whom.teams} - people.teams
    members = {member for whom in named for member in whom.members} - people.names.keys()
    if teams:
        raise Malformed(f"There is no team {sorted(teams)[0]}: make it first.")
    if members:
        raise Malformed(
            f"There is no member {sorted(members)[0]}: members are named by their id, {MEMBER.prefix}_…."
        )


async def end_rule(session: Session, actor: Actor, slug: str) -> None:
    """End a rule; what waits under it goes on so. `NotFound` when none of that slug holds."""
    await queries.one_at_a_time(session)
    rule = await queries.in_force(session, slug)
    if rule is None:
        raise NotFound(f"There is no approval rule {slug}.")
    await queries.end(session, slug, now())
    await audit.record(
        session, actor, "approval_rule.ended", RULE.ref(rule.id), {"slug": slug, "number": rule.number}
    )
    await _tell(session, actor, slug)


async def _tell(session: Session, actor: Actor, slug: str) -> None:
    await emit(session, actor.org_id, "approval_rule.changed", slug, {"slug": slug})
