"""Teams: named groups of members and keys."""

from remit.controls.tenancy.teams.changes import add, find, put, remove, rename, take
from remit.controls.tenancy.teams.joined import joined
from remit.controls.tenancy.teams.queries import counts, holders, like, page, slugs, some
from remit.controls.tenancy.teams.tables import TEAM, Team, TeamMember

__all__ = [
    "TEAM",
    "Team",
    "TeamMember",
    "add",
    "counts",
    "find",
    "holders",
    "joined",
    "like",
    "page",
    "put",
    "remove",
    "rename",
    "slugs",
    "some",
    "take",
]
