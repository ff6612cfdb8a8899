"""Bodies of a deployment's figures: metrics, instances, log."""

from datetime import datetime
from typing import Any, Literal

from remit.kit.schemas import Answer

Window = Literal["1h", "24h", "7d", "30d"]


class PointAnswer(Answer):
    """The calls of one bucket, which begins `at`; times are of answered calls, null where there is none."""

    at: datetime
    calls: int
    errors: int
    refused: int
    cost_usd: float
    input_tokens: int
    output_tokens: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class TotalsAnswer(Answer):
    """All buckets together; the times are exact for the newest 50,000 answered calls of the window.

    `unpriced` calls have no known cost.
    """

    calls: int
    errors: int
    error_rate: float
    refused: int
    unpriced: int
    cost_usd: float
    input_tokens: int
    output_tokens: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class DeploymentMetrics(Answer):
    """A deployment's calls in a window of time, in buckets of a minute, an hour or a day, oldest first."""

    window: Window
    bucket: Literal["minute", "hour", "day"]
    since: datetime
    until: datetime
    totals: TotalsAnswer
    points: list[PointAnswer]


class InstanceAnswer(Answer):
    """One instance; null is what its host does not say. `cpu_percent` is of one core."""

    name: str
    state: str
    since: datetime | None
    cpu_percent: float | None
    memory_bytes: int | None
    requests: int | None


class InstanceList(Answer):
    """The instances as their host sees them now.

    `shared` says with what else the figures are shared, `missing` why some or all are missing; `metrics` are those
    of all instances together over the last five minutes, named with their unit.
    """

    host: str
    wanted: int
    observed_at: datetime
    instances: list[InstanceAnswer]
    metrics: dict[str, float]
    shared: str | None
    missing: str | None


class InstanceOutput(Answer):
    """What one process wrote last; the name is its revision's with a number."""

    instance: str
    lines: list[str]


class HostCall(Answer):
    """A call to a host, such as one manifest that is applied, with its parameters."""

    service: str
    operation: str
    parameters: dict[str, Any]


class RenderedPlan(Answer):
    """What a plan is for its host, in the order in which it is sent; `dry_run` says that it never is."""

    host: str
    dry_run: bool
    items: list[HostCall]


class OutputList(Answer):
    """The processes of a model on this machine, those of earlier revisions first."""

    items: list[InstanceOutput]
