"""Whether somebody may decide on a proposal: by policy, as no author of it, and in the stage that waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from remit.controls.approvals.errors import NotInThisStage, OwnWork
from remit.controls.approvals.rules import DECIDE, Stage, different
from remit.controls.approvals.tables import Proposal, ProposalDecision
from remit.controls.governance import Resource, decide, passes, refusal
from remit.controls.tenancy import Actor
from remit.kit.errors import RemitError

BREAK = "proposal.break_glass"


@dataclass(frozen=True)
class Vote:
    """A right to decide that somebody has: their own, or that of another who lent it, for some kinds or all."""

    actor: Actor
    whose: Actor
    delegation: str | None = None
    kinds: tuple[str, ...] = ()

    @property
    def on_behalf(self) -> dict[str, Any] | None:
        """What is kept of whose right it was, where it is not one's own."""
        if self.delegation is None:
            return None
        return {"person": self.whose.person.hex, "name": self.whose.name, "delegation": self.delegation}


def resource_of(proposal: Proposal) -> Resource:
    """What a proposal is about, as policies see it."""
    kind, _, shown_id = proposal.subject.partition(":")
    return Resource("agent" if kind == "agent" else "deployment", shown_id, proposal.environment)


def requester_of(proposal: Proposal) -> dict[str, str]:
    """Who asked, as policies see it."""
    return {"requester": proposal.requested_person.hex}


def stage_of(proposal: Proposal) -> Stage | None:
    """The stage that waits; none where no rule holds."""
    return Stage.model_validate(proposal.rule["stages"][proposal.stage]) if proposal.rule else None


def barred(vote: Vote, proposal: Proposal) -> RemitError | None:
    """Why a right counts for nothing on this proposal, in whatever stage it is; none when it counts."""
    if vote.kinds and proposal.kind not in vote.kinds:
        return OwnWork(f"{vote.whose.name} lets you decide on other kinds of change.")
    resource, context = resource_of(proposal), requester_of(proposal)
    decision = decide(vote.whose, DECIDE, resource, context)
    if not passes(decision):
        return refusal(vote.whose, DECIDE, resource, decision)
    if vote.delegation is not None and vote.actor.person == proposal.requested_person:
        return OwnWork("You asked for this: you do not decide on it, not for another either.")
    people = {vote.whose.person.hex: vote.whose.name, vote.actor.person.hex: "You"}
    wrote = next((name for person, name in people.items() if person in proposal.authors), None)
    if wrote is not None:
        return OwnWork(f"{wrote} wrote what this would bring about: another person decides.")
    return None


def spent(vote: Vote, made: Sequence[ProposalDecision]) -> RemitError | None:
    """Why a right has been used up: a person decides once, for whomever."""
    mine, whose = vote.actor.person, vote.whose.person
    used = {one for each in made for one in (each.person.hex, (each.on_behalf or {}).get("person"))}
    if mine.hex in used:
        return NotInThisStage("You have decided on this already: each person decides once.")
    if whose.hex in used:
        return NotInThisStage(f"{vote.whose.name} has decided on this already: each person decides once.")
    return None


def unfit(vote: Vote, proposal: Proposal, made: Sequence[ProposalDecision]) -> RemitError | None:
    """Why an approval would not count in the stage that waits; none when it would."""
    if found := spent(vote, made):
        return found
    stage = stage_of(proposal)
    if stage is None:
        return None
    if not stage.holds(vote.whose, raised=proposal.raised_at is not None):
        who = stage.who(names_in(proposal), raised=proposal.raised_at is not None)
        return NotInThisStage(f"This waits for {who}.")
    given = [each.teams for each in made if each.stage == proposal.stage]
    if stage.different_teams and not different([*given, vote.whose.teams]):
        return NotInThisStage("Everybody who approves in this stage has to be from another team.")
    return None


def names_in(proposal: Proposal) -> dict[str, str]:
    """What the members whom a rule names are called, as it was when the change was asked for."""
    names: dict[str, str] = (proposal.rule or {}).get("names", {})
    return names


def usable(
    votes: Sequence[Vote], proposal: Proposal, made: Sequence[ProposalDecision]
) -> tuple[Vote | None, RemitError | None]:
    """The first right that would count as an approval now, or why none does; one's own comes first."""
    whys = [(vote, barred(vote, proposal) or unfit(vote, proposal, made)) for vote in votes]
    found = next((vote for vote, why in whys if why is None), None)
    return found, None if found else _telling([why for _, why in whys if why is not None])


def _telling(whys: Sequence[RemitError]) -> RemitError | None:
    """Of several reasons the one that comes nearest to a yes."""
    return next((why for why in whys if isinstance(why, NotInThisStage)), whys[0] if whys else None)
