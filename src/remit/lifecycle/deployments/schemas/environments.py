"""Bodies of environments and freezes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from remit.controls.environments import EnvironmentName
from remit.kit.schemas import Answer, Body
from remit.lifecycle.deployments.environments import Strategy
from remit.lifecycle.deployments.schemas.deployments import PrincipalAnswer
from remit.lifecycle.deployments.schemas.pages import FieldDifference

RoleName = Literal["owner", "admin", "builder", "operator", "approver"]
Title = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+$")]
_Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]+$")]


class FreezeAnswer(Answer):
    """A time in which nothing changes in an environment, but by the roles in `may_override`."""

    freeze_id: str
    environment: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    may_override: list[str]
    active: bool
    created_by: PrincipalAnswer


class EnvironmentSetting(Answer):
    """An environment: what runs goes from the first to the last; `hosts` is empty where any may be used.

    `refusal` says why who asks may not deploy there, null when they may; `needs_approval` that another person decides.
    What is `protected` has a right of its own, and is refused what has no known price.
    """

    name: str
    title: str
    position: int
    strategy: Strategy
    hosts: list[str]
    protected: bool
    version: int
    deployments: int
    refusal: str | None
    needs_approval: bool
    frozen: FreezeAnswer | None


class EnvironmentList(Answer):
    """All environments in their order, and the freezes that are or will be; `may_write` says who asks may set them."""

    environments: list[EnvironmentSetting]
    freezes: list[FreezeAnswer]
    hosts: list[str]
    may_write: bool


class EnvironmentBody(Body):
    """What an environment is to be; `version` is the one that was seen. What is left out of `protected` stays."""

    title: Title
    strategy: Strategy
    hosts: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=20)]
    protected: bool | None = None
    version: int


class NewEnvironment(Body):
    """An environment to add; the title is the name, unless it is given.

    It comes `before` another one; without, before the first that is protected, or last where it is protected itself.
    """

    name: EnvironmentName
    title: Title | None = None
    protected: bool = False
    before: EnvironmentName | None = None


class OrderBody(Body):
    """All environments in their new order."""

    names: Annotated[list[EnvironmentName], Field(max_length=20)]


class FreezeBody(Body):
    """When nothing is to change, why, and which roles may change something all the same."""

    environment: EnvironmentName
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: _Line
    may_override: Annotated[list[RoleName], Field(max_length=5)] = ["owner", "admin"]


class EnvironmentPromotion(Answer):
    """What promoting would do: the deployment in the next environment, and what would be different there.

    `plan_id` is null where nothing of that name runs there yet. `refusal` says why it cannot be done, null when it can.
    """

    source: str
    target: str
    revision: int
    version: str
    plan_id: str | None
    differences: list[FieldDifference]
    needs_approval: bool
    refusal: str | None


class PromoteToBody(Body):
    """Where to; the next environment unless it is named."""

    to: EnvironmentName | None = None


class PromotedAnswer(Answer):
    """What promoting led to; `key` is the new deployment's, shown only here, null where one was there."""

    outcome: Literal["deploying", "pending_approval"]
    message: str
    plan_id: str
    key: str | None
