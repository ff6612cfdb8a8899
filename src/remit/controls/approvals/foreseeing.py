"""Who can decide: on what waits now, and on what somebody might ask for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from remit.controls import environments
from remit.controls.approvals import queries
from remit.controls.approvals.delegations import all_votes
from remit.controls.approvals.risk import LEVELS, Level, Stakes, assess
from remit.controls.approvals.rules import Stage, everybody, lacking, strictest
from remit.controls.approvals.tables import Proposal
from remit.controls.approvals.voting import usable
from remit.controls.governance import Resource
from remit.controls.tenancy import Actor
from remit.kit.database import Session

MOST_NAMED = 20


async def deciders(session: Session, proposal: Proposal) -> Sequence[Actor]:
    """List the members who could approve a proposal now, by their own right or by one that was lent to them."""
    made = await queries.decisions(session, proposal.id)
    votes = await all_votes(session)
    return [own[0].actor for own in votes if usable(own, proposal, made)[0] is not None]


@dataclass(frozen=True)
class ForeseenStage:
    """A stage that a change will wait in: what it asks for, and who could approve in it."""

    words: str
    people: int
    who: list[str]
    more: int


@dataclass(frozen=True)
class Foreseen:
    """What a change will wait for: the rule, its stages and who could decide; `rule` none where one person is enough.

    `lacking` says why nobody could give what is needed.
    """

    risk: Level
    rule: str | None
    number: int | None
    stages: list[ForeseenStage]
    lacking: str | None

    @property
    def words(self) -> str:
        """Say it in a sentence or two."""
        if self.rule is None:
            who = ", ".join(self.stages[0].who) or "nobody"
            return f"One other person decides. Who can: {who}{_more(self.stages[0].more)}."
        asked = "; then ".join(stage.words for stage in self.stages)
        return f"By the rule {self.rule}, version {self.number}: {asked}."


def _more(number: int) -> str:
    return f" and {number} more" if number else ""


async def foresee(
    session: Session,
    actor: Actor,
    kind: str,
    resource: Resource,
    stakes: Stakes,
    *,
    authors: Collection[UUID] = (),
) -> Foreseen:
    """Say what a change would wait for if this actor asked for it now; whether it waits at all is asked apart."""
    risk = assess(resource.environment, stakes, environments.of(actor.org_id))
    rule = await strictest(session, kind, resource.environment, risk.rank)
    people = await everybody(session)
    out = {actor.person, *authors}
    able = [one for one in people.deciding(resource, actor.person.hex) if one.person not in out]
    stages = [Stage.model_validate(stage) for stage in rule["stages"]] if rule else []
    foreseen = [
        _stage(
            stage.words(people.names), stage.people, [one for one in able if stage.holds(one, raised=False)]
        )
        for stage in stages
    ]
    missing = (
        lacking(stages, able, people.names)
        if rule
        else None
        if able
        else "Nobody else can decide on it: ask an owner to add an approver."
    )
    return Foreseen(
        risk=LEVELS[risk.rank - 1],
        rule=rule["slug"] if rule else None,
        number=rule["number"] if rule else None,
        stages=foreseen or [_stage("1 other person who may decide", 1, able)],
        lacking=missing,
    )


def _stage(words: str, people: int, able: Sequence[Actor]) -> ForeseenStage:
    names = sorted(one.name for one in able)
    return ForeseenStage(words, people, names[:MOST_NAMED], max(0, len(names) - MOST_NAMED))
