"""What an answer says of limits: `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers)."""

import math

from remit.controls.metering.limits.limiting import Standing


def headers(standing: Standing) -> list[tuple[str, str]]:
    """Write the headers of a standing; none where nothing limits.

    `q` is the quota and `w` its window in seconds, `r` what is left of it and `t` the seconds until there is more.
    """
    if not standing.readings:
        return []
    left = ", ".join(
        [f'"{each.rule.name}";r={max(0, each.left)};t={math.ceil(each.reset)}' for each in standing.readings]
    )
    return [("ratelimit-policy", standing.rules.policy), ("ratelimit", left)]
