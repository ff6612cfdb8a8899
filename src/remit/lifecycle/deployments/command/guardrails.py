"""Checks every plan must pass before anything is created. All of them run, and all are reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import ValidationError

from remit.controls.environments import Place
from remit.lifecycle.deployments.command.artifact import SAGEMAKER_NAME, Artifact
from remit.lifecycle.deployments.command.intent import Intent
from remit.lifecycle.deployments.sizing import FRESH_DAYS, Sizing

Severity = Literal["error", "warning"]


def _default_budgets() -> dict[str, Decimal]:
    return {"dev": Decimal(10), "staging": Decimal(50), "prod": Decimal(500)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What an organisation allows; budgets are dollars per hour for one deployment, `regions` are empty for any."""

    min_instances: int = 1
    max_instances: int = 4
    max_usd_per_hour: Mapping[str, Decimal] = field(default_factory=_default_budgets)
    min_prod_alarms: int = 1
    regions: frozenset[str] = frozenset()

    def most(self, place: Place) -> Decimal:
        """Return the most that a deployment may cost there: an organisation's own are like staging, or like prod."""
        own = "prod" if place.protected else "staging"
        return self.max_usd_per_hour.get(place.name, self.max_usd_per_hour[own])


@dataclass(frozen=True, slots=True)
class Check:
    """One guardrail and its outcome; only a failed `error` stops the plan."""

    name: str
    passed: bool
    message: str
    severity: Severity = "error"

    @property
    def blocks(self) -> bool:
        """Whether this outcome stops the plan."""
        return not self.passed and self.severity == "error"


def check(
    artifact: Mapping[str, object],
    sizing: Sizing,
    intent: Intent,
    limits: Limits,
    *,
    environment: Place,
    today: date,
) -> list[Check]:
    """Judge a plan. `artifact` holds the fields of `Artifact`, not yet validated."""
    return [
        *_everywhere(artifact, sizing.count, intent, limits, environment),
        _cost_within_budget(sizing, intent, limits, environment, today),
        _model_fits(sizing),
        _price_known(sizing, environment),
        _price_fresh(sizing, today),
        _rollback_alarms(artifact, limits, environment),
        *([_region(sizing, limits)] if limits.regions else []),
    ]


_SET_PRICE = "set REMIT_KUBERNETES_GPU_USD_PER_HOUR to what a GPU of the cluster costs"


def check_cluster(
    artifact: Mapping[str, object],
    sizing: Sizing,
    intent: Intent,
    limits: Limits,
    *,
    environment: Place,
    today: date,
) -> list[Check]:
    """Judge a plan for a Kubernetes cluster; its price is what the operator says, else unknown."""
    return [
        *_everywhere(artifact, sizing.count, intent, limits, environment),
        _cost_within_budget(sizing, intent, limits, environment, today, _SET_PRICE),
        _model_fits(sizing),
        _price_known(sizing, environment, _SET_PRICE),
    ]


# What is looked at before a model runs on this machine, and how a check says that nothing is against it.
_HERE = {
    "file": "the file is a model that can be served",
    "server": "there is a program that serves it",
    "context": "the model was made for as much context",
}
_UNKNOWN = "its size is not known while its file is not"


def check_here(
    artifact: Mapping[str, object],
    refused: Mapping[str, str],
    fits: str,
    intent: Intent,
    limits: Limits,
    *,
    environment: Place,
) -> list[Check]:
    """Judge a plan for this machine; `refused` says by name what is against it, `fits` what memory it takes."""
    return [
        *_everywhere(artifact, intent.instance_count or 1, intent, limits, environment),
        *(
            Check(f"model_{name}", passed=name not in refused, message=refused.get(name, words))
            for name, words in _HERE.items()
        ),
        Check("model_fits", passed="memory" not in refused, message=refused.get("memory", fits or _UNKNOWN)),
    ]


def _everywhere(
    artifact: Mapping[str, object], count: int, intent: Intent, limits: Limits, environment: Place
) -> list[Check]:
    return [
        _schema(artifact),
        _names(artifact),
        _instance_count(count, limits),
        _budget_within_limit(intent, limits, environment),
    ]


def _schema(artifact: Mapping[str, object]) -> Check:
    try:
        Artifact.model_validate(artifact)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, row['loc']))}: {row['msg']}" for row in error.errors())
        return Check("schema", passed=False, message=f"the plan is not valid: {faults}")
    return Check("schema", passed=True, message="every field has the right shape")


def _names(artifact: Mapping[str, object]) -> Check:
    name = str(artifact.get("endpoint_name") or "")
    if SAGEMAKER_NAME.fullmatch(name):
        return Check("names", passed=True, message=f"{name} is a legal endpoint name")
    message = f"endpoint_name “{name}” is not legal: use at most 63 letters, digits and single hyphens"
    return Check("names", passed=False, message=message)


def _instance_count(count: int, limits: Limits) -> Check:
    name = "instance_count"
    if count > limits.max_instances:
        message = (
            f"instance_count exceeds max allowed ({limits.max_instances}): {count} asked for; ask for fewer"
        )
        return Check(name, passed=False, message=message)
    if count < limits.min_instances:
        message = (
            f"instance_count is below the minimum ({limits.min_instances}): {count} asked for; ask for more"
        )
        return Check(name, passed=False, message=message)
    return Check(name, passed=True, message=f"{count} of at most {limits.max_instances} instances")


