"""Bodies of scaling by itself."""

from datetime import datetime

from remit.kit.schemas import Answer
from remit.lifecycle.deployments.scaling import Scaling
from remit.lifecycle.deployments.schemas.deployments import PrincipalAnswer


class ScalingAnswer(Answer):
    """How a deployment is scaled by itself; `rule` is null where it is not.

    `wanted` is how many instances the rule wants now and `why` says why, `calls_at_once` how many calls were under way
    on average in the last minute. `asleep` says that the rule brought it to none: with a rule by load the next call
    wakes it. `said` is what the rule did last, or could not do. `refusal` says why who asks may not set one, `no_load`
    and `no_zero` why there is no scaling by load, or to none.
    """

    rule: Scaling | None
    words: str
    instances: int
    wanted: int | None
    why: str
    calls_at_once: float | None
    fewer_since: datetime | None
    asleep: bool
    said: str
    set_by: PrincipalAnswer | None
    set_at: datetime | None
    refusal: str | None
    no_load: str | None
    no_zero: str | None
