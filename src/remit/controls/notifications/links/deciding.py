"""Looking at a proposal by a link, and deciding on it: as the person whose link it is, once.

Looking changes nothing, whoever does it, so that a scanner of mails decides nothing. A decision is that of the member
whom the link was made for: they must be a member still, may decide as everywhere else (never on their own), and see
what the link was made for. What is of a high risk is not decided by a link alone.
"""

from dataclasses import dataclass
from typing import Literal

from remit.controls import approvals, audit, governance
from remit.controls.approvals import (
    LEVELS,
    PROPOSAL,
    ChangedSince,
    Changes,
    Proposal,
    Verdict,
    decide_proposal,
    hold,
)
from remit.controls.notifications.links import queries
from remit.controls.notifications.links.errors import (
    LinkExpired,
    LinkUsed,
    NotYourLink,
    SignInNeeded,
    UnknownLink,
)
from remit.controls.notifications.links.tables import LINK, DecisionLink
from remit.controls.tenancy import Actor, Presence, organization, token_hash
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.errors import NotFound

_UNKNOWN = "There is no such link: check that it is whole, or sign in and open the approvals."
State = Literal["open", "sign_in", "used", "expired", "ended", "changed", "somebody_else"]


@dataclass(frozen=True)
class Look:
    """What a link shows: whose it is, where it stands with a sentence, and the proposal as that person sees it."""

    link: DecisionLink
    actor: Actor
    organization: str
    state: State
    said: str
    proposal: Proposal


async def found(database: Database, token: str) -> DecisionLink:
    """Find the link of a token, with the policies of its organisation read; `UnknownLink` when there is none."""
    hashed = token_hash(token)
    async with database.transaction(None, lookup=hashed) as session:
        link = await queries.by_hash(session, hashed)
    if link is None:
        raise UnknownLink(_UNKNOWN)
    await governance.ready(database, link.org_id)
    return link


async def look(session: Session, link: DecisionLink, presence: Presence | None) -> Look:
    """Look at what a link is for; nothing is changed."""
    actor = await _whose(session, link)
    proposal = await approvals.proposal(session, link.proposal_id)
    if proposal is None:
        raise UnknownLink(_UNKNOWN)
    where = await organization(session)
    state, said = _standing(link, actor, proposal, presence)
    return Look(link, actor, where.name, state, said, proposal)


def _standing(
    link: DecisionLink, actor: Actor, proposal: Proposal, presence: Presence | None
) -> tuple[State, str]:
    if presence is not None and presence.actor.person != link.member_id:
        return "somebody_else", f"This link is for {actor.name}; you are signed in as {presence.actor.name}."
    if link.used_at is not None:
        return "used", f"You {link.verdict} this by the link on {link.used_at:%Y-%m-%d at %H:%M} UTC."
    if proposal.digest != link.digest:
        return (
            "changed",
            "What is asked for has changed since this link was made: sign in and look at it anew.",
        )
    if proposal.status != "pending" or proposal.expires_at <= now():
        return "ended", "Nothing waits here any more."
    if link.expires_at <= now():
        return "expired", "A link works for a day: sign in to decide, or wait for the next reminder."
    if _weighty(proposal) and presence is None:
        return "sign_in", "The risk is high: sign in to decide, a link alone is not enough."
    return "open", ""


def _weighty(proposal: Proposal) -> bool:
    return LEVELS[proposal.risk - 1] == "high"


async def _whose(session: Session, link: DecisionLink) -> Actor:
    """The member whose link it is, as they are today."""
    members = (await approvals.everybody(session)).members
    member = next((each for each in members if each.person == link.member_id), None)
    if member is None:
        raise UnknownLink(_UNKNOWN)
    return member


_REFUSALS: dict[State, type[LinkUsed | LinkExpired | NotYourLink | SignInNeeded | ChangedSince]] = {
    "somebody_else": NotYourLink,
    "used": LinkUsed,
    "changed": ChangedSince,
    "expired": LinkExpired,
    "sign_in": SignInNeeded,
}


async def decide(
    session: Session,
    changes: Changes,
    link: DecisionLink,
    presence: Presence | None,
    verdict: Verdict,
    *,
    reason: str,
    seen_digest: str,
) -> Look:
    """Decide as the person whose link it is; the link is used up with it.

    Raises `LinkUsed`, `LinkExpired`, `NotYourLink`, `SignInNeeded`, and what `decide_proposal` raises.
    """
    try:
        proposal, review = await hold(session, changes, link.proposal_id)
    except NotFound as error:
        raise UnknownLink(_UNKNOWN) from error
    own = await queries.locked(session, link.id)
    actor = await _whose(session, own)
    state, said = _standing(own, actor, proposal, presence)
    if refusal := _REFUSALS.get(state):
        raise refusal(said)
    await decide_proposal(
        session, actor, proposal, verdict, reason=reason, seen_digest=seen_digest, review=review
    )
    own.used_at, own.verdict = now(), verdict
    await session.flush()
    facts = {"proposal_id": PROPOSAL.show(proposal.id), "verdict": verdict, "signed_in": presence is not None}
    await audit.record(session, actor, "decision_link.used", LINK.ref(own.id), facts)
    return await look(session, own, presence)
