"""Who acts: a person, a service account, or Remit itself."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal
from uuid import UUID

from remit.kit.ids import Kind

MEMBER = Kind("mem", "member")
KEY = Kind("key", "key")
ORGANIZATION = Kind("org", "organization")
ACCOUNT = Kind("acc", "account")
SESSION = Kind("ses", "session")
INVITATION = Kind("inv", "invitation")


class Role(StrEnum):
    """What a principal may do in its organisation; `CALLER` is a deployment's key."""

    OWNER = "owner"
    ADMIN = "admin"
    BUILDER = "builder"
    OPERATOR = "operator"
    APPROVER = "approver"
    VIEWER = "viewer"
    CALLER = "caller"


@dataclass(frozen=True)
class Actor:
    """The principal of a request or task.

    `person` is what four eyes are counted by: the member, also when one of the member's keys is used, or a key of a
    service account that they made. `key_id` is the key that was presented, none for a browser or Remit itself.
    `teams` are the slugs of the teams of both, `team_refs` their refs with spaces between them.
    """

    org_id: UUID
    kind: Literal["member", "service_account", "system"]
    id: UUID
    name: str
    role: Role
    person: UUID
    deployment_id: UUID | None = None
    key_id: UUID | None = None
    teams: tuple[str, ...] = ()
    team_refs: str = ""

    @cached_property
    def shown_id(self) -> str:
        """The id as the API shows it."""
        return "system" if self.kind == "system" else (MEMBER if self.kind == "member" else KEY).show(self.id)

    @cached_property
    def ref(self) -> str:
        """The name by which records point at this principal."""
        return f"{self.kind}:{self.shown_id}"

    @cached_property
    def member_ref(self) -> str:
        """The ref of the member whose doing counts."""
        return MEMBER.ref(self.person)

    @cached_property
    def key_ref(self) -> str:
        """The ref of the key that was presented, empty without one."""
        return "" if self.key_id is None else KEY.ref(self.key_id)

    @cached_property
    def organization_ref(self) -> str:
        """The ref of the organisation acted in."""
        return ORGANIZATION.ref(self.org_id)

    def facts(self) -> dict[str, str]:
        """What records keep of who acted."""
        return self._facts.copy()

    @cached_property
    def _facts(self) -> dict[str, str]:
        return {"kind": self.kind, "id": self.shown_id, "name": self.name, "role": self.role.value}


def system(org_id: UUID) -> Actor:
    """Return Remit itself, as the worker acts for an organisation."""
    nobody = UUID(int=0)
    return Actor(org_id=org_id, kind="system", id=nobody, name="Remit", role=Role.OPERATOR, person=nobody)
