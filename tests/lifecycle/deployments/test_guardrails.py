"""Guardrails: all run, all are reported, and each refuses what it must."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from remit.controls.environments import AS_THEY_COME
from remit.lifecycle.deployments.command import Check, Limits, check, draft_artifact, read
from remit.lifecycle.deployments.sizing import get_model, size

TODAY = date(2026, 9, 15)
LATER = date(2027, 1, 15)
LIBRARY = Path(__file__).parents[3] / "src" / "remit" / "lifecycle" / "knowledge" / "library"


def _checks(
    command: str,
    environment: str = "staging",
    *,
    region: str = "us-west-2",
    alarms: tuple[str, ...] = (),
    today: date = TODAY,
    changes: dict[str, object] | None = None,
) -> dict[str, Check]:
    reading = read(command)
    assert reading.problems == []
    intent = reading.intent
    model = get_model(intent.model_id or "")
    assert model is not None
    sizing = size(
        model,
        intent.instance_count or 1,
        region=region,
        instance_type=intent.instance_type,
        budget=intent.budget_usd_per_hour,
    )
    artifact = draft_artifact(intent, sizing, environment, alarms) | (changes or {})
    found = check(artifact, sizing, intent, Limits(), environment=AS_THEY_COME.find(environment), today=today)
    return {row.name: row for row in found}


def _blocking(checks: dict[str, Check]) -> set[str]:
    return {name for name, row in checks.items() if row.blocks}


def test_a_good_plan_passes_every_check() -> None:
    checks = _checks(
        "deploy llama 3.1 8b for chatbot-x to prod on ml.g5.2xlarge x2 with budget $20 per hour",
        "prod",
        alarms=("chatbot-x-5xx",),
    )
    assert set(checks) == {
        "schema", "names", "instance_count", "budget_within_limit", "estimated_cost_within_budget", "model_fits",
        "price_known", "price_fresh", "rollback_alarms",
    }  # fmt: skip
    assert all(row.passed for row in checks.values())
    cost = checks["estimated_cost_within_budget"].message
    assert "$3.03 per hour" in cost
    assert "peak $6.06" in cost


@pytest.mark.parametrize("instances", ["ml.g5.12xlarge x3", "ml.p4d.24xlarge"])
def test_more_than_the_budget_is_refused(instances: str) -> None:
    checks = _checks(f"deploy llama 3.1 8b for chatbot-x on {instances} with budget $20 per hour")
    assert _blocking(checks) == {"estimated_cost_within_budget"}
    assert "$20.00" in checks["estimated_cost_within_budget"].message


def test_the_refused_cost_is_shown() -> None:
    checks = _checks("deploy llama 3.1 8b for chatbot-x on ml.g5.12xlarge x3 with budget $20 per hour")
    assert "$21.27 per hour" in checks["estimated_cost_within_budget"].message


def test_five_instances_are_refused_in_the_documented_words() -> None:
    checks = _checks("deploy llama 3.1 8b for chatbot-x on 5 instances")
    assert "instance_count" in _blocking(checks)
    assert checks["instance_count"].message.startswith("instance_count exceeds max allowed (4)")


@pytest.mark.parametrize(("environment", "refused"), [("dev", 11), ("staging", 51), ("prod", 501)])
def test_each_environment_has_its_limit(environment: str, refused: int) -> None:
    command = "deploy llama 3.1 8b for chatbot-x with budget ${} per hour"
    over = _checks(command.format(refused), environment, alarms=("a",))
    assert over["budget_within_limit"].message.startswith("budget_usd_per_hour exceeds limit")
    assert _blocking(over) == {"budget_within_limit"}
    assert not _blocking(_checks(command.format(refused - 1), environment, alarms=("a",)))


def test_without_a_budget_the_limit_of_the_environment_counts() -> None:
    command = "deploy llama 3.1 8b for chatbot-x on ml.g5.48xlarge"
    assert _blocking(_checks(command, "dev")) == {"estimated_cost_within_budget"}
    assert not _blocking(_checks(command, "staging"))


def test_an_uncertain_price_is_counted_with_a_margin() -> None:
    command = "deploy llama 3.1 8b for chatbot-x on ml.g5.2xlarge with budget $1.60 per hour"
    assert not _blocking(_checks(command))
    assert "estimated_cost_within_budget" in _blocking(_checks(command, region="us-east-1"))
    stale = _checks(command, today=LATER)
    assert "estimated_cost_within_budget" in _blocking(stale)
    assert not stale["price_fresh"].passed
    assert not stale["price_fresh"].blocks


def test_an_unknown_price_is_refused_in_prod_and_shown_elsewhere() -> None:
    command = "deploy llama 3.1 8b for chatbot-x on ml.p5en.48xlarge"
    prod = _checks(command, "prod", alarms=("a",))
    assert {"price_known", "estimated_cost_within_budget"} <= _blocking(prod)
    staging = _checks(command, "staging")
    assert not _blocking(staging)
    assert "unknown" in staging["price_known"].message


def test_an_unknown_price_cannot_meet_a_stated_budget() -> None:
    checks = _checks("deploy llama 3.1 8b for chatbot-x on ml.p5en.48xlarge with budget $20 per hour")
    assert "estimated_cost_within_budget" in _blocking(checks)


def test_a_model_that_does_not_fit_is_refused_with_alternatives() -> None:
    checks = _checks("deploy llama 3.1 8b for chatbot-x on ml.m5.large")
    assert _blocking(checks) == {"model_fits"}
    assert "ml.g6.xlarge" in checks["model_fits"].message


def test_prod_needs_an_alarm() -> None:
    command = "deploy llama 3.1 8b for chatbot-x"
    assert _blocking(_checks(command, "prod")) == {"rollback_alarms"}
    assert not _blocking(_checks(command, "prod", alarms=("errors",)))
    assert not _blocking(_checks(command, "dev"))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"endpoint_name": "llama-3.1"}, {"names"}),
        ({"endpoint_name": ""}, {"names", "schema"}),
        ({"instance_count": "many"}, {"schema"}),
        ({"budget_usd_per_hour": -1}, {"schema"}),
        ({"surprise": True}, {"schema"}),
        ({"rollback_alarms": ["a"] * 11}, {"schema"}),
    ],
)
def test_a_malformed_plan_is_refused(changes: dict[str, object], refused: set[str]) -> None:
    reading = _checks("deploy llama 3.1 8b for chatbot-x", "staging", changes=changes)
    assert _blocking(reading) == refused


def test_every_fault_is_reported_at_once() -> None:
    checks = _checks("deploy llama 3.1 8b for chatbot-x on ml.m5.large x5 with budget $600 per hour", "prod")
    assert _blocking(checks) == {"instance_count", "budget_within_limit", "model_fits", "rollback_alarms"}


def test_the_limits_of_an_organisation_apply() -> None:
    intent = read("deploy llama 3.1 8b for chatbot-x on 2 instances").intent
    model = get_model("llama-3.1-8b-instruct")
    assert model is not None
    sizing = size(model, 2, region="us-west-2")
    limits = Limits(
        max_instances=1, max_usd_per_hour={"dev": Decimal(1), "staging": Decimal(1), "prod": Decimal(1)}
    )
    artifact = draft_artifact(intent, sizing, "staging")
    found = check(artifact, sizing, intent, limits, environment=AS_THEY_COME.find("staging"), today=TODAY)
    assert {row.name for row in found if row.blocks} == {"instance_count", "estimated_cost_within_budget"}


def test_the_policy_documents_state_the_limits_in_force() -> None:
    limits = Limits()
    policy = (LIBRARY / "budget-and-cost.md").read_text(encoding="utf-8")
    for environment, most in limits.max_usd_per_hour.items():
        assert f"| {environment} | ${most} |" in policy
    environments = (LIBRARY / "environments.md").read_text(encoding="utf-8")
    assert f"{limits.min_instances} to {limits.max_instances} instances" in environments
    assert f"at least {limits.min_prod_alarms} |" in environments
