"""What the endpoints of people, keys and organisations read and answer."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from remit.kit.schemas import Answer

MemberRole = Literal["owner", "admin", "builder", "operator", "approver", "viewer"]

# A password is taken as it was typed, spaces at its ends too; how long it may be is said in words later.
Secret = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=5000)]


class Principal(Answer):
    """Who is signed in, or whose key it is; `email` is none for a service account."""

    id: str
    kind: str
    name: str
    role: str
    email: str | None


class OrganizationAnswer(Answer):
    """An organisation."""

    id: str
    name: str


class AccountAnswer(Answer):
    """The person behind a member.

    `password_proof` is what setting a password asks for: the `current` one, `none` (who came by a link a moment ago),
    or a fresh `link`.
    """

    id: str
    email: str
    name: str
    has_password: bool
    password_proof: Literal["current", "none", "link"]


class SessionAnswer(Answer):
    """Who asks, for which organisation, what they may do there, and how this Remit runs.

    `may` names the actions that the policies allow on the organisation as a whole; `organizations` counts those the
    person is a member of. `account` and `session_id` are none for a key.
    """

    principal: Principal
    organization: OrganizationAnswer
    account: AccountAnswer | None
    session_id: str | None
    organizations: int
    may: list[str]
    demo_model: bool
    execute: bool
    version: str