def _budget_within_limit(intent: Intent, limits: Limits, environment: Place) -> Check:
    name, most = "budget_within_limit", limits.most(environment)
    budget = intent.budget_usd_per_hour
    if budget is None:
        message = f"no budget is stated; the limit of {environment.name}, {_dollars(most)} per hour, applies"
        return Check(name, passed=True, message=message)
    if budget > most:
        message = (
            f"budget_usd_per_hour exceeds limit: {_dollars(budget)} stated, {environment.name} allows "
            f"{_dollars(most)}; lower the budget or ask an admin to raise the limit"
        )
        return Check(name, passed=False, message=message)
    return Check(
        name,
        passed=True,
        message=f"{_dollars(budget)} of at most {_dollars(most)} per hour in {environment.name}",
    )


def _cost_within_budget(
    sizing: Sizing,
    intent: Intent,
    limits: Limits,
    environment: Place,
    today: date,
    advice: str = "name an instance type with a known price",
) -> Check:
    name = "estimated_cost_within_budget"
    checked, peak = sizing.checked_usd_per_hour(today), sizing.peak_usd_per_hour
    steady = sizing.estimated_usd_per_hour
    if checked is None or peak is None or steady is None:
        unsafe = environment.protected or intent.budget_usd_per_hour is not None
        message = f"the cost is unknown because the price is; {advice}"
        return Check(name, passed=False, message=message, severity="error" if unsafe else "warning")
    stated = intent.budget_usd_per_hour
    most = stated if stated is not None else limits.most(environment)
    source = "the budget" if stated is not None else f"the limit of {environment.name}"
    margin = f", counted as {_dollars(checked)} because the price is uncertain" if checked != steady else ""
    cost = f"{_dollars(steady)} per hour{margin} (peak {_dollars(peak)} during a rollout)"
    if checked > most:
        message = (
            f"estimated cost exceeds budget: {cost} against {source} of {_dollars(most)}; "
            "raise the budget, ask for fewer instances or a smaller one"
        )
        return Check(name, passed=False, message=message)
    return Check(name, passed=True, message=f"{cost}, within {source} of {_dollars(most)}")


def _model_fits(sizing: Sizing) -> Check:
    if sizing.fits:
        return Check("model_fits", passed=True, message=sizing.rationale)
    others = ", ".join(option.instance_type for option in sizing.alternatives)
    advice = f"; use {others}" if others else "; use a smaller model, a lower precision or a shorter context"
    return Check("model_fits", passed=False, message=f"{sizing.rationale.rstrip('.')}{advice}")


def _price_known(
    sizing: Sizing,
    environment: Place,
    advice: str = "refresh the price table or choose another instance or region",
) -> Check:
    name = "price_known"
    if sizing.price is not None:
        message = f"{_dollars(sizing.price.usd_per_hour)} per instance and hour ({sizing.price.source})"
        return Check(name, passed=True, message=message)
    where = f"{sizing.instance_type or 'the instance'} in {sizing.region}"
    message = f"the price of {where} is unknown; {advice}"
    return Check(
        name, passed=False, message=message, severity="error" if environment.protected else "warning"
    )


def _price_fresh(sizing: Sizing, today: date) -> Check:
    name = "price_fresh"
    if sizing.price is None:
        return Check(name, passed=False, message="there is no price to be fresh", severity="warning")
    age = (today - sizing.price.as_of).days
    message = f"the price is of {sizing.price.as_of}, {age} days old"
    if not sizing.price.is_fresh(today):
        message += f"; older than {FRESH_DAYS} days, so 25 % is added: refresh the price table"
    elif sizing.price.confidence != "list":
        message += f" and {sizing.price.confidence}, so 25 % is added"
    return Check(name, passed=sizing.price.is_fresh(today), message=message, severity="warning")


def _rollback_alarms(artifact: Mapping[str, object], limits: Limits, environment: Place) -> Check:
    name = "rollback_alarms"
    alarms = artifact.get("rollback_alarms")
    count = len(alarms) if isinstance(alarms, list | tuple) else 0
    if not environment.protected:
        return Check(name, passed=True, message=f"{count} alarms; {environment.name} needs none")
    if count < limits.min_prod_alarms:
        message = (
            f"rollback_alarms has {count}, {environment.name} needs at least {limits.min_prod_alarms}; "
            "name a CloudWatch alarm that exists"
        )
        return Check(name, passed=False, message=message)
    return Check(name, passed=True, message=f"{count} alarms roll a bad rollout back")


def _region(sizing: Sizing, limits: Limits) -> Check:
    named = ", ".join(sorted(limits.regions))
    if sizing.region in limits.regions:
        return Check("region", passed=True, message=f"{sizing.region} is one of {named}")
    return Check(
        "region", passed=False, message=f"{sizing.region} is not allowed: models are deployed in {named}"
    )


def _dollars(amount: Decimal) -> str:
    return f"${amount:,.2f}"
