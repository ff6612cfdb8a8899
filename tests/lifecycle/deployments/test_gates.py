"""Gates: chance does not roll back, harm does."""

import pytest

from remit.lifecycle.deployments.environments import Gates
from remit.lifecycle.deployments.rollouts.gates import Figures, judge, lowest

GATES = Gates(min_calls=20, error_points=5, violation_points=2, latency_ratio=1.5, cost_ratio=1.5)
STABLE = Figures(calls=1000, errors=10, violations=0, p95_ms=200.0, usd_per_call=0.01)


def _new(calls: int = 100, **more: float) -> Figures:
    facts = {"errors": 0, "violations": 0, "p95_ms": 200.0, "usd_per_call": 0.01, **more}
    return Figures(
        calls, int(facts["errors"]), int(facts["violations"]), facts["p95_ms"], facts["usd_per_call"]
    )


def _breached(new: Figures, stable: Figures = STABLE) -> set[str]:
    return {each.gate for each in judge(GATES, new, stable) if each.state == "breached"}


@pytest.mark.parametrize(
    ("new", "gates"),
    [
        (_new(), set()),
        (_new(errors=6), set()),  # six in a hundred may be chance
        (_new(errors=20), {"errors"}),
        (_new(violations=10), {"violations"}),
        (_new(p95_ms=399.0), set()),
        (_new(p95_ms=401.0), {"latency"}),
        (_new(usd_per_call=0.02), {"cost"}),
        (_new(calls=19, errors=19), set()),
        (_new(calls=20, errors=20), {"errors"}),
    ],
)
def test_what_is_surely_worse_is_a_breach(new: Figures, gates: set[str]) -> None:
    assert _breached(new) == gates


def test_without_a_stable_revision_to_compare_with_shares_are_judged_alone() -> None:
    nothing = Figures(0, 0, 0, None, None)
    assert _breached(_new(errors=30, p95_ms=9999.0, usd_per_call=9.0), nothing) == {"errors"}
    assert {each.state for each in judge(GATES, nothing, nothing)} == {"few"}


def test_a_gate_that_is_off_says_nothing() -> None:
    off = GATES.model_copy(update={"error_points": None, "latency_ratio": None})
    assert [each.gate for each in judge(off, _new(), STABLE)] == ["violations", "cost"]


def test_the_lower_end_is_wilsons() -> None:
    assert lowest(0, 20) == pytest.approx(0.0, abs=1e-9)
    assert lowest(3, 20) == pytest.approx(0.0636, abs=5e-3)
    assert lowest(20, 20) == pytest.approx(0.881, abs=1e-3)
