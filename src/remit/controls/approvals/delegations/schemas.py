"""Bodies of the endpoints of delegations."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from remit.kit.schemas import Answer, Body


class NewDelegation(Body):
    """Whom to let decide in one's place, on which kinds of change (all without any), from when (now) to when."""

    to_member: Annotated[str, Field(min_length=1, max_length=60)]
    kinds: Annotated[list[Annotated[str, Field(min_length=1, max_length=80)]], Field(max_length=20)] = []
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime


class LentAnswer(Answer):
    """A member, by id and name."""

    id: str
    name: str


class DelegationAnswer(Answer):
    """A right to decide that a member lends another; `may_revoke` when who reads it may take it back."""

    id: str
    from_member: LentAnswer
    to_member: LentAnswer
    kinds: list[str]
    reason: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    state: Literal["planned", "holds", "ended", "revoked"]
    mine: bool
    may_revoke: bool
    created_at: AwareDatetime


class DelegationPage(Answer):
    """One page, the newest first; `next` continues."""

    items: list[DelegationAnswer]
    next: str | None
