"""The roles: what each is for, in words, and which of them is above which."""

from collections.abc import Mapping
from dataclasses import dataclass

from remit.controls.tenancy.actor import Role


@dataclass(frozen=True)
class RoleWords:
    """A role as people read it."""

    name: Role
    title: str
    description: str


_WORDS: Mapping[Role, tuple[str, str]] = {
    Role.OWNER: ("Owner", "Everything, and the only one who makes other people owners."),
    Role.ADMIN: ("Admin", "Everything but making owners: members, keys, agents, deployments, approvals."),
    Role.BUILDER: ("Builder", "Makes and promotes agents; deploys where nothing is protected."),
    Role.OPERATOR: (
        "Operator",
        "Makes and promotes agents; deploys, pauses and removes in every environment.",
    ),
    Role.APPROVER: ("Approver", "Reads everything, and decides on changes that others ask for."),
    Role.VIEWER: ("Viewer", "Reads everything and changes nothing."),
}
ROLES = tuple(RoleWords(role, *words) for role, words in _WORDS.items())
_MIDDLE = frozenset({Role.BUILDER, Role.OPERATOR, Role.APPROVER})
_BELOW: Mapping[Role, frozenset[Role]] = {
    Role.OWNER: frozenset(_WORDS),
    Role.ADMIN: _MIDDLE | {Role.ADMIN, Role.VIEWER},
    **{role: frozenset({role, Role.VIEWER}) for role in _MIDDLE},
    Role.VIEWER: frozenset({Role.VIEWER}),
    Role.CALLER: frozenset(),
}


def covers(own: Role, other: Role) -> bool:
    """Whether whoever has a role may have, or give, another one."""
    return other in _BELOW[own]
