"""How a new version comes to serve: at once, beside the old one, or by steps, and what stops it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from remit.kit.schemas import Body

Kind = Literal["all_at_once", "blue_green", "canary", "host"]
_WEEK = 7 * 24 * 3600
_Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
_Ratio = Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False)]

_Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Gates(Body):
    """What the new revision may do worse than the stable one; null switches a gate off.

    `min_calls` of the new revision are looked at before any gate says anything. `error_points` and `violation_points`
    are percentage points, `latency_ratio` and `cost_ratio` factors on the 95th percentile and on the cost of a call.
    `min_score` is what the newest evaluation of exactly the new version must have scored, between 0 and 1.
    """

    min_calls: Annotated[int, Field(ge=1, le=100_000)]
    error_points: _Points | None
    violation_points: _Points | None
    latency_ratio: _Ratio | None
    cost_ratio: _Ratio | None
    min_score: _Score | None = None


class Strategy(Body):
    """How the calls go over to a new revision.

    `steps` are its share in percent, rising to 100; each is kept for `bake_seconds` while the gates are looked at.
    `few_calls` says what happens when a bake ends with fewer than the gates' `min_calls`. `smoke` is said to the new
    version before it answers anybody; empty says nothing.
    """

    kind: Literal["all_at_once", "blue_green", "canary"]
    steps: Annotated[list[Annotated[int, Field(ge=1, le=100)]], Field(min_length=1, max_length=20)]
    bake_seconds: Annotated[int, Field(ge=0, le=_WEEK)]
    gates: Gates
    few_calls: Literal["go_on", "wait"]
    smoke: Annotated[str, Field(max_length=2000)]

    @model_validator(mode="after")
    def _fits(self) -> "Strategy":
        if self.steps != sorted(set(self.steps)) or self.steps[-1] != 100:
            raise ValueError("steps rise, and the last one is 100")
        if self.kind != "canary" and self.steps != [100]:
            raise ValueError(f"{self.kind} has one step, which is 100")
        if "\0" in self.smoke:
            raise ValueError("a text without NUL characters")
        return self

    @property
    def gradual(self) -> bool:
        """Whether the new revision is watched before it is the stable one."""
        return self.kind != "all_at_once"


_GATES = Gates(min_calls=20, error_points=5, violation_points=2, latency_ratio=1.5, cost_ratio=1.5)
AT_ONCE = Strategy(kind="all_at_once", steps=[100], bake_seconds=0, gates=_GATES, few_calls="go_on", smoke="")
CANARY = Strategy(
    kind="canary", steps=[10, 50, 100], bake_seconds=300, gates=_GATES, few_calls="go_on", smoke=""
)
