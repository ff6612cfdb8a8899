"""Rules of who has to approve which changes, over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from remit.controls.approvals import rules
from remit.controls.approvals.requests import ChangesDep
from remit.controls.approvals.risk import LEVELS
from remit.controls.approvals.rules import ApprovalRule, People, everybody
from remit.controls.approvals.rules.schemas import RuleAnswer, RuleBody, RuleList, RuleVersions, StageAnswer
from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit.database import Session
from remit.kit.errors import NotFound

router = APIRouter(prefix="/api/approval-rules", tags=["approvals"])
SlugPath = Annotated[str, Path(pattern=r"^[a-z0-9](-?[a-z0-9])*$", max_length=40, examples=["big-changes"])]
Reader = Annotated[Actor, may("policy.read")]
Writer = Annotated[Actor, may("policy.write")]


def _answer(people: People, rule: ApprovalRule) -> RuleAnswer:
    stages = rules.stages_of(rule)
    return RuleAnswer(
        slug=rule.slug,
        number=rule.number,
        kind=rule.kind,
        environment=rule.environment,
        least_risk=LEVELS[rule.least_risk - 1],
        stages=[StageAnswer(**stage.model_dump(), said=stage.words(people.names)) for stage in stages],
        created_by=rule.created_by,
        created_at=rule.created_at,
        ended_at=rule.ended_at,
        unmet=None if rule.ended_at else rules.unmet(people, rule.kind, rule.environment, stages),
    )


async def _answers(session: Session, rules: Sequence[ApprovalRule]) -> list[RuleAnswer]:
    people = await everybody(session)
    return [_answer(people, rule) for rule in rules]


@router.get("")
async def list_approval_rules(session: SessionDep, known: ChangesDep, _: Reader) -> RuleList:
    """List the rules that hold; a change that none matches waits for one other person, where a policy asks for one."""
    found = await rules.all_in_force(session)
    return RuleList(items=await _answers(session, found), kinds=sorted(known.names))


@router.get("/{slug}")
async def list_approval_rule_versions(slug: SlugPath, session: SessionDep, _: Reader) -> RuleVersions:
    """List every version of a rule, the newest first; one that has ended says when."""
    found = await rules.versions(session, slug)
    if not found:
        raise NotFound(f"There is no approval rule {slug}.")
    return RuleVersions(items=await _answers(session, found))


@router.put("/{slug}")
async def set_approval_rule(
    slug: SlugPath, body: RuleBody, session: SessionDep, known: ChangesDep, actor: Writer
) -> RuleAnswer:
    """Make a rule, or its next version; what waits already keeps the one before. 409 when nobody could satisfy it."""
    made = await rules.set_rule(session, actor, slug, body, known.names)
    return _answer(await everybody(session), made)


@router.delete("/{slug}", status_code=204)
async def end_approval_rule(slug: SlugPath, session: SessionDep, actor: Writer) -> Response:
    """End a rule; what waits under it goes on so."""
    await rules.end_rule(session, actor, slug)
    return Response(status_code=204)
