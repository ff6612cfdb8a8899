"""Planning a function agent on AWS Lambda: what would be made there, what a call costs, and what is against it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from remit.engines.hosts import LAMBDA_ALIAS, LAMBDA_RUNTIME, Workload
from remit.engines.sandbox import ENTRY
from remit.kit.clock import now
from remit.lifecycle.agents import AgentVersion
from remit.lifecycle.deployments.command import Environment
from remit.lifecycle.deployments.fleet import LAMBDA, Fleet
from remit.lifecycle.deployments.plans.shipping import (
    machine_name,
    machine_seconds,
    machine_workload,
    of_services,
    outcome,
    require_function,
    shipped,
)
from remit.lifecycle.deployments.sizing import FRESH_DAYS, FunctionPrice, function_price

_NAMED = (
    "handler",
    "role_arn",
    "architecture",
    "subnets",
    "security_groups",
    "memory_mb",
    "timeout_seconds",
)


async def plan_on_lambda(
    fleet: Fleet,
    plan: dict[str, Any],
    version: AgentVersion,
    deployment_id: UUID,
    environment: Environment,
) -> dict[str, Any]:
    """Return an agent's plan as it is carried out on AWS Lambda, with the function, its price and its checks.

    Raises `HostDoesNotTake`.
    """
    slug = plan["agent"]["slug"]
    require_function(version, slug, "AWS Lambda")
    function = _function(fleet, version, slug, environment, deployment_id)
    price = function_price(function["architecture"], fleet.region)
    made = {
        **plan,
        "function": {**function, "price": _price(price, function)},
        "rationale": f"Version {version.number} of {slug} runs on AWS Lambda, as {_words(function)}",
    }
    wanted = shipped(function_workload(made["function"], deployment_id, environment, "r1"), version.document)
    problems = await fleet.hosts[LAMBDA].validate(wanted)
    checks = [outcome(problem.field, problem.message) for problem in problems]
    checks.append(outcome("function", _words(function), passed=True))
    checks += _priced(price, function, environment, now().date())
    if not function["subnets"]:
        words = (
            "Its code can reach the internet from there, which it cannot from Remit's own sandbox: name subnets without"
            " a way out (REMIT_LAMBDA_SUBNETS) if it must not"
        )
        checks.append(outcome("network", words, severity="warning"))
    return {**made, "checks": checks + of_services(version)}


def function_workload(
    function: dict[str, Any], deployment_id: UUID, environment: str, revision: str
) -> Workload:
    """Describe a planned function to its host, without its code."""
    return machine_workload(function, _NAMED, deployment_id, environment, revision)


def _function(
    fleet: Fleet, version: AgentVersion, slug: str, environment: str, deployment_id: UUID
) -> dict[str, Any]:
    facts = fleet.functions
    return {
        "name": machine_name(slug, environment, deployment_id),
        "alias": LAMBDA_ALIAS,
        "region": fleet.region,
        "runtime": LAMBDA_RUNTIME,
        "architecture": facts.architecture,
        "memory_mb": facts.memory_mb,
        "timeout_seconds": machine_seconds(version),
        "role_arn": facts.role_arn,
        "subnets": facts.subnets,
        "security_groups": facts.security_groups,
        "handler": ENTRY,
    }


def _words(function: dict[str, Any]) -> str:
    return (
        f"the function {function['name']} in {function['region']}: {function['runtime']} on"
        f" {function['architecture']}, {function['memory_mb']} MB, at most {function['timeout_seconds']} s a call, with"
        f" the role {function['role_arn']}, a version for each revision and the alias {function['alias']}."
    )


def _price(price: FunctionPrice | None, function: dict[str, Any]) -> dict[str, Any] | None:
    if price is None:
        return None
    return {
        "usd_per_call": str(price.usd_per_call),
        "usd_per_gb_second": str(price.usd_per_gb_second),
        "usd_per_call_at_most": str(_at_most(price, function)),
        "as_of": price.as_of.isoformat(),
        "source": price.source,
        "confidence": price.confidence,
    }


def _at_most(price: FunctionPrice, function: dict[str, Any]) -> Decimal:
    return price.of(function["memory_mb"], Decimal(function["timeout_seconds"]))


def _priced(
    price: FunctionPrice | None, function: dict[str, Any], environment: str, today: date
) -> list[dict[str, Any]]:
    if price is None:
        words = f"the price of AWS Lambda in {function['region']} is unknown; choose a region whose price is"
        return [outcome("price_known", words, severity="error" if environment == "prod" else "warning")]
    second, longest = price.of(function["memory_mb"], Decimal(1)), _at_most(price, function)
    known = (
        f"${price.usd_per_call * 1_000_000:.2f} for a million calls and ${price.usd_per_gb_second} for a second of a"
        f" gigabyte ({price.source}): a call of one second costs ${second:.8f}, the longest ${longest:.8f};"
        " while nobody calls, nothing"
    )
    age = (today - price.as_of).days
    fresh = f"the price is of {price.as_of}, {age} days old and {price.confidence}"
    return [
        outcome("price_known", known, passed=True),
        outcome("price_fresh", fresh, passed=age <= FRESH_DAYS, severity="warning"),
    ]
