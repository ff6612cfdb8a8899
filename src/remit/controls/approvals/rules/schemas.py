"""Bodies of the endpoints of approval rules."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from remit.controls.approvals.risk import Level
from remit.controls.approvals.rules.stages import Stage, Stages
from remit.controls.environments import EnvironmentName
from remit.kit.schemas import Answer, Body


class RuleBody(Body):
    """Who has to approve which changes; without an environment it holds in all, and where there is none."""

    kind: Annotated[str, Field(min_length=1, max_length=80, examples=["agent.promote"])]
    environment: EnvironmentName | None = None
    least_risk: Level = "low"
    stages: Stages


class StageAnswer(Stage):
    """A stage, and what it asks for in words."""

    said: str


class RuleAnswer(Answer):
    """A version of a rule; `unmet` says why nobody could satisfy it as people and roles are now."""

    slug: str
    number: int
    kind: str
    environment: str | None
    least_risk: Level
    stages: list[StageAnswer]
    created_by: dict[str, Any]
    created_at: datetime
    ended_at: datetime | None
    unmet: str | None


class RuleList(Answer):
    """The rules that hold, by slug, and the kinds of change there can be rules for."""

    items: list[RuleAnswer]
    kinds: list[str]


class RuleVersions(Answer):
    """Every version of a rule, the newest first, 200 at most."""

    items: list[RuleAnswer]
