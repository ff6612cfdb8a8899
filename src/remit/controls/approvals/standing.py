"""Where proposals stand for who looks at them: what has been approved, what is still needed, and what they may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from remit.controls.approvals import queries
from remit.controls.approvals.delegations import votes_of
from remit.controls.approvals.rules import DECIDE, People, Stage, everybody, lacking
from remit.controls.approvals.tables import Override, Proposal, ProposalDecision
from remit.controls.approvals.voting import (
    BREAK,
    Vote,
    barred,
    names_in,
    requester_of,
    resource_of,
    spent,
    usable,
)
from remit.controls.governance import decide
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session


@dataclass(frozen=True)
class StageStanding:
    """A stage of a proposal: what it asks for, and who has approved in it."""

    words: str
    people: int
    approved: list[str]
    state: Literal["done", "now", "later"]


@dataclass(frozen=True)
class Progress:
    """How far the approvals of a proposal are; `lacking` says why nobody could give what is still needed."""

    rule: str
    number: int
    words: str
    stages: list[StageStanding]
    stage: int
    escalated: bool
    lacking: str | None
    matching: int


@dataclass(frozen=True)
class Seen:
    """Proposals with their decisions, and the rights of who looks at them."""

    actor: Actor
    votes: Sequence[Vote]
    made: Mapping[UUID, Sequence[ProposalDecision]]
    people: People | None
    overrides: Mapping[UUID, Override]

    def override(self, proposal: Proposal) -> Override | None:
        """What was said of a proposal that could not wait."""
        return self.overrides.get(proposal.id)

    def may_break_glass(self, proposal: Proposal) -> bool:
        """Whether who looks may say that a proposal cannot wait, and has not yet."""
        begun = self.override(proposal)
        said = begun is not None and begun.first_person == self.actor.person
        allowed = decide(self.actor, BREAK, resource_of(proposal), requester_of(proposal)).allowed
        return proposal.status == "pending" and proposal.expires_at > now() and not said and allowed

    def may_review(self, proposal: Proposal) -> bool:
        """Whether who looks may look back at a change that did not wait."""
        done = self.override(proposal)
        if done is None or done.second_at is None or done.review_at is not None:
            return False
        involved = (done.first_person, done.second_person, proposal.requested_person)
        allowed = decide(self.actor, DECIDE, resource_of(proposal), requester_of(proposal)).allowed
        return self.actor.person not in involved and allowed

    def decisions(self, proposal: Proposal) -> Sequence[ProposalDecision]:
        """The decisions on a proposal, oldest first."""
        return self.made.get(proposal.id, ())

    def why_not(self, proposal: Proposal) -> str | None:
        """Why who looks may not approve a proposal that waits; none when they may."""
        _, why = usable(self.votes, proposal, self.decisions(proposal))
        return why.detail if why else None

    def for_whom(self, proposal: Proposal) -> str | None:
        """Whose right who looks would use; none for their own."""
        vote, _ = usable(self.votes, proposal, self.decisions(proposal))
        return vote.whose.name if vote and vote.delegation else None

    def why_no_rejection(self, proposal: Proposal) -> str | None:
        """Why who looks may not reject a proposal that waits; that is for all who may decide at all."""
        made = self.decisions(proposal)
        whys = [barred(vote, proposal) or spent(vote, made) for vote in self.votes]
        return None if None in whys else next(why.detail for why in whys if why is not None)

    def progress(self, proposal: Proposal) -> Progress | None:
        """How far its approvals are; none where no rule holds."""
        if proposal.rule is None:
            return None
        stages = [Stage.model_validate(stage) for stage in proposal.rule["stages"]]
        standing = [self._stage(proposal, place, stage) for place, stage in enumerate(stages)]
        return Progress(
            rule=proposal.rule["slug"],
            number=proposal.rule["number"],
            words=_words(proposal, stages, standing),
            stages=standing,
            stage=proposal.stage + 1,
            escalated=proposal.raised_at is not None,
            lacking=self._lacking(proposal, stages),
            matching=proposal.rule.get("matching", 1),
        )

    def _stage(self, proposal: Proposal, place: int, stage: Stage) -> StageStanding:
        approved = [
            voice(each)
            for each in self.decisions(proposal)
            if each.stage == place and each.verdict == "approved"
        ]
        over = len(approved) >= stage.people
        now = place == proposal.stage and proposal.status == "pending"
        state: Literal["done", "now", "later"] = "done" if over else "now" if now else "later"
        return StageStanding(stage.words(names_in(proposal)), stage.people, approved, state)

    def _lacking(self, proposal: Proposal, stages: Sequence[Stage]) -> str | None:
        """Say what cannot be had any more: who asked, who wrote it and who has decided are not counted."""
        if proposal.status != "pending" or self.people is None:
            return None
        made = self.decisions(proposal)
        out = {*proposal.authors, proposal.requested_person.hex, *(each.person.hex for each in made)}
        out |= {each.on_behalf["person"] for each in made if each.on_behalf}
        deciding = self.people.deciding(resource_of(proposal), requester_of(proposal)["requester"])
        left = [person for person in deciding if person.person.hex not in out]
        given = sum(each.stage == proposal.stage for each in made)
        first = stages[proposal.stage]
        needed = first.model_copy(update={"people": max(0, first.people - given)})
        return lacking(
            [needed, *stages[proposal.stage + 1 :]], left, names_in(proposal), first=proposal.stage + 1
        )


def voice(made: ProposalDecision) -> str:
    """Say who decided: `Bo for Ada` where it was Ada's right."""
    name: str = made.decided_by["name"]
    return f"{name} for {made.on_behalf['name']}" if made.on_behalf else name


def _words(proposal: Proposal, stages: Sequence[Stage], standing: Sequence[StageStanding]) -> str:
    """Say how far it is: `1 of 2 approved: Ada; still needed: 1 of team security`."""
    names, raised = names_in(proposal), proposal.raised_at is not None
    given = [name for each in standing for name in each.approved]
    total = sum(stage.people for stage in stages)
    said = f"{len(given)} of {total} approved{': ' + ', '.join(given) if given else ''}"
    if proposal.status != "pending":
        return said
    needed = [
        f"{stage.people - len(each.approved)} of {stage.who(names, raised=raised and each.state == 'now')}"
        for stage, each in zip(stages, standing, strict=True)
        if each.state != "done"
    ]
    return f"{said}; still needed: {', then '.join(needed)}"


async def look(session: Session, actor: Actor, proposals: Sequence[Proposal]) -> Seen:
    """Read what it takes to say where proposals stand for somebody."""
    waits = any(each.rule is not None and each.status == "pending" for each in proposals)
    return Seen(
        actor,
        await votes_of(session, actor),
        await queries.decisions_of(session, [each.id for each in proposals]),
        await everybody(session) if waits else None,
        await queries.overrides_of(session, [each.id for each in proposals]),
    )
