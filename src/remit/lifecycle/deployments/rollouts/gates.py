"""Gates: whether a new revision does worse than the stable one, by its own calls (docs/rollouts.md)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any, Literal

from remit.lifecycle.deployments.environments import Gates

_Z = 1.645  # one-sided, 95 %
_FLOOR_MS = 100.0
_FLOOR_USD = 0.0001
Name = Literal["errors", "violations", "latency", "cost", "evaluation"]


@dataclass(frozen=True)
class Figures:
    """The calls of one revision that were answered or failed; none where there is nothing to measure."""

    calls: int
    errors: int
    violations: int
    p95_ms: float | None
    usd_per_call: float | None


@dataclass(frozen=True)
class Score:
    """What the newest evaluation of a version found, between 0 and 1, and in words on what."""

    score: float
    words: str


@dataclass(frozen=True)
class Finding:
    """What one gate says: the new revision's figure, the stable one's, and what was allowed.

    Shares and scores are between 0 and 1, times in milliseconds, costs in dollars; `allowed` is the most, of a score
    the least. `few` says that too few calls were seen, or no evaluation.
    """

    gate: Name
    new: float | None
    stable: float | None
    allowed: float | None
    state: Literal["passed", "breached", "few"]
    words: str


def judge(gates: Gates, new: Figures, stable: Figures) -> list[Finding]:
    """Ask every gate on calls that is switched on."""
    return list(_asked(gates, new, stable))


def evaluated(gates: Gates, found: Score | None) -> list[Finding]:
    """Ask the gate on the evaluation of the new version, if it is switched on."""
    least = gates.min_score
    if least is None:
        return []
    if found is None:
        words = "The new version was not evaluated as it is: `remit evaluate` does it, and the rollout waits for it."
        return [Finding("evaluation", None, None, least, "few", words)]
    words = f"The new version scores {found.score:.2f} on {found.words}"
    if found.score < least:
        words = f"{words}: at least {least:g} is wanted."
        return [Finding("evaluation", found.score, None, least, "breached", words)]
    return [Finding("evaluation", found.score, None, least, "passed", f"{words}.")]


def facts(new: Figures, stable: Figures, findings: list[Finding]) -> dict[str, Any]:
    """Return figures as they are kept: JSON."""
    return {"new": asdict(new), "stable": asdict(stable), "findings": [asdict(each) for each in findings]}


def _asked(gates: Gates, new: Figures, stable: Figures) -> Iterator[Finding]:
    if gates.error_points is not None:
        yield _share("errors", new.errors, new, stable.errors, stable, gates.error_points, gates.min_calls)
    if gates.violation_points is not None:
        yield _share(
            "violations",
            new.violations,
            new,
            stable.violations,
            stable,
            gates.violation_points,
            gates.min_calls,
        )
    enough = min(new.calls, stable.calls) >= gates.min_calls
    if gates.latency_ratio is not None:
        yield _ratio("latency", new.p95_ms, stable.p95_ms, gates.latency_ratio, _FLOOR_MS, enough=enough)
    if gates.cost_ratio is not None:
        cost = new.usd_per_call, stable.usd_per_call
        yield _ratio("cost", *cost, gates.cost_ratio, _FLOOR_USD, enough=enough)


def _share(
    gate: Name, found: int, new: Figures, before: int, stable: Figures, points: float, least: int
) -> Finding:
    """Compare two shares: surely above the stable one's by more than so many points is a breach."""
    rate = found / new.calls if new.calls else None
    usual = before / stable.calls if stable.calls else None
    allowed = min(1.0, (usual or 0.0) + points / 100)
    what = "failed" if gate == "errors" else "broke a rule"
    words = f"{found} of {new.calls} calls of the new revision {what}"
    if usual is not None:
        words += f", {before} of {stable.calls} of the stable one"
    if new.calls < least:
        return Finding(gate, rate, usual, allowed, "few", f"{words}: it is judged from {least} calls on.")
    if lowest(found, new.calls) > allowed:
        return Finding(gate, rate, usual, allowed, "breached", f"{words}: at most {allowed:.1%} may.")
    return Finding(gate, rate, usual, allowed, "passed", f"{words}.")


def lowest(found: int, calls: int) -> float:
    """Return the share that the true one is above with 95 % certainty (Wilson)."""
    rate, square = found / calls, _Z**2
    middle = rate + square / (2 * calls)
    spread = _Z * sqrt(rate * (1 - rate) / calls + square / (4 * calls**2))
    return max(0.0, (middle - spread) / (1 + square / calls))


def _ratio(
    gate: Name, new: float | None, stable: float | None, ratio: float, floor: float, *, enough: bool
) -> Finding:
    if new is None or stable is None or not enough:
        return Finding(gate, new, stable, None, "few", f"Too few calls to compare the {gate}.")
    allowed = stable * ratio + floor
    if gate == "latency":
        words = f"19 of 20 calls take up to {new:,.0f} ms, {stable:,.0f} ms with the stable revision"
        most = f"{allowed:,.0f} ms are allowed."
    else:
        words = f"A call costs ${new:.6f}, ${stable:.6f} with the stable revision"
        most = f"${allowed:.6f} is allowed."
    breached = new > allowed
    return Finding(
        gate,
        new,
        stable,
        allowed,
        "breached" if breached else "passed",
        f"{words}: {most}" if breached else f"{words}.",
    )
