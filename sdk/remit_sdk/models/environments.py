# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    FieldDifference,
    PrincipalAnswer,
)


class Host(RootModel[str]):
    root: Annotated[str, Field(max_length=60)]



class FreezeBody(Model):
    """
    When nothing is to change, why, and which roles may change something all the same.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    environment: Annotated[str, Field(pattern='^[a-z][a-z0-9]{1,19}$', title='Environment')]
    starts_at: Annotated[AwareDatetime, Field(title='Starts At')]
    ends_at: Annotated[AwareDatetime, Field(title='Ends At')]
    reason: Annotated[str, Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f]+$', title='Reason')]
    may_override: Annotated[
        list[Literal['owner', 'admin', 'builder', 'operator', 'approver']] | None,
        Field(max_length=5, title='May Override'),
    ] = ['owner', 'admin']



class ErrorPoints(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=100.0, title='Error Points')]



class ViolationPoints(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=100.0, title='Violation Points')]



class LatencyRatio(RootModel[float]):
    root: Annotated[float, Field(ge=1.0, le=1000.0, title='Latency Ratio')]



class CostRatio(RootModel[float]):
    root: Annotated[float, Field(ge=1.0, le=1000.0, title='Cost Ratio')]



class MinScore(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=1.0, title='Min Score')]



class Gates(Model):
    """
    What the new revision may do worse than the stable one; null switches a gate off.

    `min_calls` of the new revision are looked at before any gate says anything. `error_points` and `violation_points`
    are percentage points, `latency_ratio` and `cost_ratio` factors on the 95th percentile and on the cost of a call.
    `min_score` is what the newest evaluation of exactly the new version must have scored, between 0 and 1.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    min_calls: Annotated[int, Field(ge=1, le=100000, title='Min Calls')]
    error_points: Annotated[ErrorPoints | None, Field(title='Error Points')]
    violation_points: Annotated[ViolationPoints | None, Field(title='Violation Points')]
    latency_ratio: Annotated[LatencyRatio | None, Field(title='Latency Ratio')]
    cost_ratio: Annotated[CostRatio | None, Field(title='Cost Ratio')]
    min_score: Annotated[MinScore | None, Field(title='Min Score')] = None



class Title2(RootModel[str]):
    root: Annotated[str, Field(max_length=60, min_length=1, pattern='^[^\\x00-\\x1f]+$', title='Title')]



class Before(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z][a-z0-9]{1,19}$', title='Before')]



class NewEnvironment(Model):
    """
    An environment to add; the title is the name, unless it is given.

    It comes `before` another one; without, before the first that is protected, or last where it is protected itself.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[str, Field(pattern='^[a-z][a-z0-9]{1,19}$', title='Name')]
    title: Annotated[Title2 | None, Field(title='Title')] = None
    protected: Annotated[bool | None, Field(title='Protected')] = False
    before: Annotated[Before | None, Field(title='Before')] = None



class Name9(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z][a-z0-9]{1,19}$')]



class OrderBody(Model):
    """
    All environments in their new order.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    names: Annotated[list[Name9], Field(max_length=20, title='Names')]



class To(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z][a-z0-9]{1,19}$', title='To')]



class PromoteToBody(Model):
    """
    Where to; the next environment unless it is named.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    to: Annotated[To | None, Field(title='To')] = None



class PromotedAnswer(Model):
    """
    What promoting led to; `key` is the new deployment's, shown only here, null where one was there.
    """

    outcome: Annotated[Literal['deploying', 'pending_approval'], Field(title='Outcome')]
    message: Annotated[str, Field(title='Message')]
    plan_id: Annotated[str, Field(title='Plan Id')]
    key: Annotated[str | None, Field(title='Key')]



class Step1(RootModel[int]):
    root: Annotated[int, Field(ge=1, le=100)]



class Strategy(Model):
    """
    How the calls go over to a new revision.

    `steps` are its share in percent, rising to 100; each is kept for `bake_seconds` while the gates are looked at.
    `few_calls` says what happens when a bake ends with fewer than the gates' `min_calls`. `smoke` is said to the new
    version before it answers anybody; empty says nothing.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[Literal['all_at_once', 'blue_green', 'canary'], Field(title='Kind')]
    steps: Annotated[list[Step1], Field(max_length=20, min_length=1, title='Steps')]
    bake_seconds: Annotated[int, Field(ge=0, le=604800, title='Bake Seconds')]
    gates: Gates
    few_calls: Annotated[Literal['go_on', 'wait'], Field(title='Few Calls')]
    smoke: Annotated[str, Field(max_length=2000, title='Smoke')]



class EnvironmentBody(Model):
    """
    What an environment is to be; `version` is the one that was seen. What is left out of `protected` stays.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    title: Annotated[str, Field(max_length=60, min_length=1, pattern='^[^\\x00-\\x1f]+$', title='Title')]
    strategy: Strategy
    hosts: Annotated[list[Host], Field(max_length=20, title='Hosts')]
    protected: Annotated[bool | None, Field(title='Protected')] = None
    version: Annotated[int, Field(title='Version')]



class EnvironmentPromotion(Model):
    """
    What promoting would do: the deployment in the next environment, and what would be different there.

    `plan_id` is null where nothing of that name runs there yet. `refusal` says why it cannot be done, null when it can.
    """

    source: Annotated[str, Field(title='Source')]
    target: Annotated[str, Field(title='Target')]
    revision: Annotated[int, Field(title='Revision')]
    version: Annotated[str, Field(title='Version')]
    plan_id: Annotated[str | None, Field(title='Plan Id')]
    differences: Annotated[list[FieldDifference], Field(title='Differences')]
    needs_approval: Annotated[bool, Field(title='Needs Approval')]
    refusal: Annotated[str | None, Field(title='Refusal')]



class FreezeAnswer(Model):
    """
    A time in which nothing changes in an environment, but by the roles in `may_override`.
    """

    freeze_id: Annotated[str, Field(title='Freeze Id')]
    environment: Annotated[str, Field(title='Environment')]
    starts_at: Annotated[AwareDatetime, Field(title='Starts At')]
    ends_at: Annotated[AwareDatetime, Field(title='Ends At')]
    reason: Annotated[str, Field(title='Reason')]
    may_override: Annotated[list[str], Field(title='May Override')]
    active: Annotated[bool, Field(title='Active')]
    created_by: PrincipalAnswer



class EnvironmentSetting(Model):
    """
    An environment: what runs goes from the first to the last; `hosts` is empty where any may be used.

    `refusal` says why who asks may not deploy there, null when they may; `needs_approval` that another person decides.
    What is `protected` has a right of its own, and is refused what has no known price.
    """

    name: Annotated[str, Field(title='Name')]
    title: Annotated[str, Field(title='Title')]
    position: Annotated[int, Field(title='Position')]
    strategy: Strategy
    hosts: Annotated[list[str], Field(title='Hosts')]
    protected: Annotated[bool, Field(title='Protected')]
    version: Annotated[int, Field(title='Version')]
    deployments: Annotated[int, Field(title='Deployments')]
    refusal: Annotated[str | None, Field(title='Refusal')]
    needs_approval: Annotated[bool, Field(title='Needs Approval')]
    frozen: FreezeAnswer | None



class EnvironmentList(Model):
    """
    All environments in their order, and the freezes that are or will be; `may_write` says who asks may set them.
    """

    environments: Annotated[list[EnvironmentSetting], Field(title='Environments')]
    freezes: Annotated[list[FreezeAnswer], Field(title='Freezes')]
    hosts: Annotated[list[str], Field(title='Hosts')]
    may_write: Annotated[bool, Field(title='May Write')]
