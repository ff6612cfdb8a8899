"""Who there is to approve, with their roles and teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from remit.controls.governance import Resource, decide, passes
from remit.controls.tenancy import MEMBER, Actor, list_members, member_actor, team_slugs
from remit.kit.database import Session

DECIDE = "proposal.decide"


@dataclass(frozen=True)
class People:
    """The members of an organisation as those who may act, with their teams, and all teams there are."""

    members: Sequence[Actor]
    teams: frozenset[str]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What members are called, by id."""
        return {MEMBER.show(each.person): each.name for each in self.members}

    def deciding(self, resource: Resource, requester: str = "") -> list[Actor]:
        """Those whom the policies let decide on a change of a resource."""
        return [m for m in self.members if passes(decide(m, DECIDE, resource, {"requester": requester}))]


async def everybody(session: Session) -> People:
    """Read who is a member, and of which teams."""
    teams = await team_slugs(session)
    members = [
        replace(member_actor(member), teams=tuple(teams.of.get(member.id, ())))
        for member in await list_members(session)
    ]
    return People(members, teams.all)
