"""Health in a word, from status and today's calls; and the meter behind the cost of today."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from remit.controls.metering import Current
from remit.lifecycle.deployments.meter import cost_today, run_on
from remit.lifecycle.deployments.pages.health import health
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _deployment(status: str, *, price: str | None = "2", **more: Any) -> Deployment:
    made = {
        "status": status, "status_reason": None, "dry_run": False, "kind": "model", "metered_since": None,
        "usd_per_hour": None, "metered_on": None, "metered_usd": Decimal(0),
        "plan": {"cost": {"estimated_usd_per_hour": price}},
    }  # fmt: skip
    return Deployment(**{**made, **more})


@pytest.mark.parametrize(
    ("status", "calls", "errors", "state"),
    [
        ("planned", 0, 0, "idle"), ("pending_approval", 0, 0, "idle"), ("approved", 0, 0, "idle"),
        ("paused", 9, 9, "idle"), ("rejected", 0, 0, "idle"), ("deleted", 0, 0, "idle"),
        ("deploying", 0, 0, "unknown"), ("rolling_back", 0, 0, "degraded"), ("degraded", 9, 0, "degraded"),
        ("failed", 9, 0, "failing"), ("deployed", 0, 0, "healthy"), ("deployed", 100, 0, "healthy"),
        ("deployed", 100, 4, "healthy"), ("deployed", 100, 5, "degraded"), ("deployed", 100, 50, "failing"),
        ("deployed", 2, 2, "healthy"), ("deployed", 3, 3, "failing"),
    ],
)  # fmt: skip
def test_health_of_every_status(status: str, calls: int, errors: int, state: str) -> None:
    found = health(_deployment(status), Current(calls_today=calls, errors_today=errors))
    assert found.state == state
    assert found.reason.endswith(".")


def test_a_dry_run_is_never_healthy() -> None:
    assert health(_deployment("deployed", dry_run=True), Current()).state == "unknown"


def test_the_meter_runs_from_move_to_move_at_the_price_in_force() -> None:
    deployment = _deployment("approved")
    run_on(deployment, Status.DEPLOYING, NOON)
    assert cost_today(deployment, NOON + timedelta(hours=2)) == 4
    deployment.plan = {"cost": {"estimated_usd_per_hour": "10"}}
    run_on(deployment, Status.DEPLOYED, NOON + timedelta(hours=2))
    assert cost_today(deployment, NOON + timedelta(hours=3)) == 14
    run_on(deployment, Status.PAUSED, NOON + timedelta(hours=3))
    assert cost_today(deployment, NOON + timedelta(hours=9)) == 14


def test_a_day_begins_with_nothing() -> None:
    deployment = _deployment("approved")
    run_on(deployment, Status.DEPLOYED, NOON)
    tomorrow = datetime(2026, 11, 22, 1, tzinfo=UTC)
    assert cost_today(deployment, tomorrow) == 2
    run_on(deployment, Status.PAUSED, tomorrow)
    assert (deployment.metered_on, deployment.metered_usd) == (date(2026, 11, 22), Decimal(2))
    assert cost_today(deployment, tomorrow + timedelta(days=1)) == 0


@pytest.mark.parametrize(("kind", "price"), [("agent", "2"), ("model", None)])
def test_what_has_no_price_costs_nothing(kind: str, price: str | None) -> None:
    deployment = _deployment("approved", kind=kind, price=price)
    run_on(deployment, Status.DEPLOYED, NOON)
    assert cost_today(deployment, NOON + timedelta(hours=5)) == 0
