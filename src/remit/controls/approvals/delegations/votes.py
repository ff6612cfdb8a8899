"""Whose rights to decide somebody may use."""

from collections.abc import Sequence

from remit.controls.approvals.delegations import queries
from remit.controls.approvals.rules import everybody
from remit.controls.approvals.voting import Vote
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.ids import Kind

DELEGATION = Kind("dlg", "delegation")


async def votes_of(session: Session, actor: Actor) -> Sequence[Vote]:
    """List the rights that somebody may use: their own first, then those lent to them.

    What was lent is not lent on, and ends with the membership of who lent it.
    """
    lent = await queries.lent_to(session, actor.person, now())
    own = Vote(actor, actor)
    if not lent:
        return [own]
    people = {member.person: member for member in (await everybody(session)).members}
    return [
        own,
        *(
            Vote(actor, people[each.from_member], DELEGATION.show(each.id), tuple(each.kinds))
            for each in lent
            if each.from_member in people
        ),
    ]


async def all_votes(session: Session) -> Sequence[Sequence[Vote]]:
    """List the rights of every member, each as `votes_of` does."""
    members = (await everybody(session)).members
    people = {member.person: member for member in members}
    lent = await queries.in_force(session, now())
    return [
        [
            Vote(member, member),
            *(
                Vote(member, people[each.from_member], DELEGATION.show(each.id), tuple(each.kinds))
                for each in lent
                if each.to_member == member.person and each.from_member in people
            ),
        ]
        for member in members
    ]
