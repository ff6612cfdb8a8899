"""Bodies of rollouts."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from remit.kit.schemas import Answer, Body
from remit.lifecycle.deployments.rollouts import Act, State
from remit.lifecycle.deployments.schemas.deployments import PrincipalAnswer


class FiguresAnswer(Answer):
    """The calls of one revision that were answered or failed; null where there is nothing to measure."""

    calls: int
    errors: int
    violations: int
    p95_ms: float | None
    usd_per_call: float | None


class FindingAnswer(Answer):
    """What one gate says: shares and scores between 0 and 1, times in milliseconds, costs in dollars.

    `allowed` is the most that the new revision's figure may be, of a score the least; `few` says that too few calls
    were seen, or no evaluation.
    """

    gate: Literal["errors", "violations", "latency", "cost", "evaluation"]
    new: float | None
    stable: float | None
    allowed: float | None
    state: Literal["passed", "breached", "few"]
    words: str


class MeasuredAnswer(Answer):
    """The new revision beside the stable one."""

    new: FiguresAnswer
    stable: FiguresAnswer
    findings: list[FindingAnswer]


class RolloutActAnswer(Answer):
    """Whether who asks may do this to the rollout now; `reason` says in words why not."""

    action: Act
    allowed: bool
    reason: str | None


class RolloutMoveAnswer(Answer):
    """One move; `share` is what the new revision took of the calls from then on, in percent."""

    from_state: str
    to_state: State
    share: int
    reason: str
    actor: PrincipalAnswer
    created_at: datetime


class RolloutAnswer(Answer):
    """A rollout: `share` percent of the calls go to `revision`, the others to `stable`, null for a first one.

    `strategy` is `host` where the host shifts the calls itself. `bake_ends_at` is when the step ends if the gates let
    it; while `paused_at` is set, it does not.
    """

    rollout_id: str
    plan_id: str
    name: str
    env: str
    revision: int
    stable: int | None
    change: Literal["deploy", "restart", "scale", "update", "roll_back"]
    state: State
    live: bool
    strategy: Literal["all_at_once", "blue_green", "canary", "host"]
    steps: list[int]
    step: int
    share: int
    bake_seconds: int
    reason: str
    measured: MeasuredAnswer | None
    paused_at: datetime | None
    bake_ends_at: datetime | None
    started_by: PrincipalAnswer
    started_at: datetime
    ended_at: datetime | None
    may: list[RolloutActAnswer]
    moves: list[RolloutMoveAnswer]


class RolloutList(Answer):
    """One page of rollouts, newest first."""

    items: list[RolloutAnswer]
    next: str | None


class RolloutActBody(Body):
    """What is done, and why."""

    action: Act
    reason: Annotated[str, Field(max_length=500)] = ""
